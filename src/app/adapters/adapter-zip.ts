/** An adapter as one file: a ZIP of the folder that PEFT reads. Not here: the files in it (models/adapter/peft.ts). */
import { strToU8, zipSync } from 'fflate';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { configFile, type PeftFiles, weightsFile, writePeft } from '../../../models/adapter/peft.ts';

/** The ZIP of an adapter that was trained with `dropout`. The same adapter gives the same bytes. */
export const adapterZip = (adapter: Adapter, baseModel: string, dropout: number): Uint8Array<ArrayBuffer> =>
  peftZip(writePeft(adapter, baseModel, dropout));

/** The ZIP of PEFT's files as they are, without a time of writing. */
export function peftZip(files: PeftFiles): Uint8Array<ArrayBuffer> {
  const entries = { [configFile]: strToU8(files[configFile]), [weightsFile]: files[weightsFile] };
  // The earliest time that a ZIP can hold; ZIP times are local.
  return zipSync(entries, { mtime: new Date(1980, 0, 1) });
}
