/** The two files of an adapter in a folder of a run or of an import. Not here: what is in them (models/adapter/peft.ts). */
import { configFile, type PeftFiles, weightsFile } from '../../../models/adapter/peft.ts';
import { listFiles, readFile, writeFile } from './opfs.ts';

/** Writes both files. */
export async function writePeftFiles(folder: readonly string[], files: PeftFiles): Promise<void> {
  await writeFile([...folder, weightsFile], files[weightsFile]);
  await writeFile([...folder, configFile], files[configFile]);
}

/** Reads both files; null if either is missing. */
export async function readPeftFiles(folder: readonly string[]): Promise<PeftFiles | null> {
  const config = await readFile([...folder, configFile]);
  const weights = await readFile([...folder, weightsFile]);
  if (!config || !weights) return null;
  return {
    [configFile]: await config.text(),
    [weightsFile]: new Uint8Array(await weights.arrayBuffer()),
  };
}

/** Whether both files are there. */
export async function hasPeftFiles(folder: readonly string[]): Promise<boolean> {
  const names = await listFiles(folder);
  return names.includes(configFile) && names.includes(weightsFile);
}
