/** Importing photos in Chromium: each is decoded once, a cut-off one is named with its line, and the rest is kept. */
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { ImportedView } from '../../../src/app/data/import.tsx';
import {
  importData,
  importEnd,
  importing,
  removeDataset,
  stopImport,
} from '../../../src/app/data/import-state.ts';
import { listDatasets, loadDataset, saveDataset } from '../../../src/app/data/store.ts';
import { startWorker } from '../../../src/connect.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { openSets, pictures } from '../../../src/experiment/imported-data.ts';
import type { FolderFile } from '../../../src/files/chosen-files.ts';
import { importedItems } from '../../../src/sparkle/dataset/imported.ts';
import { mount, unmount } from '../../fixtures/mounted-view.tsx';
import { readInWorker } from '../../fixtures/read-in-worker.ts';

/** A photo: noise, which no format makes small. */
async function photo(type: string, width = 320, height = 240): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  const pixels = context.createImageData(width, height);
  for (let i = 0, state = 1; i < pixels.data.length; i++) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    pixels.data[i] = i % 4 === 3 ? 255 : state >>> 20;
  }
  context.putImageData(pixels, 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type, quality: 0.9 })).arrayBuffer());
}

const line = (image: string, more: object = {}) =>
  JSON.stringify({ query: `<image>What is in ${image}?`, response: 'noise', images: [image], ...more });

const folder = (
  lines: readonly string[],
  files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>,
): FolderFile[] => [
  { path: 'data.jsonl', blob: new Blob([lines.join('\n')]) },
  ...Object.entries(files).map(([path, bytes]) => ({ path, blob: new Blob([bytes]) })),
];

test.each(['image/jpeg', 'image/png', 'image/webp'])(
  '%s without its second half, or without its last bytes, is named; the whole one is kept',
  async (type) => {
    const whole = await photo(type);
    const files = { whole, half: whole.slice(0, whole.length / 2), end: whole.slice(0, -200) };
    const seen: string[] = [];
    const dataset = await readInWorker(
      folder(
        ['half', 'whole', 'end', 'half'].map((name) => line(name)),
        files,
      ),
      (images, of) => seen.push(`${images} of ${of}`),
    );
    const reason = (name: string) =>
      `The image "${name}" cannot be decoded: its file is cut off or damaged. Copy it again.`;
    expect(dataset.problems).toEqual([
      { line: 1, reason: reason('half') },
      { line: 3, reason: reason('end') },
      { line: 4, reason: reason('half') },
    ]);
    expect(dataset.questions.map((question) => question.image)).toEqual(['whole']);
    expect([...dataset.images.keys()]).toEqual(['whole']);
    // Three images, of which one has two lines: the end is told, as every tenth would be.
    expect(seen).toEqual(['3 of 3']);
  },
);

test('boxes are said of the picture as it is shown; one that is stored on its side has none', async () => {
  const upright = await photo('image/jpeg', 400, 200);
  // An APP1 segment of Exif with one entry, the orientation 6: shown, it is turned by a quarter (Exif 2.32, 4.6.4 A).
  const exif = [
    ...[0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0],
    ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0],
  ];
  const turned = new Uint8Array([...upright.slice(0, 2), ...exif, ...upright.slice(2)]);
  const boxed = { response: '<bbox>', objects: { ref: [], bbox: [[100, 50, 200, 100]] } };
  const dataset = await readInWorker(
    folder([line('upright', boxed), line('turned', boxed), line('turned')], { upright, turned }),
  );
  expect(dataset.questions.map(({ response }) => response)).toEqual(['[(250,250),(500,500)]', 'noise']);
  expect(dataset.images.get('turned')).toMatchObject({ width: 200, height: 400 });
  expect(dataset.problems).toEqual([
    {
      line: 2,
      reason: 'Its boxes can be meant two ways: the image is stored on its side. Save it upright.',
    },
  ]);
});

test('a dataset that was stored before its images were checked: the damaged one has no picture in a run', async () => {
  const whole = await photo('image/png', 64, 48);
  const image = (bytes: Uint8Array<ArrayBuffer>) =>
    ({ format: 'png', width: 64, height: 48, blob: new Blob([bytes], { type: 'image/png' }) }) as const;
  const paths = ['whole.png', 'cut.png', 'again.png'];
  const images = new Map(
    paths.map((path) => [path, image(path === 'cut.png' ? whole.slice(0, 900) : whole)]),
  );
  const questions = paths.map((path, i) => ({ line: i + 1, query: 'What?', response: 'noise', image: path }));
  const { signal } = new AbortController();
  const stored = { questions, images, problems: [], recipe: null };
  const { id } = await saveDataset('old', stored, signal, () => {});
  const worker = startWorker('data');
  const sets = await openSets({ ...defaultConfig, data: { training: id, test: id } }, loadDataset);
  expect(sets.test).toBe(sets.training);
  const scenes = importedItems(sets.test!, 1, 10).map(({ scene }) => scene);
  const shown = await pictures(scenes, 32, sets, await worker.remote);
  expect(shown.map((each) => each?.id)).toEqual(['photo-whole.png', undefined, 'photo-again.png']);
  worker.end('The pictures are decoded.');
  await removeDataset(id);
});

test('the page tells how many are checked, names the bad one, and stops at once', async () => {
  const whole = await photo('image/png', 64, 48);
  const names = Array.from({ length: 300 }, (_, i) => `${i}.png`);
  const files = Object.fromEntries(names.map((name) => [name, whole]));
  const lines = names.map((name) => line(name));
  const root = mount(<ImportedView />);

  const large = await photo('image/png', 1600, 1200);
  const slow = importData('slow', folder(lines, Object.fromEntries(names.map((name) => [name, large]))));
  await expect.element(page.getByText(/^\d+ of 300 images checked$/)).toBeVisible();
  expect(importing.value?.images).toBeLessThan(300);
  stopImport();
  await slow;
  expect(importEnd.value).toMatchObject({ questions: null, text: 'Stopped. Nothing was kept.' });
  expect(importing.value).toBeNull();
  expect(await listDatasets()).toEqual([]);

  await importData('photos', folder(lines, { ...files, '7.png': whole.slice(0, 900) }));
  await expect
    .element(page.getByText('299 lines of photos were imported. 1 could not be used:'))
    .toBeVisible();
  await expect.element(page.getByText(/^Line 8 The image "7\.png" cannot be decoded/)).toBeVisible();
  const [stored] = await listDatasets();
  expect(stored).toMatchObject({ questions: 299, images: 299 });
  await removeDataset(stored!.id);
  unmount(root);
});
