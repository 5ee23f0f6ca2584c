/** Counting why answers are right or wrong. */
import { expect, test } from 'vitest';
import { countReasons } from '../../../src/experiment/statistics/reasons.ts';
import { score } from '../../../src/sparkle/score.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';
import type { Item } from '../../../src/sparkle/task/item.ts';
import { seenCells, workedAnswer } from '../../fixtures/worked-answer.ts';

const paths = scoredItems(3, 'evaluation', 'spp4', 4);
const answered = (item: Item, text: string) => ({ text, score: score(item, text) });
const unread = (item: Item) => answered(item, 'no idea');
/** Red so many columns to the right, from the left again beyond the side; the rest follows. */
const shifted = (item: Item, columns: number) => {
  const cells = seenCells(item);
  const { column, row } = cells.get('red')!;
  return answered(item, workedAnswer(item, cells.set('red', { column: (column + columns) % 10, row })));
};
const none = { right: 0, wrongReasons: 0, way: 0, thinking: 0, seeingAndThinking: 0, seeing: 0, form: 0 };

test('answers are counted by verdict, positions by how far they are off, before and after apart', () => {
  const results = paths.map((item, i) => ({
    item,
    before: i === 0 ? unread(item) : shifted(item, 3),
    after: i === 0 ? shifted(item, 5) : answered(item, item.answer),
  }));
  expect(countReasons(results)).toEqual({
    before: {
      verdicts: { ...none, seeing: 3, form: 1 },
      positions: { exact: 3, near: 0, wrong: 3, missing: 0, extra: 0 },
    },
    after: {
      verdicts: { ...none, seeing: 1, right: 3 },
      positions: { exact: 7, near: 0, wrong: 1, missing: 0, extra: 0 },
    },
  });
});

test('right ones and ones right for wrong reasons are all that are right', () => {
  const results = scoredItems(3, 'evaluation', 'tsp4', 40).map((item, i) => ({
    item,
    before: answered(item, item.answer),
    after: answered(item, i % 2 === 0 ? item.answer.replace(/\(\d/, '(0') : item.names.join()),
  }));
  const counted = countReasons(results)!;
  for (const when of ['before', 'after'] as const) {
    const { right, wrongReasons } = counted[when].verdicts;
    expect(right + wrongReasons).toBe(results.filter((result) => result[when].score.isCorrect).length);
  }
  expect(counted.after.verdicts.form).toBe(20);
});

test('answers without any working-out, other tasks and imported questions have no counts', () => {
  const bare = paths.map((item) => ({ item, before: unread(item), after: null }));
  expect(countReasons(bare)).toBeNull();
  const others = scoredItems(3, 'evaluation', 'direction', 4);
  expect(
    countReasons(others.map((item) => ({ item, before: answered(item, item.answer), after: null }))),
  ).toBeNull();
  const imported = {
    id: 'imported-1',
    task: 'imported',
    form: 'text',
    scene: { kind: 'photo', id: '', dataset: '', path: '' },
    question: '',
    answer: '',
  } as const;
  const wrong = { text: paths[0]!.answer, score: { isParsed: true, isCorrect: false, lengthRatio: null } };
  expect(countReasons([{ item: imported, before: wrong, after: wrong }])).toBeNull();
});
