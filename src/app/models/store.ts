/**
 * Base models of the hub, kept in the browser: models/<id>/ with model.json, which says what belongs to it, and a folder
 * for each file with its pieces (0000, 0001, ...) and, once they are all there and checked, an empty file `checked`.
 * A model whose files are all checked can be used without a network. Not here: how a file is downloaded
 * (download.ts), what the hub has (hub-listing.ts), which model is used (choice.ts).
 */

import { z } from 'zod';
import { baseModelOf, chooseFiles, type ListedFile } from '../../../models/listing.ts';
import { messageOf } from '../../../models/message-of.ts';
import type { BaseModel, HubModel } from '../../../models/registry.ts';
import type { ModelSource } from '../../../models/source.ts';
import {
  askToKeepStorage,
  fileBytes,
  listFiles,
  listFolders,
  readFile,
  removeEntry,
  roomBytes,
  writeFile,
} from '../storage/kept-files.ts';
import { type Release, takeLock } from '../storage/page-lock.ts';
import { type DownloadOptions, downloadFile, type Pieces } from './download.ts';
import { fetchListing, fileAddress } from './hub-listing.ts';

/** A model of the hub in the browser's storage, complete or in part. */
export interface KeptModel {
  readonly id: string;
  /** How much of it is stored. */
  readonly keptBytes: number;
  /** The size of all its files. */
  readonly sizeBytes: number;
  /** Whether all files are complete and checked. */
  readonly isWhole: boolean;
}

/** The progress of a download in bytes of all files, and the current file. */
export interface DownloadProgress {
  readonly file: string;
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

const dtype = z.enum(['fp32', 'fp16', 'q8', 'q4', 'q4f16']);

const Manifest = z.object({
  version: z.literal(1),
  name: z.string(),
  licence: z.string(),
  dtype: z.object({ vision_encoder: dtype, embed_tokens: dtype, decoder_model_merged: dtype }),
  files: z.array(
    z.object({ path: z.string().min(1), sizeBytes: z.int().min(0), sha256: z.string().nullable() }),
  ),
});
type Manifest = z.infer<typeof Manifest>;

// An id or path is encoded into one folder name, although it has slashes: so the list of models is the list of folders.
const modelFolder = (id: string) => ['models', encodeURIComponent(id)];
const fileFolder = (id: string, path: string) => [...modelFolder(id), encodeURIComponent(path)];
const manifestPath = (id: string) => [...modelFolder(id), 'model.json'];
const checkedMark = 'checked';

/** The names of a file's pieces, in their order. */
const pieceNames = async (id: string, path: string): Promise<string[]> =>
  (await listFiles(fileFolder(id, path))).filter((name) => name !== checkedMark).sort();

const piecesOf = (id: string, path: string): Pieces => {
  const folder = fileFolder(id, path);
  const names = () => pieceNames(id, path);
  return {
    async read() {
      const files = await Promise.all((await names()).map((name) => readFile([...folder, name])));
      return files.filter((file) => file !== null);
    },
    async append(bytes) {
      const next = String((await names()).length).padStart(4, '0');
      try {
        await writeFile([...folder, next], bytes, path);
      } catch (error) {
        const said = messageOf(error);
        throw new Error(`${said} What has come is kept: go on when there is room.`);
      }
    },
    clear: () => removeEntry(folder),
  };
};

const isChecked = async (id: string, path: string): Promise<boolean> =>
  (await fileBytes([...fileFolder(id, path), checkedMark])) !== null;

/** The manifest of a model; null if there is none, or it is damaged. */
async function readManifest(id: string): Promise<Manifest | null> {
  const file = await readFile(manifestPath(id));
  if (!file) return null;
  try {
    return Manifest.parse(JSON.parse(await file.text()));
  } catch {
    return null;
  }
}

/** All models of which at least a part is stored. */
export async function listModels(): Promise<KeptModel[]> {
  const ids = (await listFolders(['models'])).map(decodeURIComponent);
  return Promise.all(ids.map(summarize));
}

async function summarize(id: string): Promise<KeptModel> {
  const manifest = await readManifest(id);
  // If the manifest is damaged, nothing is known of the model: it can be removed or downloaded again.
  if (!manifest) return { id, keptBytes: 0, sizeBytes: 0, isWhole: false };
  let keptBytes = 0;
  let isWhole = true;
  for (const { path } of manifest.files) {
    for (const name of await pieceNames(id, path))
      keptBytes += (await fileBytes([...fileFolder(id, path), name])) ?? 0;
    isWhole &&= await isChecked(id, path);
  }
  return { id, keptBytes, sizeBytes: totalBytes(manifest.files), isWhole };
}

const totalBytes = (files: readonly ListedFile[]): number =>
  files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** A stored model and its files; null if it is not complete. @throws Error if one of its small files cannot be used. */
export async function openKeptModel(id: string): Promise<{ model: BaseModel; source: ModelSource } | null> {
  const manifest = await readManifest(id);
  if (!manifest) return null;
  const files: Record<string, Blob> = {};
  for (const { path } of manifest.files) {
    if (!(await isChecked(id, path))) return null;
    // A blob of blobs: nothing is read before it is needed.
    files[path] = new Blob([...(await piecesOf(id, path).read())]);
  }
  const { name, licence } = manifest;
  const read = async (path: string) => (await files[path]?.text()) ?? null;
  const { model } = await baseModelOf({ id, name, licence }, read, manifest);
  return { model, source: { kind: 'files', files } };
}

/**
 * Downloads the missing parts of a model, file by file. Rejects with the signal's reason when stopped, and with a plain
 * message if the hub, the network or the storage fails. What was downloaded is kept, except a file whose content is not
 * what the hub announced.
 */
export async function downloadModel(
  { id, name, licence, dtypes }: HubModel,
  hasF16: boolean,
  hub: string,
  onProgress: (progress: DownloadProgress) => void,
  options: Omit<DownloadOptions, 'onProgress'>,
): Promise<void> {
  await withLock(id, async () => {
    const listing = await fetchListing(id, hub, options.signal);
    const choice = chooseFiles(listing, hasF16 ? dtypes.withF16 : dtypes.withoutF16, hasF16);
    if ('problem' in choice) throw new Error(`${name}: ${choice.problem}`);
    const { files } = choice;
    await forgetOthers(id, files);
    const total = totalBytes(files);
    await checkRoom(name, total - (await summarize(id)).keptBytes);
    const manifest: Manifest = { version: 1, name, licence, dtype: choice.dtype, files: [...files] };
    await writeFile(manifestPath(id), JSON.stringify(manifest, null, 2));
    askToKeepStorage();
    let before = 0;
    for (const file of files) {
      const tell = (loadedBytes: number) =>
        onProgress({ file: file.path, loadedBytes: before + loadedBytes, totalBytes: total });
      if (!(await isChecked(id, file.path))) {
        const url = fileAddress(hub, id, file.path);
        await downloadFile(url, file, piecesOf(id, file.path), { ...options, onProgress: tell });
        await writeFile([...fileFolder(id, file.path), checkedMark], '', file.path);
      }
      before += file.sizeBytes;
      tell(0);
    }
  });
}

/** Removes stored files that are no longer needed, or that have changed on the hub. */
async function forgetOthers(id: string, wanted: readonly ListedFile[]): Promise<void> {
  const known = (await readManifest(id))?.files ?? [];
  const isSame = (a: ListedFile, b: ListedFile) =>
    a.path === b.path && a.sizeBytes === b.sizeBytes && a.sha256 === b.sha256;
  const good = new Set(
    known
      .filter((file) => wanted.some((each) => isSame(file, each)))
      .map(({ path }) => encodeURIComponent(path)),
  );
  for (const folder of await listFolders(modelFolder(id)))
    if (!good.has(folder)) await removeEntry([...modelFolder(id), folder]);
}

async function checkRoom(name: string, missingBytes: number): Promise<void> {
  const room = await roomBytes();
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  if (room < missingBytes)
    throw new Error(
      `${name} needs another ${megabytes(missingBytes)} of the browser's storage, which has room for ${megabytes(room)}. Remove another model, old runs or imported data, or free disk space.`,
    );
}

/** Removes a model. @throws Error with a plain message while it is used or being downloaded. */
export const removeModel = (id: string): Promise<void> => withLock(id, () => removeEntry(modelFolder(id)));

const lockOf = (id: string) => `model ${id}`;

/** Locks a model against changes, because its files are read long after it was opened; null if they are changing now. */
export const holdModel = (id: string): Promise<Release | null> => takeLock(lockOf(id), 'shared');

/** Calls `work` while no other page uses or changes the model. */
async function withLock<T>(id: string, work: () => Promise<T>): Promise<T> {
  const release = await takeLock(lockOf(id));
  if (!release)
    throw new Error(
      `${id} is in use: a run goes on with it, or it is being downloaded, here or on another page of this lab. Wait for the end, or stop it there.`,
    );
  try {
    return await work();
  } finally {
    await release();
  }
}
