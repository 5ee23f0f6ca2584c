/** The two files of an adapter in a folder of a run or of an import. Not here: what is in them (models/adapter/peft.ts). */
import { configFile, type PeftFiles, readBaseWeights, weightsFile } from '../../../models/adapter/peft.ts';
import { listFiles, readFile, writeFile } from './kept-files.ts';

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

/** What is known of an adapter in a folder before it is read: the fingerprint of its base model. Null if there is none. */
export async function glanceAtPeft(
  folder: readonly string[],
): Promise<{ readonly baseWeights: string | null } | null> {
  if (!(await listFiles(folder)).includes(configFile)) return null;
  const weights = await readFile([...folder, weightsFile]);
  return weights && { baseWeights: await readBaseWeights(weights) };
}
