/** An adapter as one file: a ZIP of the folder that PEFT reads. Not here: the files in it (models/adapter/peft.ts). */
import { strToU8, zipSync } from 'fflate';
import { configFile, type PeftFiles, weightsFile, writePeft } from '../../models/adapter/peft.ts';

/** The earliest time that a ZIP can hold, so that the same files give the same bytes; ZIP times are local. */
export const zipTime = new Date(1980, 0, 1);

/** The ZIP of an adapter, written as by writePeft. The same adapter gives the same bytes. */
export const adapterZip = (...written: Parameters<typeof writePeft>): Uint8Array<ArrayBuffer> =>
  peftZip(writePeft(...written));

/** The ZIP of PEFT's files as they are, without a time of writing. */
export const peftZip = (files: PeftFiles): Uint8Array<ArrayBuffer> =>
  zipSync(
    { [configFile]: strToU8(files[configFile]), [weightsFile]: files[weightsFile] },
    { mtime: zipTime },
  );
