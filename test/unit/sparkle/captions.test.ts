/** Published sets of captions: read from a folder and a ZIP, asked with letters, scored, and never trained on. */
import { createCanvas } from '@napi-rs/canvas';
import { zipSync } from 'fflate';
import { beforeAll, expect, test } from 'vitest';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { openSets } from '../../../src/experiment/imported-data.ts';
import type { FolderFile } from '../../../src/files/chosen-files.ts';
import { type ImportedDataset, importDataset } from '../../../src/sparkle/dataset/dataset-import.ts';
import { blindShare, importedItems, scoreImported } from '../../../src/sparkle/dataset/imported.ts';
import { captionFiles } from '../../fixtures/caption-files.ts';
import { decodeInNode } from '../../fixtures/decode-in-node.ts';

let jpeg: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  jpeg = new Uint8Array(await createCanvas(30, 20).encode('jpeg'));
});

/** The files of all sets, in a folder of that name. */
const files = (folder: string): FolderFile[] => [
  ...captionFiles.map(({ file, entries }) => ({
    path: folder + file,
    blob: new Blob([JSON.stringify(entries)]),
  })),
  ...[...new Set(captionFiles.flatMap(({ images }) => images))].map((path) => ({
    path: folder + path,
    blob: new Blob([jpeg]),
  })),
];

async function read(source: Blob | readonly FolderFile[]): Promise<ImportedDataset> {
  const reading = await importDataset(source, decodeInNode);
  if ('problem' in reading) throw new Error(reading.problem);
  return reading.dataset;
}
const asSet = ({ questions, images }: ImportedDataset) => ({ id: 'x', questions, images, recipe: null });

test('every set is read with its images, alike from a folder and a ZIP, and is a task of its own', async () => {
  const dataset = await read(files('whatsup_vlms/data/'));
  expect(dataset.problems).toEqual([]);
  expect(dataset.questions.map(({ line, set, image }) => [set, line, image])).toEqual([
    ['whatsup-a', 1, 'controlled_images/mug_on_table.jpeg'],
    ['whatsup-a', 2, 'controlled_images/mug_left_of_table.jpeg'],
    ['whatsup-b', 1, 'controlled_clevr/bowl_in-front_of_cup.jpeg'],
    ['coco-one', 1, 'val2017/000000000007.jpg'],
    ['coco-two', 1, 'val2017/000000000007.jpg'],
    ['coco-two', 2, 'val2017/000000397133.jpg'],
    ['gqa-one', 1, 'vg_images/2317.jpg'],
    ['gqa-two', 1, 'vg_images/2317.jpg'],
  ]);
  const packed = await Promise.all(
    files('').map(async ({ path, blob }) => [path, new Uint8Array(await blob.arrayBuffer())] as const),
  );
  const zip = new Blob([zipSync(Object.fromEntries(packed)) as Uint8Array<ArrayBuffer>]);
  expect((await read(zip)).questions).toEqual(dataset.questions);
  const items = importedItems(asSet(dataset), 1, 1);
  expect(items.map(({ task }) => task)).toEqual([
    ...['whatsup-a', 'whatsup-b', 'coco-one', 'coco-two', 'gqa-one', 'gqa-two'],
  ]);
  expect(new Set(items.map(({ id }) => id)).size).toBe(6);
});

test('the letter of the first published caption is right, and nothing else; chance is the baseline', async () => {
  const items = importedItems(asSet(await read(files(''))), 1, 10);
  const published = captionFiles.flatMap(({ entries }) =>
    entries.map((entry) =>
      Array.isArray(entry)
        ? String(entry[1])
        : (entry as { caption_options: readonly string[] }).caption_options[0]!,
    ),
  );
  for (const [i, item] of items.entries()) {
    const { question, options = [] } = item;
    expect(question).toBe(
      [
        'Which caption describes the image?',
        ...options.map((caption, place) => `${'ABCD'[place]}. ${caption}`),
        'Answer with the letter of the right option in \\boxed{}.',
      ].join('\n'),
    );
    for (const [place, caption] of options.entries())
      for (const answer of [`\\boxed{${'ABCD'[place]}}`, `${'ABCD'[place]}. ${caption}`])
        expect(scoreImported(item, answer)).toMatchObject({
          isParsed: true,
          isCorrect: caption === published[i],
        });
    expect(scoreImported(item, item.answer).isCorrect).toBe(true);
    for (const answer of ['', published[i]!, '\\boxed{Z}'])
      expect(scoreImported(item, answer)).toMatchObject({ isParsed: false, isCorrect: false });
  }
  const of = (task: string) => items.filter((item) => item.task === task);
  expect([blindShare(of('whatsup-a')), blindShare(of('coco-two'))]).toEqual([0.25, 0.5]);
});

test('each letter is right about equally often', async () => {
  const entries = Array.from({ length: 4000 }, (_, i) => ({
    image_path: 'a.png',
    caption_options: ['on', 'under', 'left', 'right'].map((place) => `A mug ${place} ${i}`),
  }));
  const dataset = await read([
    { path: 'controlled_images_dataset.json', blob: new Blob([JSON.stringify(entries)]) },
    { path: 'a.png', blob: new Blob([jpeg]) },
  ]);
  // Four standard errors of a share of a quarter.
  for (const letter of 'ABCD') {
    const share =
      dataset.questions.filter(({ response }) => response === `\\boxed{${letter}}`).length / entries.length;
    expect(Math.abs(share - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / entries.length));
  }
});

test('a set of captions is refused as training data', async () => {
  const dataset = await read(files(''));
  const config = (training: string | null, test: string | null) => ({
    ...defaultConfig,
    data: { training, test },
  });
  await expect(openSets(config('coco', null), async () => dataset)).rejects.toThrow(
    'The training data coco are published captions, which are a test and are not trained on. Choose them as test data, and others to train on.',
  );
  expect((await openSets(config(null, 'coco'), async () => dataset)).test?.questions).toHaveLength(8);
});
