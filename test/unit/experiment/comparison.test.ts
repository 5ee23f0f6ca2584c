/** Runs side by side: paired where the items are the same, shares alone where they are not. */
import { expect, test } from 'vitest';
import { compareRuns } from '../../../src/experiment/comparison.ts';
import { mcNemarExact } from '../../../src/experiment/statistics/tests.ts';
import { recordedRun } from '../../fixtures/recorded-run.ts';

const first = recordedRun({
  direction: { broken: 0, fixed: 4, kept: 0 },
  spp4: { broken: 0, fixed: 10, kept: 0 },
});
const second = recordedRun({
  direction: { broken: 0, fixed: 4, kept: 1 },
  spp4: { broken: 0, fixed: 2, kept: 0 },
});

test('the same items: the difference after training, McNemar on them, Holm over all pairs', () => {
  const [direction, paths] = compareRuns([first, second]);
  expect(direction!.runs.map(({ before, after, isSame }) => [before, after, isSame])).toEqual([
    [0, 4, true],
    [1, 5, true],
  ]);
  expect(direction!.runs[0]!.against).toBeNull();
  expect(direction!.runs[1]!.against).toMatchObject({ p: 1, pHolm: 1 });
  expect(direction!.runs[1]!.against!.difference).toBeCloseTo(0.05, 12);
  // The second run has 8 of the first's 10 paths wrong, and none more right.
  const p = mcNemarExact(0, 8);
  expect(p).toBeCloseTo(2 / 2 ** 8, 12);
  expect(paths!.runs[1]!.against).toMatchObject({ difference: -0.4, p, pHolm: 2 * p });
});

test('other items: no difference is tested, whatever is other about them', () => {
  for (const change of [{ question: 'Another?' }, { id: 'x' }, { answer: 'y' }]) {
    const items = second.items.map((result) =>
      result.item.task === 'spp4' ? { ...result, item: { ...result.item, ...change } } : result,
    );
    const [direction, paths] = compareRuns([first, { ...second, items }]);
    expect(direction!.runs[1]!.isSame).toBe(true);
    expect(paths!.runs[1]).toMatchObject({ isSame: false, against: null, after: 2, items: 20 });
  }
  const fewer = second.items.filter(({ item }) => item.task !== 'spp4').concat(second.items.slice(-5));
  expect(compareRuns([first, { ...second, items: fewer }])[1]!.runs[1]!.isSame).toBe(false);
});

test('a task that one run scored alone stands alone, and a run without a report is not compared', () => {
  const routes = recordedRun({ tsp4: { broken: 0, fixed: 1, kept: 1 } });
  const rows = compareRuns([first, { ...second, report: null }, routes]);
  expect(rows.map(({ task, kind, runs }) => [task, kind, runs.map(({ run }) => run)])).toEqual([
    ['direction', 'basic', [0]],
    ['spp4', 'composite', [0]],
    ['tsp4', 'composite', [2]],
  ]);
  expect(rows.flatMap(({ runs }) => runs.flatMap(({ against }) => against ?? []))).toEqual([]);
});
