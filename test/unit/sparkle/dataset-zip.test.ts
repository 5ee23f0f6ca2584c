/** A dataset as a ZIP: its layout, its order, and what happens when the sink is slow, full or no longer wanted. */
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { startingConfig } from '../../../src/sparkle/dataset/data-config.ts';
import type { Sample } from '../../../src/sparkle/dataset/dataset.ts';
import { type DatasetRecipe, maxDatasetImages } from '../../../src/sparkle/dataset/dataset-recipe.ts';
import { type DatasetWriting, writeDataset } from '../../../src/sparkle/dataset/dataset-zip.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';

const samples: readonly Sample[] = scoredItems(3, 'evaluation', 'direction', 5).map((item, i) => ({
  scene: item.scene,
  items: Array.from({ length: i + 1 }, () => item),
}));

const recipe = (images = samples.length): DatasetRecipe => ({
  config: startingConfig('direction', 'balanced'),
  seed: 3,
  part: 'evaluation',
  images,
  sizePx: 384,
});

/** Stands for a picture: a ZIP's own signature is in it, as it may be in a picture by chance. */
const picture = (id: string) => new TextEncoder().encode(`PK\x07\x08 ${id} PK\x01\x02 PK\x03\x04`);

const writing = (more: Partial<DatasetWriting> = {}): DatasetWriting => ({
  png: async (scene) => picture(scene.id),
  pngsAtOnce: 2,
  signal: new AbortController().signal,
  onProgress: () => {},
  ...more,
});

/** A sink that keeps all it gets, and says whether it was closed or aborted. */
function keep(write: () => Promise<void> | void = () => {}) {
  const chunks: Uint8Array[] = [];
  const end: { is: 'open' | 'closed' | 'aborted' } = { is: 'open' };
  const sink = new WritableStream<Uint8Array>({
    async write(chunk) {
      await write();
      chunks.push(chunk);
    },
    close() {
      end.is = 'closed';
    },
    abort() {
      end.is = 'aborted';
    },
  });
  return { sink, end, bytes: () => new Uint8Array(Buffer.concat(chunks)) };
}

async function written(more: Partial<DatasetWriting> = {}): Promise<Uint8Array> {
  const { sink, end, bytes } = keep();
  await writeDataset(samples, recipe(), sink, writing(more));
  expect(end.is).toBe('closed');
  return bytes();
}

describe('layout', () => {
  test('config, images in order, then one line a question with its image', async () => {
    const files = unzipSync(await written());
    expect(Object.keys(files)).toEqual([
      'config.json',
      ...samples.map((_, i) => `images/00000${i}.png`),
      'data.jsonl',
    ]);
    expect(JSON.parse(strFromU8(files['config.json']!))).toEqual(recipe());
    for (const [i, { scene }] of samples.entries())
      expect(files[`images/00000${i}.png`]).toEqual(picture(scene.id));
    const text = strFromU8(files['data.jsonl']!);
    expect(text.endsWith('}\n')).toBe(true);
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(
      samples.flatMap(({ items }, i) =>
        items.map(({ question, answer }) => ({
          query: `<image>${question}`,
          response: answer,
          images: [`images/00000${i}.png`],
        })),
      ),
    );
  });

  test('the same samples give the same bytes, in whatever order their pictures are ready', async () => {
    let left = samples.length;
    const slowFirst = async (scene: { id: string }) => {
      await new Promise((done) => setTimeout(done, 5 * left--));
      return picture(scene.id);
    };
    expect(await written({ png: slowFirst, pngsAtOnce: samples.length })).toEqual(await written());
  });

  test('progress counts images, questions and bytes', async () => {
    const steps: unknown[] = [];
    await written({ onProgress: ({ images, questions }) => steps.push([images, questions]) });
    expect(steps).toEqual([
      [1, 1],
      [2, 3],
      [3, 6],
      [4, 10],
      [5, 15],
    ]);
    const { sink, bytes } = keep();
    const done = await writeDataset(samples, recipe(), sink, writing());
    expect(done).toEqual({ images: 5, questions: 15, sizeBytes: bytes().length });
  });
});

describe('a sink that is slow, full or no longer wanted', () => {
  test('while the sink is busy no more is drawn than asked for at once', async () => {
    let release = () => {};
    const gate = new Promise<void>((done) => {
      release = done;
    });
    let drawn = 0;
    const png: DatasetWriting['png'] = async (scene) => {
      drawn++;
      return picture(scene.id);
    };
    const { sink } = keep(() => gate);
    const done = writeDataset(samples, recipe(), sink, writing({ png }));
    await new Promise((later) => setTimeout(later, 20));
    expect(drawn).toBe(0);
    release();
    await done;
    expect(drawn).toBe(samples.length);

    // From the first picture on the sink takes nothing: two are drawn, and no third.
    drawn = 0;
    const stuck = keep(() => (drawn > 0 ? new Promise<void>(() => {}) : undefined));
    void writeDataset(samples, recipe(), stuck.sink, writing({ png }));
    await new Promise((later) => setTimeout(later, 20));
    expect(drawn).toBe(2);
  });

  test('stopped: the reason is thrown and the sink is told to drop what it has', async () => {
    const stop = new AbortController();
    const { sink, end } = keep();
    const reason = new Error('stopped by the person');
    const onProgress = ({ images }: { images: number }) => images === 2 && stop.abort(reason);
    await expect(
      writeDataset(samples, recipe(), sink, writing({ signal: stop.signal, onProgress })),
    ).rejects.toBe(reason);
    expect(end.is).toBe('aborted');
  });

  test('a full disk, a failed picture and a wrong count are told, and never closed as if whole', async () => {
    const full = new Error('no space left on device');
    let writes = 0;
    const disk = keep(() => {
      if (++writes > 5) throw full;
    });
    await expect(writeDataset(samples, recipe(), disk.sink, writing())).rejects.toBe(full);
    expect(disk.end.is).toBe('open');

    const unlucky = keep();
    const fault = new Error('no canvas');
    const png: DatasetWriting['png'] = async (scene) => {
      if (scene.id === samples[1]!.scene.id) throw fault;
      return picture(scene.id);
    };
    await expect(writeDataset(samples, recipe(), unlucky.sink, writing({ png }))).rejects.toBe(fault);
    expect(unlucky.end.is).toBe('aborted');

    const few = keep();
    await expect(writeDataset(samples, recipe(6), few.sink, writing())).rejects.toThrow(
      'Expected 6 images for the dataset, but 5 were made.',
    );
    expect(few.end.is).toBe('aborted');
  });

  test.each([0, -1, 1.5, maxDatasetImages + 1])(
    '%s images are refused before anything is written',
    async (images) => {
      const { sink, bytes } = keep();
      await expect(writeDataset(samples, recipe(images), sink, writing())).rejects.toThrow(
        `Expected 1 to 65533 images in a dataset, but got ${images}.`,
      );
      expect(bytes().length).toBe(0);
    },
  );
});

test('2,000 images and 34,000 questions are never whole in memory', async () => {
  const item = samples[0]!.items[0]!;
  function* many(): Generator<Sample> {
    for (let i = 0; i < 2000; i++)
      yield { scene: samples[0]!.scene, items: Array.from({ length: 17 }, () => item) };
  }
  const png = new Uint8Array(50_000).fill(7);
  let [sizeBytes, mostBytes] = [0, 0];
  const sink = new WritableStream<Uint8Array>({
    write(chunk) {
      sizeBytes += chunk.length;
      mostBytes = Math.max(mostBytes, chunk.length);
    },
  });
  const done = await writeDataset(many(), recipe(2000), sink, writing({ png: async () => png }));
  expect(done).toEqual({ images: 2000, questions: 34_000, sizeBytes });
  expect(sizeBytes).toBeGreaterThan(100e6);
  // The largest piece is the directory: 46 bytes and a name for each entry.
  expect(mostBytes).toBeLessThan(300_000);
});
