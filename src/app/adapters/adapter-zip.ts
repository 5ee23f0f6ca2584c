/** The adapter as one file to take away: a ZIP of the folder PEFT reads. Not here: the folder's files (models/adapter/peft.ts). */
import { strToU8, zipSync } from 'fflate';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { configFile, type PeftFiles, weightsFile, writePeft } from '../../../models/adapter/peft.ts';

/** A trained adapter; `dropout` is what it was trained with. Same adapter, same bytes. */
export const adapterZip = (adapter: Adapter, baseModel: string, dropout: number): Uint8Array<ArrayBuffer> =>
  peftZip(writePeft(adapter, baseModel, dropout));

/** The files as they are. The ZIP says no time. */
export function peftZip(files: PeftFiles): Uint8Array<ArrayBuffer> {
  const entries = { [configFile]: strToU8(files[configFile]), [weightsFile]: files[weightsFile] };
  // The earliest time a ZIP can name, in local time as ZIP has it.
  return zipSync(entries, { mtime: new Date(1980, 0, 1) });
}
