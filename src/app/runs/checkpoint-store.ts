/**
 * The checkpoint of a run in its folder: checkpoint-<step>.safetensors and checkpoint.json, which names it. Not here: what
 * is in the files (models/train-checkpoint.ts), the rest of the folder (store.ts).
 */
import { readCheckpoint, type TrainCheckpoint, writeCheckpoint } from '../../../models/train-checkpoint.ts';
import { listFiles, readFile, removeEntry, writeFile } from '../storage/opfs.ts';

const folderOf = (id: string) => ['runs', id];
const jsonFile = 'checkpoint.json';
const tensorsFile = (step: number) => `checkpoint-${step}.safetensors`;
const isTensorsFile = (name: string) => /^checkpoint-\d+\.safetensors$/.test(name);

/**
 * Writes a checkpoint in place of the one before: first the new matrices, then the JSON that names them, then the old
 * matrices go. Whenever this is cut off, the JSON there is names matrices that are whole.
 */
export async function saveCheckpoint(id: string, checkpoint: TrainCheckpoint): Promise<void> {
  const { json, tensors } = writeCheckpoint(checkpoint);
  const name = tensorsFile(checkpoint.step);
  await writeFile([...folderOf(id), name], tensors);
  await writeFile([...folderOf(id), jsonFile], json);
  await removeTensors(id, name);
}

/**
 * Reads the checkpoint of a run; null: it has none.
 * @throws CheckpointError or SafetensorsError, plain, where it is damaged.
 */
export async function loadCheckpoint(id: string): Promise<TrainCheckpoint | null> {
  const json = await (await readFile([...folderOf(id), jsonFile]))?.text();
  if (json === undefined) return null;
  return readCheckpoint(json, async (step) => {
    const file = await readFile([...folderOf(id), tensorsFile(step)]);
    return file && new Uint8Array(await file.arrayBuffer());
  });
}

/** Removes the checkpoint of a run that is finished; none is no error. */
export async function removeCheckpoint(id: string): Promise<void> {
  await removeEntry([...folderOf(id), jsonFile]);
  await removeTensors(id, null);
}

async function removeTensors(id: string, kept: string | null): Promise<void> {
  for (const name of await listFiles(folderOf(id))) {
    if (isTensorsFile(name) && name !== kept) await removeEntry([...folderOf(id), name]);
  }
}
