/** Difficulty is read from the scenes, and items are counted at their level. */
import { expect, test } from 'vitest';
import type { ItemResult, JudgedAnswer } from '../../../src/experiment/report.ts';
import { difficultyCurves } from '../../../src/experiment/statistics/difficulty.ts';
import type { Scene } from '../../../src/sparkle/scene/scene.ts';
import type { Item } from '../../../src/sparkle/task/item.ts';
import { itemCount, recordedItems } from '../../fixtures/recorded-run.ts';

const judged = (isCorrect: boolean): JudgedAnswer => ({
  text: '',
  score: { isCorrect, isParsed: true, lengthRatio: null },
});
let made = 0;
function result(
  form: Item['form'],
  scene: Scene,
  names: readonly string[],
  wasRight: boolean,
  isRight: boolean,
): ItemResult {
  made += 1;
  const task = form === 'path' ? 'spp4' : form === 'route' ? 'tsp4' : 'distance';
  return {
    item: { id: `item-${made}`, task, form, scene, names, question: '', answer: '' },
    before: judged(wasRight),
    after: judged(isRight),
  };
}

const lattice = (size: number, end: readonly [number, number], isWalled = false): Scene => ({
  kind: 'lattice',
  id: 'lattice',
  size,
  start: { column: 0, row: 0 },
  end: { column: end[0], row: end[1] },
  hasNodeLabels: false,
  // Closes the way to the right at the bottom: one column over is then three hops, by way of the row above.
  ...(isWalled && {
    blocked: [
      [
        { column: 0, row: 0 },
        { column: 1, row: 0 },
      ] as const,
    ],
  }),
});

test('paths by hops and by lattice size; a wall makes the way longer', () => {
  const curves = difficultyCurves([
    result('path', lattice(4, [2, 0]), ['green', 'red'], false, true),
    result('path', lattice(4, [1, 1]), ['green', 'red'], true, true),
    result('path', lattice(5, [1, 2]), ['green', 'red'], false, false),
    result('path', lattice(5, [1, 0], true), ['green', 'red'], false, true),
  ]);
  expect(curves).toEqual([
    {
      axis: 'hops',
      levels: [
        { label: '2', items: 2, before: 1, after: 2 },
        { label: '3', items: 2, before: 0, after: 1 },
      ],
    },
    {
      axis: 'latticeSize',
      levels: [
        { label: '4 × 4', items: 2, before: 1, after: 2 },
        { label: '5 × 5', items: 2, before: 0, after: 1 },
      ],
    },
  ]);
});

const disc = (name: string, x: number, y: number) => ({ name, x, y, radius: 0.5 });

test('routes by objects visited, distractors apart; comparisons by the gap of the distances', () => {
  const scene = (count: number): Scene => ({
    kind: 'points',
    id: 'points',
    objects: Array.from({ length: count }, (_, i) => disc(`N${i}`, i, i)),
    distractors: [disc('grey', 9, 1)],
  });
  // From the anchor at (0, 0): 2 and `far` away.
  const compared = (far: number): Scene => ({
    kind: 'points',
    id: 'compared',
    objects: [disc('a', 0, 0), disc('b', 2, 0), disc('c', 0, far)],
  });
  const curves = difficultyCurves([
    result('route', scene(5), ['N0'], false, false),
    result('route', scene(4), ['N0'], false, true),
    result('comparison', compared(3.5), ['a', 'b', 'c'], true, false),
    result('comparison', compared(3.9), ['a', 'b', 'c'], true, true),
    result('comparison', compared(9), ['a', 'c', 'b'], false, true),
    result('comparison', compared(7), ['a', 'c', 'b'], false, true),
    result('number', compared(5), ['a', 'b'], true, true),
  ]);
  expect(curves).toEqual([
    {
      axis: 'objects',
      levels: [
        { label: '4', items: 1, before: 0, after: 1 },
        { label: '5', items: 1, before: 0, after: 0 },
      ],
    },
    {
      axis: 'distanceGap',
      levels: [
        { label: '1 to 2', items: 2, before: 2, after: 1 },
        { label: '4 or more', items: 2, before: 0, after: 2 },
      ],
    },
  ]);
});

test('one level is no curve, and what was not answered again is not counted', () => {
  const items = [
    result('path', lattice(4, [2, 0]), [], true, true),
    result('path', lattice(4, [0, 2]), [], true, true),
  ];
  expect(difficultyCurves(items)).toEqual([]);
  const open = { ...result('path', lattice(4, [3, 3]), [], true, true), after: null };
  expect(difficultyCurves([...items, open])).toEqual([]);
});

test('real items: every level adds up to the tasks it is made of', () => {
  const curves = difficultyCurves(
    recordedItems({
      distance: { broken: 1, fixed: 6, kept: 3 },
      spp4: { broken: 0, fixed: 9, kept: 2 },
      spp5: { broken: 2, fixed: 3, kept: 1 },
      tsp4: { broken: 0, fixed: 5, kept: 1 },
      tsp5: { broken: 4, fixed: 0, kept: 0 },
    }),
  );
  const totals = curves.map(({ axis, levels }) => {
    const sum = (what: 'items' | 'before' | 'after') => levels.reduce((all, level) => all + level[what], 0);
    return [axis, sum('items'), sum('before'), sum('after')];
  });
  expect(totals).toEqual([
    ['hops', 2 * itemCount, 5, 15],
    ['latticeSize', 2 * itemCount, 5, 15],
    ['objects', 2 * itemCount, 5, 6],
    // Every other question about distance compares two; of those with even numbers half of each outcome.
    ['distanceGap', itemCount / 2, expect.any(Number), expect.any(Number)],
  ]);
});
