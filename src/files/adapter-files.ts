/**
 * Finds the two files of an adapter in what a person chose: a ZIP, a folder, or the files themselves. Not here: what is in
 * them (models/adapter/peft.ts), where they are kept (src/app/adapters/store.ts).
 */

import type { Adapter } from '../../models/adapter/adapter.ts';
import { configFile, type PeftFiles, readPeft, weightsFile } from '../../models/adapter/peft.ts';
import { inPlaceOfWeights } from '../../models/adapter/peft-keys.ts';
import {
  type ChosenFile,
  chosenFiles,
  type FolderFile,
  fileFault,
  fileFinder,
  outermostNamed,
} from './chosen-files.ts';
import { sha256Of } from './sha256.ts';

const maxConfigBytes = 2 ** 20;
/** An adapter of rank 64 for SmolVLM-500M has 140 MB. */
const maxWeightsBytes = 2 ** 30;

/**
 * The adapter's files of a ZIP or a folder, and the path of its folder in it, empty or with a slash at its end. Where
 * adapters lie in the folder of another, as the checkpoints of a training do, it is the outer one, as PEFT would take.
 * @throws Error with a plain message if there is none or more than one.
 */
export async function findAdapterFiles(
  source: Blob | readonly FolderFile[],
): Promise<{ files: PeftFiles; folder: string }> {
  const files = await chosenFiles(source);
  const config = outermostNamed(files, configFile);
  if (!config)
    throw new Error(
      `Expected an adapter as PEFT saves it, with ${configFile} and ${weightsFile}, but there is no ${configFile} among ${files.length === 1 ? `one file (${files[0]!.path})` : `${files.length} files`}. Choose both files, their folder, or a ZIP of it.`,
    );
  const folder = config.path.slice(0, -configFile.length);
  const weights = fileFinder(files)(`${folder}${weightsFile}`);
  if (!weights) {
    const beside = files.flatMap(({ path }) => (path.startsWith(folder) ? [path.slice(folder.length)] : []));
    throw new Error(
      `Expected ${weightsFile} beside ${config.path}, but it is not there. ${inPlaceOfWeights(beside) ?? 'Choose both files, their folder, or a ZIP of it.'}`,
    );
  }
  const text = new TextDecoder().decode(await readWhole(config, maxConfigBytes));
  return {
    files: { [configFile]: text, [weightsFile]: await readWhole(weights, maxWeightsBytes) },
    folder,
  };
}

/** The adapter in those files, and the SHA-256 of its weights. Throws PeftError or SafetensorsError if they are damaged. */
export const readAdapter = (files: PeftFiles): { adapter: Adapter; sha256: string } => ({
  adapter: readPeft(files).adapter,
  sha256: sha256Of(files[weightsFile]),
});

async function readWhole(file: ChosenFile, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (file.sizeBytes > maxBytes)
    throw new Error(
      `Expected at most ${maxBytes / 2 ** 20} MiB in ${file.path}, but it has ${Math.ceil(file.sizeBytes / 2 ** 20)}. Choose an adapter of a smaller rank.`,
    );
  try {
    return new Uint8Array(await (await file.open()).arrayBuffer());
  } catch (error) {
    throw new Error(`${file.path} ${fileFault(error)}.`);
  }
}
