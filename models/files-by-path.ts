/** The files of a model as blobs, by path within its folder. Not here: where they come from (source.ts), what is in them. */
import { ModelFileError } from './onnx/wire.ts';

/** The files of a model, by path within its folder. */
export type FilesByPath = ReadonlyMap<string, Blob>;

/** The bytes of a file. Throws ModelFileError if it is not there. */
export async function readPath(files: FilesByPath, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const blob = files.get(path);
  if (blob) return new Uint8Array(await blob.arrayBuffer());
  throw new ModelFileError(
    `${path}: expected this file among those of the model, but it is not there. Choose the model's whole folder.`,
  );
}
