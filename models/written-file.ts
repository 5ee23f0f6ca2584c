/**
 * A file of a model that is to be written: into a folder, a ZIP or private files. Its bytes are made when they are asked
 * for, so that a large model is never in memory as a whole. Not here: writing (the commands, the workers), what the files
 * are (adapter/merge.ts, transformers/checkpoint.ts).
 */

/** A file that is to be written. */
export interface WrittenFile {
  /** Path within the model's folder, with slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Its bytes in order. Each chunk is made when it is asked for. */
  readonly bytes: () => AsyncGenerator<Uint8Array<ArrayBuffer>>;
}

/** Files are copied in pieces of this size. */
const copiedBytes = 16 * 2 ** 20;

/** A file with the bytes of a blob. */
export const copyOf = (path: string, blob: Blob): WrittenFile => ({
  path,
  sizeBytes: blob.size,
  async *bytes() {
    for (let at = 0; at < blob.size; at += copiedBytes)
      yield new Uint8Array(await blob.slice(at, at + copiedBytes).arrayBuffer());
  },
});
