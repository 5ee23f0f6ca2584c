/**
 * The merge worker: gives a base model in another form. With an adapter merged into its weights, as a ZIP of the model's
 * folder, piece by piece; or as the checkpoint that transformers opens. Not here: the merging (models/adapter/merge.ts), the
 * checkpoint (models/transformers/checkpoint.ts), writing to a file.
 */
import './own-origin.ts';
import '../models/no-eval.ts';
import { expose, transfer } from 'comlink';
import { Zip, ZipPassThrough } from 'fflate';
import type { Adapter } from '../models/adapter/adapter.ts';
import { mergeAdapter } from '../models/adapter/merge.ts';
import { modelParts } from '../models/listing.ts';
import { openModelFiles } from '../models/onnx/read/files.ts';
import { readGraph } from '../models/onnx/read/graph.ts';
import { placeFile } from '../models/place-strength.ts';
import type { BaseModel } from '../models/registry.ts';
import { type ModelSource, onnxPath } from '../models/source.ts';
import { transformersCheckpoint } from '../models/transformers/checkpoint.ts';
import type { WrittenFile } from '../models/written-file.ts';

/** The earliest time that a ZIP can hold. ZIP times are local. */
const zipTime = new Date(1980, 0, 1);

/** The worker's service, for one model. */
export class Merge {
  #pieces: AsyncGenerator<Uint8Array<ArrayBuffer>> | null = null;

  /**
   * Prepares the ZIP; `folder` is the name of the folder in it. Throws what mergeAdapter throws, and ModelFileError if the
   * model's files cannot be read.
   */
  async open(
    model: BaseModel,
    source: ModelSource,
    adapter: Adapter,
    folder: string,
  ): Promise<{ sizeBytes: number }> {
    const files = await mergeAdapter(model, await filesOf(model, source), adapter);
    this.#pieces = zipOf(files, folder);
    return { sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
  }

  /** The next bytes of the ZIP, transferred; null at its end. */
  async next(): Promise<Uint8Array<ArrayBuffer> | null> {
    if (!this.#pieces) throw new Error('Expected a merged model, got none: call open() first.');
    const { value, done } = await this.#pieces.next();
    return done ? null : transfer(value, [value.buffer]);
  }

  /** The files of the checkpoint. Throws what transformersCheckpoint throws, and ModelFileError as open(). */
  async checkpoint(model: BaseModel, source: ModelSource): Promise<{ path: string; blob: Blob }[]> {
    const files = await transformersCheckpoint(model, await filesOf(model, source));
    const made: { path: string; blob: Blob }[] = [];
    for (const file of files) made.push({ path: file.path, blob: await blobOf(file) });
    return made;
  }
}

async function blobOf({ bytes }: WrittenFile): Promise<Blob> {
  const pieces: Blob[] = [];
  // As blobs of their own, which the browser may keep on disk.
  for await (const chunk of bytes()) pieces.push(new Blob([chunk]));
  return new Blob(pieces);
}

/** All files of the model by path within its folder. */
async function filesOf(model: BaseModel, source: ModelSource): Promise<Map<string, Blob>> {
  if (source.kind === 'files') return new Map(Object.entries(source.files));
  const { read, texts } = await openModelFiles(model, source, () => {});
  const files = new Map([...texts].map(([path, text]) => [path, new Blob([text])] as const));
  const take = async (path: string): Promise<Uint8Array<ArrayBuffer>> => {
    const bytes = await read(path);
    files.set(path, new Blob([bytes]));
    return bytes;
  };
  if (model.place !== null) await take(placeFile);
  for (const part of modelParts) {
    const path = onnxPath(model, part);
    const { tensors } = readGraph(await take(path), path);
    const beside = new Set([...tensors.values()].flatMap(({ external }) => external?.location ?? []));
    for (const location of beside) await take(path.replace(/[^/]*$/, location));
  }
  return files;
}

/** The bytes of a ZIP of the files, uncompressed because weights do not get smaller. Each piece has its own buffer. */
async function* zipOf(
  files: readonly WrittenFile[],
  folder: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let ready: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    // The page takes each piece by transfer: a view on the model's own bytes would take those too.
    ready.push(chunk.slice());
  });
  function* flush(): Generator<Uint8Array<ArrayBuffer>> {
    const chunks = ready;
    ready = [];
    yield* chunks;
  }
  for (const { path, bytes } of files) {
    const entry = new ZipPassThrough(`${folder}/${path}`);
    entry.mtime = zipTime;
    zip.add(entry);
    for await (const chunk of bytes()) {
      entry.push(chunk);
      yield* flush();
    }
    entry.push(new Uint8Array(), true);
    yield* flush();
  }
  zip.end();
  yield* flush();
}

expose(new Merge());
