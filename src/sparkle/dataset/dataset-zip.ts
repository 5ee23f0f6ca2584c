/**
 * Writes a dataset as a ZIP in the layout ms-swift trains from: `config.json`, `images/000000.png` and on, `data.jsonl`.
 * Pictures stream through one at a time. Not here: making samples, drawing them, reading a ZIP (dataset-import.ts).
 *
 * ms-swift, docs/source_en/Customization/Custom-dataset.md: a line with `query` and `response` is one of its four
 * formats, `images` lists paths, and the tag `<image>` stands where the image goes. Its relative paths start from the
 * folder that training is started in, so unpack the ZIP and start there.
 */
import { ZipDeflate, ZipPassThrough } from 'fflate';
import { openZip } from '../../files/zip-writer.ts';
import type { Scene } from '../scene/scene.ts';
import type { Sample } from './dataset.ts';
import { checkDataset } from './dataset-check.ts';
import {
  type DatasetRecipe,
  imagePath,
  lineOf,
  linesFile,
  maxDatasetImages,
  recipeFile,
} from './dataset-recipe.ts';

/** What has been written so far. */
export interface DatasetProgress {
  readonly images: number;
  readonly questions: number;
  readonly sizeBytes: number;
}

/** How a dataset is written. */
export interface DatasetWriting {
  /** Draws a scene and packs it as PNG, `recipe.sizePx` a side. */
  readonly png: (scene: Scene) => Promise<Uint8Array>;
  /** How many pictures may be asked for at the same time, from 1. They are written in order all the same. */
  readonly pngsAtOnce: number;
  readonly signal: AbortSignal;
  /** Called after each image. */
  readonly onProgress: (progress: DatasetProgress) => void;
}

/**
 * Writes `recipe.images` samples to `sink` and closes it. At most `pngsAtOnce` pictures are drawn while the sink is busy.
 * `data.jsonl` comes last: a ZIP's entries lie one after another, so its lines are kept as text until all images are
 * written, about 6 MB for 34,000 questions.
 * @throws the signal's reason, the sink's error, or an Error with a plain message. Unless it failed itself, the sink is
 * aborted before, so that it can discard what it has.
 */
export async function writeDataset(
  samples: Iterable<Sample> | AsyncIterable<Sample>,
  recipe: DatasetRecipe,
  sink: WritableStream<Uint8Array>,
  writing: DatasetWriting,
): Promise<DatasetProgress> {
  const writer = sink.getWriter();
  // write() reports a sink that fails; without this, the promise would be an unhandled rejection as well.
  writer.closed.catch(() => {});
  try {
    checkCount(recipe.images);
    checkDataset(recipe.config, recipe.part, recipe.images);
    const zip = openZip(
      writer,
      'The dataset is larger than the 4 GiB that a ZIP holds. Ask for fewer or smaller images.',
    );
    await zip.add(new ZipPassThrough(recipeFile), [`${JSON.stringify(recipe, null, 2)}\n`]);
    const lines: string[] = [];
    let [images, questions] = [0, 0];
    for await (const { sample, png } of drawAhead(samples, writing)) {
      const path = imagePath(images);
      // PNG is deflated already.
      await zip.add(new ZipPassThrough(path), [png]);
      lines.push(sampleLines(sample, path));
      images++;
      questions += sample.items.length;
      writing.onProgress({ images, questions, sizeBytes: zip.sizeBytes() });
    }
    if (images !== recipe.images)
      throw new Error(`Expected ${recipe.images} images for the dataset, but ${images} were made.`);
    await zip.add(new ZipDeflate(linesFile), lines);
    await zip.end();
    writing.signal.throwIfAborted();
    await writer.close();
    return { images, questions, sizeBytes: zip.sizeBytes() };
  } catch (error) {
    await writer.abort(error).catch(() => {});
    throw error;
  }
}

function checkCount(images: number): void {
  if (!Number.isInteger(images) || images < 1 || images > maxDatasetImages)
    throw new Error(`Expected 1 to ${maxDatasetImages} images in a dataset, but got ${images}.`);
}

/** One JSON line a question, each with the path of the same image. */
const sampleLines = ({ items }: Sample, path: string): string =>
  items.map(({ question, answer }) => lineOf(question, answer, path)).join('');

/** Draws up to `pngsAtOnce` pictures at the same time and hands them out in order. */
async function* drawAhead(
  samples: Iterable<Sample> | AsyncIterable<Sample>,
  { png, pngsAtOnce, signal }: DatasetWriting,
): AsyncGenerator<{ sample: Sample; png: Uint8Array }> {
  const drawn: Promise<{ sample: Sample; png: Uint8Array }>[] = [];
  const draw = async (sample: Sample) => ({ sample, png: await png(sample.scene) });
  for await (const sample of samples) {
    signal.throwIfAborted();
    const picture = draw(sample);
    // It is awaited later, or never when an earlier one failed.
    picture.catch(() => {});
    drawn.push(picture);
    if (drawn.length >= pngsAtOnce) yield await drawn.shift()!;
  }
  while (drawn.length > 0) {
    signal.throwIfAborted();
    yield await drawn.shift()!;
  }
}
