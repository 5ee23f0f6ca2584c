/** Runs side by side: chosen in the list, their figure, their differences. Runs are invented, storage and state are the page's own. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { comparedRuns } from '../../../src/app/compare/state.ts';
import { App } from '../../../src/app/page/app.tsx';
import { mainView } from '../../../src/app/page/shown.ts';
import { deleteRun, refreshRuns, runs, shownRun, storeRun } from '../../../src/app/runs/state.ts';
import type { RunRecord } from '../../../src/experiment/report.ts';
import { mountEach } from '../../fixtures/mounted-view.tsx';
import { recordedRun } from '../../fixtures/recorded-run.ts';

const clear = async () => {
  await refreshRuns();
  for (const { id } of runs.value) await deleteRun(id);
  shownRun.value = null;
  comparedRuns.value = [];
  mainView.value = 'run';
};

beforeEach(clear);
const root = mountEach(App);
afterEach(clear);

const figure = (name: RegExp) => page.getByRole('img', { name });

/** Stores two runs of that day, chooses both and sets them side by side. */
const compared = async (day: string, second: Partial<RunRecord>) => {
  const outcomes = { direction: { broken: 0, fixed: 5, kept: 2 }, spp4: { broken: 0, fixed: 2, kept: 2 } };
  await storeRun({ ...recordedRun(outcomes), id: `${day}T10-15-30-s1` });
  await storeRun({
    ...recordedRun({ ...outcomes, spp4: { broken: 0, fixed: 12, kept: 2 } }),
    ...second,
    id: `${day}T10-15-31-s1`,
  });
  await refreshRuns();
  for (const box of root.querySelectorAll<HTMLInputElement>('.compare-box input')) await userEvent.click(box);
  await userEvent.click(page.getByRole('button', { name: 'Compare 2 runs' }));
};

test('two runs stand side by side: one figure, one loss plot, and item by item where the items are the same', async () => {
  await expect.poll(() => root.querySelector('.bench')).not.toBeNull();
  await compared('2026-11-22', {});
  await expect.element(page.getByRole('heading', { name: '2 runs side by side' })).toBeVisible();
  await expect
    .element(page.getByText('All answered the same items: they are compared item by item.'))
    .toBeVisible();
  await expect
    .element(figure(/shortest path 4 × 4: blind 13 %; run 1 70 % \(.*\), before 10 %; run 2 20 %/))
    .toBeVisible();
  await expect.element(figure(/^run 1: loss .* after 12 steps; run 2: loss/)).toBeVisible();
  const rows = [...root.querySelectorAll('.compare .scroll table')[0]!.querySelectorAll('tbody tr')].map(
    (row) => [...row.children].map(({ textContent }) => textContent),
  );
  // Ten items that only the first run has right, of two tests: 2 / 2^10 * 2; direction is the same in both.
  expect(rows).toEqual([
    ['direction', 'run 1', '2 of 20', '7 of 20 · 35 % (18–57)', '', ''],
    ['run 2', '2 of 20', '7 of 20 · 35 % (18–57)', '0', 'p = 1'],
    ['shortest path 4 × 4', 'run 1', '2 of 20', '14 of 20 · 70 % (48–85)', '', ''],
    ['run 2', '2 of 20', '4 of 20 · 20 % (8–42)', '−50', 'p = 0.004'],
  ]);
  await userEvent.click(page.getByRole('button', { name: 'Close the comparison' }));
  expect(root.querySelector('.compare')).toBeNull();
});

test('runs of other items are compared as shares only, and it is said', async () => {
  const other = recordedRun({ spp4: { broken: 0, fixed: 9, kept: 2 } });
  const items = other.items.map((result) => ({ ...result, item: { ...result.item, question: 'Another?' } }));
  await compared('2026-11-23', { ...other, items });
  await expect
    .element(page.getByText(/answered other items than the first run with the same task.*nothing is tested/))
    .toBeVisible();
  expect(root.querySelector('.compare')!.textContent).toContain('other items');
  expect(root.querySelector('.compare')!.textContent).not.toMatch(/p [<=] 0/);
});
