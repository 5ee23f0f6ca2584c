/** A dataset written from the page by several workers: whole, in order, the same bytes each time; stopped in between. */
import { expect, test } from 'vitest';
import { exportDataset } from '../../../src/app/data/write-dataset.ts';
import { datasetPresets, makeSample } from '../../../src/sparkle/dataset/dataset.ts';
import type { DatasetRecipe } from '../../../src/sparkle/dataset/dataset-recipe.ts';
import { byteSink } from '../../fixtures/byte-sink.ts';
import { readInWorker } from '../../fixtures/read-in-worker.ts';

const never = new AbortController().signal;
const images = 70;
const recipe: DatasetRecipe = {
  config: datasetPresets['paper-test'].config,
  seed: 8,
  part: 'evaluation',
  images,
  sizePx: 384,
};

async function exported(): Promise<Blob> {
  const { chunks, sink } = byteSink();
  await exportDataset(recipe, sink, never, () => {});
  return new Blob(chunks);
}

test('the samples of the recipe with their pictures, read back whole', async () => {
  const zip = await exported();
  const dataset = await readInWorker(zip);
  expect(dataset.problems).toEqual([]);
  expect(dataset.recipe).toEqual(recipe);
  expect(dataset.questions.map(({ query, response, image }) => [query, response, image])).toEqual(
    Array.from({ length: images }, (_, index) =>
      makeSample(recipe.config, 8, 'evaluation', index).items.map(({ question, answer }) => [
        question,
        answer,
        `images/${String(index).padStart(6, '0')}.png`,
      ]),
    ).flat(),
  );
  expect(dataset.images.size).toBe(images);
  for (const { blob } of dataset.images.values()) {
    const bitmap = await createImageBitmap(blob);
    expect([bitmap.width, bitmap.height]).toEqual([384, 384]);
  }
  const bytes = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());
  expect(await bytes(await exported())).toEqual(await bytes(zip));
});

test('stopped in the middle: the reason comes back, the sink is told', async () => {
  const stop = new AbortController();
  const reason = new Error('stopped');
  let isAborted = false;
  const sink = new WritableStream<Uint8Array>({
    abort() {
      isAborted = true;
    },
  });
  const writing = exportDataset(recipe, sink, stop.signal, (done) => done.images === 5 && stop.abort(reason));
  await expect(writing).rejects.toBe(reason);
  expect(isAborted).toBe(true);
});

test('parameters that cannot be come back as their sentence', async () => {
  const config = { ...datasetPresets.spp.config, mode: 'balanced' } as const;
  const writing = exportDataset({ ...recipe, config, images: 5000 }, new WritableStream(), never, () => {});
  await expect(writing).rejects.toThrow(/260 different scenes .* 5000 were asked for/);
});
