/** The adapter as one file to take away: a ZIP of the folder PEFT reads. Not here: the folder's files (models/peft.ts). */
import { strToU8, zipSync } from 'fflate';
import type { Adapter } from '../../../models/lora.ts';
import { configFile, weightsFile, writePeft } from '../../../models/peft.ts';

/** Same adapter, same bytes: the ZIP says no time. */
export function adapterZip(adapter: Adapter, baseModel: string): Uint8Array<ArrayBuffer> {
  const files = writePeft(adapter, baseModel);
  const entries = { [configFile]: strToU8(files[configFile]), [weightsFile]: files[weightsFile] };
  // The earliest time a ZIP can name, in local time as ZIP has it.
  return zipSync(entries, { mtime: new Date(1980, 0, 1) });
}
