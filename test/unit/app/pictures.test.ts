/** A set of own pictures: what can be kept, its ZIP read back, how many are needed, pictures drawn anew. Not here: the view. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { beforeAll, describe, expect, test } from 'vitest';
import { sparkleTiny } from '../../../models/registry.ts';
import {
  type Draft,
  type DraftPicture,
  datasetOf,
  finishedPart,
  foreignTo,
  lackOf,
  pathFor,
  surelyReadBytes,
  unfinished,
} from '../../../src/app/pictures/draft.ts';
import { neededOf } from '../../../src/app/pictures/needed.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { mcNemarExact } from '../../../src/experiment/statistics/tests.ts';
import { importDataset } from '../../../src/sparkle/dataset/dataset-import.ts';
import {
  maxPictureBytes,
  ownPicture,
  ownPictureSidePx,
  type Redraw,
} from '../../../src/sparkle/dataset/own-picture.ts';
import { writeSet } from '../../../src/sparkle/dataset/set-zip.ts';
import { freeScene, suggestedQuestions } from '../../../src/sparkle/task/generate.ts';
import { unknownWords } from '../../../src/sparkle/task/known-words.ts';
import { byteSink } from '../../fixtures/byte-sink.ts';
import { decodeInNode } from '../../fixtures/decode-in-node.ts';

let png: Blob;
beforeAll(async () => {
  png = new Blob([new Uint8Array(await createCanvas(40, 30).encode('png'))], { type: 'image/png' });
});

let key = 0;
const picture = (path: string, ...questions: [question: string, answer: string][]): DraftPicture => ({
  key: ++key,
  path,
  image: { format: 'png', width: 40, height: 30, blob: png },
  digest: path,
  questions: questions.map(([question, answer]) => ({ key: ++key, question, answer })),
});

const mixed = (): Draft => [
  picture('images/cup.png', ['Where is the cup?', ' left '], ['Which colour?', '']),
  picture('images/empty.png'),
  picture('images/two "words" – ü.png', ['Is it <b>bold</b>?', 'No: "never"'], ['Wie groß?', '3\u00a0cm']),
  picture('images/tag.png', ['What is <image>?', 'a tag']),
];

test('what lacks a question or an answer is told, and can be left out with pictures that have nothing else', () => {
  const draft = mixed();
  expect(unfinished(draft)).toEqual([1, 2, 4]);
  expect(lackOf({ question: ' ', answer: 'x' })).toBe('question');
  expect(lackOf({ question: 'x', answer: '\t' })).toBe('answer');
  expect(lackOf({ question: 'Which of <video> and <image>?', answer: 'x' })).toBe('tag');
  const rest = finishedPart(draft);
  expect(rest.map(({ path, questions }) => [path, questions.length])).toEqual([
    ['images/cup.png', 1],
    ['images/two "words" – ü.png', 2],
  ]);
  expect(unfinished(rest)).toEqual([]);
});

test('the ZIP of a set gives the same set again', async () => {
  const set = datasetOf(finishedPart(mixed()));
  const { sink, chunks } = byteSink();
  const done = await writeSet(set, sink, new AbortController().signal, () => {});
  const zip = new Blob(chunks);
  expect(done).toMatchObject({ images: 2, questions: 3, sizeBytes: zip.size });
  const reading = await importDataset(zip, decodeInNode);
  if ('problem' in reading) throw new Error(reading.problem);
  const { questions, images, problems, recipe } = reading.dataset;
  expect({ questions, problems, recipe }).toEqual({
    questions: set.questions,
    problems: [],
    recipe: null,
  });
  expect([...images.keys()]).toEqual([...set.images.keys()]);
  for (const [path, { blob, width, height }] of images) {
    expect([width, height]).toEqual([40, 30]);
    expect(await blob.bytes()).toEqual(await set.images.get(path)!.blob.bytes());
  }
});

test('writing a ZIP that is stopped ends with the reason, and its file is thrown away', async () => {
  const stopped = new AbortController();
  let thrownAway: unknown = null;
  const sink = new WritableStream<Uint8Array>({
    abort: (reason) => {
      thrownAway = reason;
    },
  });
  const writing = writeSet(datasetOf(finishedPart(mixed())), sink, stopped.signal, () =>
    stopped.abort(new Error('stopped')),
  );
  await expect(writing).rejects.toThrow('stopped');
  expect(thrownAway).toEqual(new Error('stopped'));
});

test('paths come from the names of files, in letters that every system takes, and none is there twice', () => {
  const draft = [picture('images/cup.jpg')];
  expect(pathFor(draft, 'CUP.png', 'jpeg')).toBe('images/CUP-2.jpg');
  expect(pathFor(draft, 'folder/Tür & Tor?.HEIC', 'jpeg')).toBe('images/Tür - Tor.jpg');
  expect(pathFor(draft, `${'a'.repeat(57)} at 12.00.png`, 'png')).toBe(`images/${'a'.repeat(57)} at.png`);
  expect(pathFor(draft, '../../..', 'png')).toBe('images/picture.png');
  expect(pathFor(draft, `${'a'.repeat(300)}.png`, 'png')).toBe(`images/${'a'.repeat(60)}.png`);
});

describe('the embedded model', () => {
  test('knows each word of its own questions, and none of another language', () => {
    for (const kind of ['points', 'lattice'] as const)
      for (const seed of [1, 2, 3])
        for (const question of suggestedQuestions(freeScene(seed, kind)))
          expect(unknownWords(question)).toEqual([]);
    expect(unknownWords('pink (1,2), cyan 3: down left')).toEqual([]);
    expect(unknownWords('Where is the spoon, and where is the Löffel?')).toEqual(['spoon', 'löffel']);
  });

  test('reads for sure what is said to fit, by its own settings', () => {
    const config = resolve(import.meta.dirname, '../../../models/sparkle-tiny/config.json');
    const { text_config: text } = JSON.parse(readFileSync(config, 'utf8'));
    expect(sparkleTiny.contextTokens).toBe(text.max_position_embeddings);
    expect(foreignTo({ question: 'a'.repeat(surelyReadBytes - 1), answer: 'b' }).longBytes).toBeNull();
    expect(foreignTo({ question: 'ü'.repeat(surelyReadBytes / 2), answer: 'b' }).longBytes).toBe(
      surelyReadBytes + 1,
    );
  });
});

test('how many are needed follows from the tests of the run and from its steps', () => {
  const config = {
    ...defaultConfig,
    training: { ...defaultConfig.training, steps: 50, batchSize: 8, accumulate: 1 },
  };
  const tests = config.evaluation.tasks.length + 1;
  const draft = [
    picture('a.png', ['Red?', 'yes'], ['Blue?', 'yes']),
    picture('b.png', ['Red?', 'no'], ['?', '']),
  ];
  const needed = neededOf(draft, config);
  expect(needed).toMatchObject({ questions: 3, pictures: 2, tests, shown: 400, times: 200 });
  expect(needed.blind).toBeCloseTo(2 / 3);
  expect(mcNemarExact(needed.changes, 0) * tests).toBeLessThan(0.05);
  expect(mcNemarExact(needed.changes - 1, 0) * tests).toBeGreaterThanOrEqual(0.05);
  expect(needed.recommended).toBe(4 * needed.changes);
  expect(neededOf([], config)).toMatchObject({ questions: 0, pictures: 0, blind: null, times: 0 });
});

describe('a picture of one’s own', () => {
  const redraw: Redraw = async (file, sidePx, format) => {
    const image = await loadImage(Buffer.from(await file.arrayBuffer())).catch(() => null);
    if (!image) return null;
    const scale = Math.min(1, sidePx / Math.max(image.width, image.height));
    const [width, height] = [Math.round(image.width * scale), Math.round(image.height * scale)];
    const canvas = createCanvas(width, height);
    canvas.getContext('2d').drawImage(image, 0, 0, width, height);
    const bytes = format === 'png' ? await canvas.encode('png') : await canvas.encode('jpeg');
    return { width, height, blob: new Blob([new Uint8Array(bytes)]) };
  };
  const file = (...parts: BlobPart[]) => new Blob(parts);

  test('is scaled down to what models see; a PNG stays one, all else becomes a JPEG', async () => {
    const wide = file(new Uint8Array(await createCanvas(3000, 600).encode('jpeg')));
    expect(await ownPicture(wide, redraw)).toMatchObject({
      image: { format: 'jpeg', width: ownPictureSidePx, height: 205 },
    });
    expect(await ownPicture(png, redraw)).toMatchObject({ image: { format: 'png', width: 40, height: 30 } });
    const webp = file(new Uint8Array(await createCanvas(50, 20).encode('webp')));
    expect(await ownPicture(webp, redraw)).toMatchObject({ image: { format: 'jpeg', width: 50 } });
  });

  test('is refused with its reason: empty, no picture, HEIC, damaged, too large, not readable', async () => {
    const whole = new Uint8Array(await png.arrayBuffer());
    const huge = whole.slice();
    new DataView(huge.buffer).setUint32(16, 100_000);
    new DataView(huge.buffer).setUint32(20, 100_000);
    const large = Object.defineProperty(file('x'), 'size', { value: maxPictureBytes + 1 });
    const gone = Object.defineProperty(file('x'), 'slice', {
      value: () => {
        throw new DOMException('A requested file could not be read', 'NotReadableError');
      },
    });
    const faults = await Promise.all(
      [
        file(),
        file('a text'),
        file('\0\0\0\x18ftypheic\0\0\0\0mif1heic'),
        file(whole.slice(0, 40)),
        file(huge),
        large,
        gone,
      ].map((each) => ownPicture(each, redraw)),
    );
    expect(faults.map((each) => ('fault' in each ? each.fault : 'taken'))).toEqual([
      'empty',
      'other',
      'heic',
      'damaged',
      'many-pixels',
      'large-file',
      'unreadable',
    ]);
  });
});
