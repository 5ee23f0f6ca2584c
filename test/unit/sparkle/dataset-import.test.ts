/** Reading a dataset of questions about images: what is kept, what is refused and with which words. */

import { createCanvas } from '@napi-rs/canvas';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FolderFile } from '../../../src/files/chosen-files.ts';
import { startingConfig } from '../../../src/sparkle/dataset/data-config.ts';
import { type ImportedDataset, importDataset } from '../../../src/sparkle/dataset/dataset-import.ts';
import { writeDataset } from '../../../src/sparkle/dataset/dataset-zip.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';
import { byteSink } from '../../fixtures/byte-sink.ts';
import { decodeInNode } from '../../fixtures/decode-in-node.ts';

let png: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  png = new Uint8Array(await createCanvas(30, 20).encode('png'));
});

const line = (more: object = {}) =>
  JSON.stringify({ query: '<image>Where is red?', response: 'left', images: ['a.png'], ...more });

const folder = (lines: string | Uint8Array<ArrayBuffer>, more: FolderFile[] = []): FolderFile[] => [
  { path: 'data.jsonl', blob: new Blob([lines]) },
  { path: 'a.png', blob: new Blob([png]) },
  ...more,
];

async function read(source: Blob | readonly FolderFile[]): Promise<ImportedDataset> {
  const reading = await importDataset(source, decodeInNode);
  if ('problem' in reading) throw new Error(reading.problem);
  return reading.dataset;
}

async function problemOf(source: Blob | readonly FolderFile[]): Promise<string> {
  const reading = await importDataset(source, decodeInNode);
  if ('dataset' in reading) throw new Error('It was read, but a problem was expected.');
  return reading.problem;
}

const reasonsOf = async (source: Blob | readonly FolderFile[]) =>
  (await read(source)).problems.map(({ line, reason }) => `${line}: ${reason}`);

const zipOf = (files: Zippable) => new Blob([zipSync(files) as Uint8Array<ArrayBuffer>]);

describe('lines', () => {
  test('the lab’s own ZIP comes back whole', async () => {
    const items = scoredItems(5, 'evaluation', 'localization', 4);
    const { chunks, sink } = byteSink();
    const samples = items.map((item) => ({ scene: item.scene, items: [item, item] }));
    const recipe = {
      config: startingConfig('localization', 'balanced'),
      seed: 5,
      part: 'evaluation',
      images: 4,
      sizePx: 30,
    } as const;
    const options = {
      png: async () => png,
      pngsAtOnce: 1,
      signal: new AbortController().signal,
      onProgress: () => {},
    };
    await writeDataset(samples, recipe, sink, options);
    const dataset = await read(new Blob(chunks));
    expect(dataset.problems).toEqual([]);
    expect(dataset.recipe).toEqual(recipe);
    expect(dataset.questions).toEqual(
      items.flatMap(({ question, answer }, i) =>
        [1, 2].map((k) => ({
          line: 2 * i + k,
          query: question,
          response: answer,
          image: `images/00000${i}.png`,
        })),
      ),
    );
    expect([...dataset.images.keys()]).toEqual([0, 1, 2, 3].map((i) => `images/00000${i}.png`));
    const image = dataset.images.get('images/000003.png')!;
    expect(image).toMatchObject({ format: 'png', width: 30, height: 20 });
    expect(image.blob.type).toBe('image/png');
    expect(new Uint8Array(await image.blob.arrayBuffer())).toEqual(png);
  });

  test('bad lines are told by their number, the good ones between them kept', async () => {
    const bytes = [
      strToU8(`\ufeff${line()}\r\n\r\nnonsense\r\n`),
      new Uint8Array([0xff, 0xfe, 10]),
      strToU8(`${line({ images: ['gone.png'] })}\n${line({ query: 'Last' })}`),
    ];
    const dataset = await read(folder(new Uint8Array(Buffer.concat(bytes))));
    expect(dataset.questions.map(({ line, query }) => [line, query])).toEqual([
      [1, 'Where is red?'],
      [6, 'Last'],
    ]);
    expect(dataset.problems).toEqual([
      { line: 3, reason: 'It is not JSON. Write one JSON object in each line.' },
      { line: 4, reason: 'It is not UTF-8 text. Save the file as UTF-8.' },
      { line: 5, reason: 'The image "gone.png" is not among the files. Add it, or correct its path.' },
    ]);
  });

  test('10,000 malformed lines are all told', async () => {
    const dataset = await read(folder(`${'{"query":\n'.repeat(10_000)}${line()}\n`));
    expect(dataset.problems).toEqual(
      Array.from({ length: 10_000 }, (_, i) => ({
        line: i + 1,
        reason: 'It is not JSON. Write one JSON object in each line.',
      })),
    );
    expect(dataset.questions.map(({ line }) => line)).toEqual([10_001]);
  });

  test('more than a million lines are refused', async () => {
    expect(await problemOf(folder(`${'\n'.repeat(1e6)}${line()}`))).toBe(
      'data.jsonl has more than the 1000000 lines that are read. Split the dataset.',
    );
  });
});

describe('images', () => {
  test('PNG, JPEG, WebP and GIF are told by their bytes, not their names', async () => {
    const canvas = createCanvas(48, 36);
    for (const format of ['jpeg', 'webp', 'gif']) {
      const blob = new Blob([new Uint8Array(await canvas.encode(format as 'jpeg'))]);
      const dataset = await read(folder(line({ images: ['photo.dat'] }), [{ path: 'photo.dat', blob }]));
      expect(dataset.images.get('photo.dat')).toMatchObject({ format, width: 48, height: 36 });
    }
  });

  test('a damaged one, another format and one of too many pixels lose their lines only', async () => {
    const wide = png.slice();
    new DataView(wide.buffer).setUint32(16, 4_000_000);
    const avif = new Uint8Array(await createCanvas(8, 8).encode('avif'));
    const files = [
      { path: 'cut.png', blob: new Blob([png.slice(0, 20)]) },
      { path: 'empty.png', blob: new Blob([]) },
      { path: 'wide.png', blob: new Blob([wide]) },
      { path: 'photo.avif', blob: new Blob([avif]) },
    ];
    const lines = [...files.map(({ path }) => line({ images: [path] })), line()].join('\n');
    expect(await reasonsOf(folder(lines, files))).toEqual([
      '1: The image "cut.png" is damaged, or it is not a PNG, JPEG, WebP or GIF file. Copy it again, or save it as one of these.',
      '2: The image "empty.png" is damaged, or it is not a PNG, JPEG, WebP or GIF file. Copy it again, or save it as one of these.',
      '3: The image "wide.png" has 4000000 by 20 pixels; up to 64 million are read. Scale it down.',
      '4: The image "photo.avif" is damaged, or it is not a PNG, JPEG, WebP or GIF file. Copy it again, or save it as one of these.',
    ]);
  });

  test('a file that went away since it was chosen loses its lines only', async () => {
    const blob = new Blob([png]);
    blob.slice = () => {
      throw new DOMException('The requested file could not be read', 'NotReadableError');
    };
    expect(await reasonsOf(folder(line({ images: ['b.png'] }), [{ path: 'b.png', blob }]))).toEqual([
      '1: The image "b.png" is not readable: it was moved, changed or locked since it was chosen; choose it again.',
    ]);
  });
});

describe('folders and ZIPs', () => {
  test('a folder packed with its own name, by a Mac', async () => {
    const dataset = await read(
      zipOf({
        'photos/data.jsonl': strToU8(line({ images: ['pictures/a.png'] })),
        'photos/pictures/a.png': png,
        '__MACOSX/photos/._data.jsonl': strToU8('x'),
        '__MACOSX/photos/data.jsonl': strToU8('x'),
      }),
    );
    expect(dataset.questions).toHaveLength(1);
    expect(dataset.images.get('pictures/a.png')).toMatchObject({ width: 30, height: 20 });
  });

  test('a folder without lines, and with two', async () => {
    expect(await problemOf([{ path: 'a.png', blob: new Blob([png]) }])).toBe(
      'Expected a file data.jsonl with a question a line, but there is none among one file (a.png). Choose the folder that has it, or a ZIP of it.',
    );
    const two = ['x', 'y'].map((name) => ({ path: `${name}/data.jsonl`, blob: new Blob([line()]) }));
    expect(await problemOf(two)).toBe(
      'Expected one data.jsonl, but got 2: x/data.jsonl, y/data.jsonl. Choose the folder of one of them, or a ZIP of it.',
    );
  });

  test('a recipe that is no JSON costs nothing', async () => {
    const files = folder(line(), [{ path: 'config.json', blob: new Blob(['{']) }]);
    expect(await read(files)).toMatchObject({ recipe: null, problems: [] });
  });

  test('no ZIP at all, and one that is cut off', async () => {
    const missing =
      'It is not a ZIP file, or its end is missing. Choose a ZIP or a folder, or copy or download it again.';
    expect(await problemOf(new Blob([]))).toBe(missing);
    expect(await problemOf(new Blob([png]))).toBe(missing);
    const zip = zipOf({ 'data.jsonl': strToU8(line()), 'a.png': [png, { level: 0 }] });
    expect(await problemOf(zip.slice(0, zip.size - 30))).toBe(missing);
    // The beginning is missing: nothing stands where the directory says.
    expect(await problemOf(zip.slice(40))).toBe(
      'The directory of the ZIP file is damaged. Copy or download it again, or pack it anew.',
    );
  });

  /** A ZIP of lines about a stored and a deflated image, with one 16-bit field of an entry's directory record set. */
  async function withField(path: string, field: number, value: number): Promise<Blob> {
    const files: Zippable = {
      'data.jsonl': strToU8([line(), line({ images: ['b.png'] })].join('\n')),
      'a.png': [png, { level: 0 }],
      'b.png': [png, { level: 9 }],
    };
    const bytes = new Uint8Array(await zipOf(files).arrayBuffer());
    const at = Buffer.from(bytes).lastIndexOf(path) - 46;
    new DataView(bytes.buffer).setUint16(at + field, value, true);
    return new Blob([bytes]);
  }

  test('entries that are locked, strangely packed, damaged or larger than they say', async () => {
    expect(await reasonsOf(await withField('b.png', 8, 0))).toEqual([]);
    expect(await reasonsOf(await withField('b.png', 8, 1))).toEqual([
      '2: The image "b.png" is locked with a password; pack it without one.',
    ]);
    expect(await reasonsOf(await withField('b.png', 10, 12))).toEqual([
      '2: The image "b.png" is packed with method 12, which is not read; pack it as an ordinary ZIP.',
    ]);
    expect(await reasonsOf(await withField('b.png', 20, 10))).toEqual([
      '2: The image "b.png" is damaged in the ZIP; copy or download the ZIP again, or pack it anew.',
    ]);
    expect(await reasonsOf(await withField('b.png', 24, 10))).toEqual([
      '2: The image "b.png" is larger than the ZIP says; copy or download the ZIP again, or pack it anew.',
    ]);
    expect(await reasonsOf(await withField('b.png', 42, 7))).toEqual([
      '2: The image "b.png" is damaged in the ZIP; copy or download the ZIP again, or pack it anew.',
    ]);
    expect(await problemOf(await withField('data.jsonl', 8, 1))).toBe(
      'data.jsonl is locked with a password; pack it without one.',
    );
  });

  test('huge entries are refused by what they say, and by what they are', async () => {
    // Upper half of the 32-bit size: 4096 x 65536 bytes, 256 MiB.
    expect(await reasonsOf(await withField('b.png', 26, 4096))).toEqual([
      '2: The image "b.png" is larger than 32 MiB. Scale it down.',
    ]);
    expect(await problemOf(await withField('data.jsonl', 26, 4096))).toBe(
      'data.jsonl is larger than the 64 MiB that are read. Split the dataset.',
    );
    const bomb = zipOf({
      'data.jsonl': strToU8(line()),
      'a.png': [new Uint8Array(40 * 2 ** 20), { level: 9 }],
    });
    expect(await reasonsOf(bomb)).toEqual(['1: The image "a.png" is larger than 32 MiB. Scale it down.']);
  });
});
