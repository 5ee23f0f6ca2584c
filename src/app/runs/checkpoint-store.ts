/**
 * The checkpoint of a run in its folder: checkpoint-<step>.safetensors and checkpoint.json, which names it. Not here: what
 * is in the files (models/train-checkpoint.ts), the rest of the folder (store.ts).
 */
import { readCheckpoint, type TrainCheckpoint, writeCheckpoint } from '../../../models/train-checkpoint.ts';
import { listFiles, readFile, removeEntry, writeFile } from '../storage/kept-files.ts';

const folderOf = (id: string) => ['runs', id];
const jsonFile = 'checkpoint.json';
const tensorsFile = (step: number) => `checkpoint-${step}.safetensors`;
const isTensorsFile = (name: string) => /^checkpoint-\d+\.safetensors$/.test(name);

/**
 * Replaces the checkpoint: writes the new matrices, then the JSON that names them, then removes the old matrices. Whenever
 * this is interrupted, the JSON names matrices that are complete.
 */
export async function saveCheckpoint(id: string, checkpoint: TrainCheckpoint): Promise<void> {
  const { json, tensors } = writeCheckpoint(checkpoint);
  const name = tensorsFile(checkpoint.step);
  await writeFile([...folderOf(id), name], tensors);
  await writeFile([...folderOf(id), jsonFile], json);
  await removeTensors(id, name);
}

/**
 * Reads the checkpoint of a run; null if it has none.
 * @throws CheckpointError or SafetensorsError, with a plain message, if it is damaged.
 */
export async function loadCheckpoint(id: string): Promise<TrainCheckpoint | null> {
  const json = await (await readFile([...folderOf(id), jsonFile]))?.text();
  if (json === undefined) return null;
  return readCheckpoint(json, async (step) => {
    const file = await readFile([...folderOf(id), tensorsFile(step)]);
    return file && new Uint8Array(await file.arrayBuffer());
  });
}

/** Removes the checkpoint of a run; does nothing if it has none. */
export async function removeCheckpoint(id: string): Promise<void> {
  await removeEntry([...folderOf(id), jsonFile]);
  await removeTensors(id, null);
}

async function removeTensors(id: string, kept: string | null): Promise<void> {
  for (const name of await listFiles(folderOf(id))) {
    if (isTensorsFile(name) && name !== kept) await removeEntry([...folderOf(id), name]);
  }
}
