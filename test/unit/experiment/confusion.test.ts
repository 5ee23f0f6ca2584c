/** Which class was right and which was given, counted; and the items behind a count. */
import { expect, test } from 'vitest';
import type { ItemResult } from '../../../src/experiment/report.ts';
import { confusionMatrices, itemsOfCell } from '../../../src/experiment/statistics/confusion.ts';
import { score } from '../../../src/sparkle/score.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';
import type { Item } from '../../../src/sparkle/task/item.ts';

const judged = (item: Item, text: string) => ({ text, score: score(item, text) });
const answered = (item: Item, before: string, after: string): ItemResult => ({
  item,
  before: judged(item, before),
  after: judged(item, after),
});

// Item number i of the direction task has class i % 8, counter-clockwise from right.
const directions = scoredItems(3, 'evaluation', 'direction', 16);
const order = ['right', 'top right', 'top', 'top left', 'left', 'down left', 'down', 'down right'];
const results = [
  ...directions.map((item, i) => answered(item, i === 0 ? 'dunno' : 'top', i === 9 ? 'left' : item.answer)),
  ...scoredItems(3, 'evaluation', 'localization', 27).map((item) => answered(item, '', item.answer)),
  ...scoredItems(3, 'evaluation', 'spp4', 2).map((item) => answered(item, '', item.answer)),
];

test('rows are the right classes, columns the given ones, answers without a class stand last', () => {
  const [direction, region, ...others] = confusionMatrices(results);
  expect(others).toEqual([]);
  expect(direction!.form).toBe('direction');
  expect(direction!.classes).toEqual(order);
  expect(direction!.before).toEqual(
    order.map((_, right) => {
      const row = Array(9).fill(0);
      row[2] = right === 0 ? 1 : 2;
      row[8] = right === 0 ? 1 : 0;
      return row;
    }),
  );
  expect(direction!.after).toEqual(
    order.map((_, right) => {
      const row = Array(9).fill(0);
      row[right] = right === 1 ? 1 : 2;
      if (right === 1) row[4] = 1;
      return row;
    }),
  );
  // A third of the localization items ask for a region: nine of 27, one of each.
  expect(region!.classes).toHaveLength(9);
  expect(region!.before.map((row) => row[9])).toEqual(Array(9).fill(1));
  expect(region!.after.map((row, right) => row[right])).toEqual(Array(9).fill(1));
});

test('the diagonal holds the right answers, all cells together every item', () => {
  for (const { form, before, after } of confusionMatrices(results)) {
    const ofForm = results.filter(({ item }) => item.form === form);
    for (const [when, counts] of [
      ['before', before],
      ['after', after],
    ] as const) {
      const diagonal = counts.reduce((sum, row, place) => sum + row[place]!, 0);
      expect(diagonal).toBe(ofForm.filter((result) => result[when]!.score.isCorrect).length);
      expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(ofForm.length);
      for (const [right, row] of counts.entries()) {
        for (const [given, count] of row.entries()) {
          expect(itemsOfCell(results, { form, when, right, given })).toHaveLength(count);
        }
      }
    }
  }
});

test('the items of a cell are those it counts', () => {
  const cell = { form: 'direction', when: 'after', right: 1, given: 4 } as const;
  expect(itemsOfCell(results, cell).map(({ item }) => item.id)).toEqual([directions[9]!.id]);
});

test('other tasks have no matrix, nor have items without both answers', () => {
  const paths = results.filter(({ item }) => item.form === 'path');
  expect(confusionMatrices(paths)).toEqual([]);
  expect(confusionMatrices(results.map((result) => ({ ...result, after: null })))).toEqual([]);
});
