/**
 * Writes a stored set of questions as the ZIP that the import reads: the images under their paths, then `data.jsonl`; with
 * `config.json` where the lab made it. Importing it gives the same set again. Not here: making data and writing it
 * (dataset-zip.ts), published captions, which have files of their own.
 */
import { ZipDeflate, ZipPassThrough } from 'fflate';
import { openZip } from '../../files/zip-writer.ts';
import type { ImportedDataset } from './dataset-import.ts';
import { lineOf, linesFile, recipeFile } from './dataset-recipe.ts';
import type { DatasetProgress } from './dataset-zip.ts';

/**
 * Writes the set to `sink` and closes it.
 * @throws the signal's reason, the sink's error, or an Error with a plain message. Unless it failed itself, the sink is
 * aborted before.
 */
export async function writeSet(
  { questions, images, recipe }: Pick<ImportedDataset, 'questions' | 'images' | 'recipe'>,
  sink: WritableStream<Uint8Array>,
  signal: AbortSignal,
  onProgress: (progress: DatasetProgress) => void,
): Promise<DatasetProgress> {
  const writer = sink.getWriter();
  // write() reports a sink that fails; without this, the promise would be an unhandled rejection as well.
  writer.closed.catch(() => {});
  try {
    const zip = openZip(
      writer,
      'The set is larger than the 4 GiB that a ZIP holds. Make two sets of it, with fewer images each.',
    );
    if (recipe) await zip.add(new ZipPassThrough(recipeFile), [`${JSON.stringify(recipe, null, 2)}\n`]);
    let written = 0;
    const progress = (): DatasetProgress => ({
      images: written,
      questions: questions.length,
      sizeBytes: zip.sizeBytes(),
    });
    for (const [path, { blob }] of images) {
      signal.throwIfAborted();
      // Images are compressed already.
      await zip.add(new ZipPassThrough(path), [new Uint8Array(await blob.arrayBuffer())]);
      written++;
      onProgress(progress());
    }
    await zip.add(
      new ZipDeflate(linesFile),
      questions.map(({ query, response, image }) => lineOf(query, response, image)),
    );
    await zip.end();
    signal.throwIfAborted();
    await writer.close();
    return progress();
  } catch (error) {
    await writer.abort(error).catch(() => {});
    throw error;
  }
}
