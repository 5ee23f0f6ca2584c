/** Images of a dataset are found by the names in its lines, however systems and ZIPs spell them. */
import { createCanvas } from '@napi-rs/canvas';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FolderFile } from '../../../src/files/chosen-files.ts';
import { importDataset } from '../../../src/sparkle/dataset/dataset-import.ts';
import { decodeInNode } from '../../fixtures/decode-in-node.ts';
import { writtenZip } from '../../fixtures/written-zip.ts';

let png: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  png = new Uint8Array(await createCanvas(30, 20).encode('png'));
});

const linesAbout = (...images: string[]): string =>
  images.map((path) => JSON.stringify({ query: 'Where?', response: 'left', images: [path] })).join('\n');

async function read(source: Blob | readonly FolderFile[]) {
  const reading = await importDataset(source, decodeInNode);
  if ('problem' in reading) return reading.problem;
  const { questions, problems } = reading.dataset;
  return { found: questions.map(({ line }) => line), reasons: problems.map(({ reason }) => reason) };
}

const zipOf = (lines: string, ...names: (string | Uint8Array)[]): Blob =>
  writtenZip([{ name: 'data.jsonl', data: lines }, ...names.map((name) => ({ name, data: png }))]);
const [composed, decomposed] = ['images/caf\u00e9.png', 'images/cafe\u0301.png'];
const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('is found', () => {
  test.each([
    ['with backslashes in the ZIP', 'images/a.png', 'images\\a.png'],
    ['with backslashes in the line', 'images\\a.png', 'images/a.png'],
    ['decomposed in the ZIP', composed, decomposed],
    ['decomposed in the line', decomposed, composed],
    ['in code page 437', 'images/bücher.png', bytes('images/b\x81cher.png')],
    ['with other capitals', 'images/a.png', 'Images/A.PNG'],
  ])('%s', async (_, line, name) => {
    expect(await read(zipOf(linesAbout(line), name))).toEqual({ found: [1], reasons: [] });
  });

  test('a whole folder with backslashes', async () => {
    const zip = writtenZip([
      { name: 'set\\data.jsonl', data: linesAbout('images/a.png') },
      { name: 'set\\images\\a.png', data: png },
    ]);
    expect(await read(zip)).toEqual({ found: [1], reasons: [] });
  });
});

describe('is told', () => {
  test('two files of one name, for the lines about them only', async () => {
    const zip = zipOf(linesAbout(composed, 'images/a.png'), composed, decomposed, 'images/a.png');
    expect(await read(zip)).toEqual({
      found: [2],
      reasons: [
        String.raw`The image "images/café.png" is there 2 times, as "images/caf\u00e9.png" and "images/cafe\u0301.png"; keep one of them.`,
      ],
    });
  });

  test('two files of lines of one name', async () => {
    const [one, two] = ['data.jsonl', './data.jsonl'].map((name) => ({ name, data: linesAbout('a.png') }));
    expect(await read(writtenZip([one!, two!]))).toBe(
      'data.jsonl is there 2 times, as "data.jsonl" and "./data.jsonl"; keep one of them.',
    );
  });

  test('a name in a code page that is not 437', async () => {
    // Shift JIS.
    expect(await read(zipOf(linesAbout('日本.png'), bytes('\x93\xfa\x96{.png')))).toEqual({
      found: [],
      reasons: [
        'The image "日本.png" is not among the files; the ZIP has names in an old code page, such as one that reads "ô·û{.png" here: pack it again with names in UTF-8.',
      ],
    });
  });

  test('a link in a ZIP to a file that is not in it', async () => {
    const link = { name: 'a.png', data: '../b.png', madeBy: 0x31e, attributes: 0xa1ff * 2 ** 16 };
    expect(await read(writtenZip([{ name: 'data.jsonl', data: linesAbout('a.png') }, link]))).toEqual({
      found: [],
      reasons: [
        'The image "a.png" is a link to "../b.png", which is not in the ZIP; pack the files themselves.',
      ],
    });
  });

  test('several datasets, however deep', async () => {
    const files = ['a', 'b/c'].map((folder) => ({
      path: `${folder}/data.jsonl`,
      blob: new Blob([linesAbout('a.png')]),
    }));
    expect(await read(files)).toBe(
      'Expected one data.jsonl, but got 2: a/data.jsonl, b/c/data.jsonl. Choose the folder of one of them, or a ZIP of it.',
    );
  });
});
