/** Imported questions as items and conversations, and how their answers are judged. */
import { createCanvas } from '@napi-rs/canvas';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DataConfig,
  type Mode,
  type Subject,
  startingConfig,
} from '../../../src/sparkle/dataset/data-config.ts';
import { makeSample } from '../../../src/sparkle/dataset/dataset.ts';
import { importDataset } from '../../../src/sparkle/dataset/dataset-import.ts';
import { writeDataset } from '../../../src/sparkle/dataset/dataset-zip.ts';
import {
  blindShare,
  type ImportedItem,
  importedConversations,
  importedItems,
  type QuestionSet,
  scoreImported,
} from '../../../src/sparkle/dataset/imported.ts';
import { byteSink } from '../../fixtures/byte-sink.ts';
import { decodeInNode } from '../../fixtures/decode-in-node.ts';

const image = { format: 'png', width: 3, height: 2, blob: new Blob() } as const;

/** Lines of images a, b, c ... with that many questions each; lines take turns with the images. */
function setOf(counts: Readonly<Record<string, number>>): QuestionSet {
  const left = { ...counts };
  const questions: QuestionSet['questions'][number][] = [];
  while (Object.values(left).some((count) => count > 0))
    for (const name of Object.keys(left)) {
      if (left[name]! <= 0) continue;
      left[name]! -= 1;
      const line = questions.length + 1;
      questions.push({ line, query: `question ${line}`, response: `answer ${line}`, image: name });
    }
  return {
    id: 'set',
    questions,
    images: new Map(Object.keys(counts).map((name) => [name, image])),
    recipe: null,
  };
}

describe('items', () => {
  const set = setOf({ a: 3, b: 1, c: 2 });

  test('are the lines in their order, with the image as their scene', () => {
    const items = importedItems(set, 1, 100);
    expect(items).toHaveLength(6);
    expect(items[1]).toEqual({
      id: 'imported-2',
      task: 'imported',
      form: 'text',
      scene: { kind: 'photo', id: 'photo-b', dataset: 'set', path: 'b' },
      question: 'question 2',
      answer: 'answer 2',
    });
  });

  test('of more than are wanted some are drawn: the same for the same seed, others for another', () => {
    const many = setOf({ a: 50, b: 50 });
    const ids = (seed: number) => importedItems(many, seed, 10).map(({ id }) => id);
    expect(ids(1)).toHaveLength(10);
    expect(new Set(ids(1)).size).toBe(10);
    expect(ids(1)).toEqual(ids(1));
    expect(ids(1)).not.toEqual(ids(2));
  });
});

describe('conversations', () => {
  test('in place of a damaged image comes the next of its round; the others stay as they are', () => {
    const set = setOf({ a: 2, b: 1, c: 2, d: 1 });
    const whole = importedConversations(set, 1, 12);
    const damaged = new Set<string>();
    const without = importedConversations(set, 1, 12, damaged);
    expect(without(5)).toEqual(whole(5));
    damaged.add('b');
    for (let index = 0; index < 24; index++) {
      const { scene } = whole(index);
      if (scene.path === 'b') expect(without(index).scene.path).not.toBe('b');
      else expect(without(index)).toEqual(whole(index));
    }
    for (const path of ['a', 'c', 'd']) damaged.add(path);
    expect(() => without(0)).toThrow(/None of the images of the training data can be decoded/);
  });

  test('every image once a round, in changing order; its lines are the turns', () => {
    const conversation = importedConversations(setOf({ a: 3, b: 1, c: 2 }), 1, 12);
    const orders = new Set<string>();
    for (let round = 0; round < 12; round++) {
      const three = [0, 1, 2].map((place) => conversation(3 * round + place));
      const turns = Object.fromEntries(three.map(({ scene, turns }) => [scene.path, turns.length]));
      expect(turns).toEqual({ a: 3, b: 1, c: 2 });
      orders.add(three.map(({ scene }) => scene.path).join(''));
    }
    expect(orders.size).toBeGreaterThan(2);
    expect(conversation(5)).toEqual(conversation(5));
  });

  test('an image with more lines than turns gives others each time: none is lost', () => {
    const conversation = importedConversations(setOf({ a: 9 }), 1, 2);
    const seen = new Set<string>();
    for (let index = 0; index < 60; index++) {
      const { turns } = conversation(index);
      expect(turns).toHaveLength(2);
      for (const { question } of turns) seen.add(question);
    }
    expect(seen.size).toBe(9);
  });

  test('of no questions there are none, in plain words', () => {
    expect(() => importedConversations(setOf({}), 1, 2)).toThrow(/no question that can be used/);
  });
});

describe('an answer', () => {
  const item = (answer: string): ImportedItem => ({ ...importedItems(setOf({ a: 1 }), 1, 1)[0]!, answer });

  test.each([
    ['a cat', 'a cat'],
    ['a cat', '  A  Cat.\n'],
    ['a cat', '“a cat”'],
    ['The left one.', 'the left one'],
    ['Straße', 'STRAßE'],
    ['3', '\uff13'],
    ['(3, 4)', '(3, 4)'],
    ['?', '?'],
  ])('to %j is right as %j', (answer, given) => {
    expect(scoreImported(item(answer), given)).toEqual({
      isParsed: true,
      isCorrect: true,
      lengthRatio: null,
    });
  });

  test.each([
    ['a cat', 'cat'],
    ['a cat', 'a cat or a dog'],
    ['3.5', '35'],
    ['-3', '3'],
    ['?', '!'],
  ])('to %j is wrong as %j', (answer, given) => {
    expect(scoreImported(item(answer), given)).toMatchObject({ isParsed: true, isCorrect: false });
  });

  test('of no text is not read', () => {
    expect(scoreImported(item('a cat'), ' \n')).toMatchObject({ isParsed: false, isCorrect: false });
  });

  test('is right as it stands, whatever it is, and nothing throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.string({ unit: 'grapheme' }),
        (answer, given) => {
          expect(scoreImported(item(answer), answer).isCorrect).toBe(true);
          scoreImported(item(answer), given);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('a dataset of the lab’s own', () => {
  const ownSet = async (subject: Subject, mode: Mode): Promise<QuestionSet> => {
    const recipe = {
      config: startingConfig(subject, mode),
      seed: 3,
      part: 'evaluation',
      images: 6,
      sizePx: 64,
    } as const;
    const { chunks, sink } = byteSink();
    const png = new Uint8Array(await createCanvas(64, 64).encode('png'));
    const { signal } = new AbortController();
    const samples = Array.from({ length: 6 }, (_, i) => makeSample(recipe.config, 3, 'evaluation', i));
    await writeDataset(samples, recipe, sink, {
      png: async () => png,
      pngsAtOnce: 1,
      signal,
      onProgress: () => {},
    });
    const reading = await importDataset(new Blob(chunks), decodeInNode);
    if ('problem' in reading) throw new Error(reading.problem);
    return { ...reading.dataset, id: 'own' };
  };

  test('spp: another shortest path is right, a longer one is not; a changed line counts as its response', async () => {
    const set = await ownSet('path', 'paper');
    const items = importedItems(set, 1, 100);
    expect(items).toHaveLength(6);
    const movesOf = (answer: string) => answer.match(/'\w+'/g) ?? [];
    const bent = items.find(({ answer }) => new Set(movesOf(answer)).size > 1)!;
    const other = `[${movesOf(bent.answer).toReversed().join(', ')}]`;
    expect(other).not.toBe(bent.answer);
    const longer = `[${movesOf(bent.answer).join(', ')}, ${movesOf(bent.answer)[0]}]`;
    expect(scoreImported(bent, longer)).toMatchObject({ isParsed: true, isCorrect: false });
    expect(scoreImported(bent, bent.answer).isCorrect).toBe(true);
    // One response each, but the one is right of the other too.
    expect(blindShare([bent, { ...bent, answer: other }])).toBe(1);
    expect(scoreImported(bent, other)).toEqual({ isParsed: true, isCorrect: true, lengthRatio: null });

    const changed = set.questions.map((line) => ({ ...line, query: `${line.query} Think.` }));
    const asked = importedItems({ ...set, questions: changed }, 1, 100);
    expect(asked.some((item) => item.made)).toBe(false);
    const same = asked.find(({ id }) => id === bent.id)!;
    expect(scoreImported(same, bent.answer).isCorrect).toBe(true);
    expect(scoreImported(same, other).isCorrect).toBe(false);
  });

  test.each(DataConfig.options.map(({ shape }) => shape.subject.value))(
    '%s: every line finds the item it was written from, and its response is right',
    async (subject) => {
      for (const mode of ['balanced', 'paper'] as const) {
        const items = importedItems(await ownSet(subject, mode), 1, 1000);
        for (const item of items) {
          expect(item.made).toMatchObject({ question: item.question, answer: item.answer });
          expect(scoreImported(item, item.answer).isCorrect).toBe(true);
        }
      }
    },
  );
});

test('the best single answer is the most common one, however it is written', () => {
  const responses = ['left', 'Left.', 'right', 'up'];
  const [first] = importedItems(setOf({ a: 1 }), 1, 1);
  expect(blindShare(responses.map((answer) => ({ ...first!, answer })))).toBe(0.5);
  expect(blindShare([])).toBe(0);
});
