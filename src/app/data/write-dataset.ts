/**
 * Writes a dataset from the page: one data worker makes the samples, others draw and pack their pictures in parallel,
 * the page's thread only passes bytes on. Not here: the ZIP (src/sparkle/dataset/dataset-zip.ts), where it goes (a sink).
 */
import type { Remote } from 'comlink';
import type { Data } from '../../../workers/data.ts';
import { startWorker } from '../../connect.ts';
import type { Sample } from '../../sparkle/dataset/dataset.ts';
import type { DatasetRecipe } from '../../sparkle/dataset/dataset-recipe.ts';
import { type DatasetProgress, writeDataset } from '../../sparkle/dataset/dataset-zip.ts';

/** Samples asked for in one message. */
const samplesAtOnce = 32;
/** Pictures that a worker has at a time: one being packed, one waiting. */
const pngsPerWorker = 2;
/** More drawing workers than this hardly gain speed, but take memory. */
const maxDrawers = 8;

/**
 * Makes the dataset of a recipe and writes it to `sink`, which is closed at the end. Uses all cores but one.
 * @throws what writeDataset throws; an Error with a plain message for impossible parameters, or if a worker dies.
 */
export async function exportDataset(
  recipe: DatasetRecipe,
  sink: WritableStream<Uint8Array>,
  signal: AbortSignal,
  onProgress: (progress: DatasetProgress) => void,
): Promise<DatasetProgress> {
  const maker = startWorker('data');
  const drawers = Array.from(
    { length: Math.min(maxDrawers, Math.max(1, navigator.hardwareConcurrency - 1)) },
    () => startWorker('data'),
  );
  const workers = [maker, ...drawers];
  // Calls to a worker report that it failed to start or was ended.
  for (const worker of workers) worker.remote.catch(() => {});
  try {
    let next = 0;
    return await writeDataset(samplesOf(maker.remote, recipe), recipe, sink, {
      png: async (scene) => (await drawers[next++ % drawers.length]!.remote).png(scene, recipe.sizePx),
      pngsAtOnce: pngsPerWorker * drawers.length,
      signal,
      onProgress,
    });
  } finally {
    for (const worker of workers) worker.end('The dataset is written or was stopped.');
  }
}

async function* samplesOf(
  maker: Promise<Remote<Data>>,
  { config, seed, part, images }: DatasetRecipe,
): AsyncGenerator<Sample> {
  const data = await maker;
  const ask = (start: number) =>
    data.datasetSamples(config, seed, part, start, Math.min(samplesAtOnce, images - start));
  let coming = ask(0);
  for (let start = 0; start < images; start += samplesAtOnce) {
    const samples = await coming;
    // The next samples are made while these are drawn.
    if (start + samplesAtOnce < images) {
      coming = ask(start + samplesAtOnce);
      coming.catch(() => {});
    }
    yield* samples;
  }
}
