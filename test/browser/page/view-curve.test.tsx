/** The learning curve as a person meets it: while a run goes on, with its result, after a reload, narrow and dark. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/page/page.css';
import { paletteCss } from '../../../src/app/figures/palette.ts';
import { App } from '../../../src/app/page/app.tsx';
import { startRun, stopRun } from '../../../src/app/run/state.ts';
import { deleteRun, refreshRuns, runs, shownRun, showRun } from '../../../src/app/runs/state.ts';
import { loadRun, saveRun } from '../../../src/app/runs/store.ts';
import { takeConfig } from '../../../src/app/setup/state.ts';
import { removeEntry } from '../../../src/app/storage/kept-files.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import type { CurvePoint } from '../../../src/experiment/report.ts';
import { wilsonInterval } from '../../../src/experiment/statistics/tests.ts';
import { mount, unmount } from '../../fixtures/mounted-view.tsx';
import { recordedRun } from '../../fixtures/recorded-run.ts';

const outcome = { broken: 0, fixed: 11, kept: 1 };
const plain = recordedRun({ spp4: outcome, direction: outcome, 'spp4@told': outcome });
const pointOf = (step: number, right: readonly number[]): CurvePoint => ({
  step,
  tasks: plain.report!.tasks.map(({ task }, i) => ({ task, items: 8, correct: right[i]!, parsed: 8 })),
  by: { device: 'wasm', model: '0123abcd' },
});
const curve = [pointOf(0, [0, 1, 4]), pointOf(6, [1, 7, 4]), pointOf(12, [8, 8, 4])];
const config = {
  ...plain.config,
  training: { ...plain.config.training, steps: 12 },
  evaluation: { ...plain.config.evaluation, probeEvery: 6, probeItems: 8 },
};
const run = { ...plain, config, curve, report: { ...plain.report!, config, curve } };

// The page puts its colours into a style element of its own.
const colours = document.createElement('style');
colours.textContent = paletteCss;
let root: HTMLElement;
beforeEach(async () => {
  document.head.append(colours);
  takeConfig(defaultConfig);
  await page.viewport(1280, 900);
  root = mount(<App />);
});
afterEach(async () => {
  unmount(root);
  colours.remove();
  delete document.documentElement.dataset.theme;
  shownRun.value = null;
  await refreshRuns();
  for (const { id } of runs.value) await deleteRun(id);
  await removeEntry(['runs']);
});

const figure = page.getByRole('img', { name: /^Right answers while it trains/ });
const frame = () => figure.element().closest('figure')!;
const heightOf = (text: string) =>
  [...figure.element().querySelectorAll('text')]
    .find((each) => each.textContent === text)!
    .getBoundingClientRect().top;

test('a strip a task with its counts: basic tasks over composite ones, intervals and small numbers said', async () => {
  await saveRun(run);
  await showRun(run.id);
  await expect.element(figure).toBeVisible();
  expect(figure.element().getAttribute('aria-label')).toBe(
    'Right answers while it trains. direction: 1 of 8 at step 0, 7 of 8 at step 6, 8 of 8 at step 12. ' +
      'shortest path 4 × 4: 0 of 8 at step 0, 1 of 8 at step 6, 8 of 8 at step 12. ' +
      'path 4 × 4, described in words: 4 of 8 at step 0, 4 of 8 at step 6, 4 of 8 at step 12.',
  );
  const order = ['Basic skills', 'direction', 'Composite tasks', 'shortest path 4 × 4'].map(heightOf);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  // The dot of 7 in 8 is higher than that of 1 in 8, in the same strip; its whisker is Wilson's interval.
  const dots = [...figure.element().querySelectorAll('circle')];
  expect(dots).toHaveLength(9);
  const dotOf = (title: string) => dots.find((dot) => dot.textContent === title)!.getBoundingClientRect();
  const [low, high] = [1, 7].map((right, i) => dotOf(`direction, step ${6 * i}: ${right} of 8 right`));
  expect(low!.top - high!.top).toBeCloseTo((6 / 8) * 52, 1);
  expect(low!.left).toBeLessThan(high!.left);
  const text = frame().querySelector('figcaption')!.textContent!;
  expect(text).toContain('the same 8 items of a task at every point');
  expect(text).toMatch(
    /95 % Wilson interval\. It is up to 5\d points wide with so few items: only large changes/,
  );
  expect(text).toContain('Dashed: the blind baseline.');
  await userEvent.click(frame().querySelector('summary')!);
  await expect.poll(() => frame().querySelectorAll('tbody tr')).toHaveLength(9);
  const cells = [...frame().querySelectorAll('tbody tr')[1]!.children].map((cell) => cell.textContent);
  const interval = wilsonInterval(7, 8);
  expect(cells.slice(0, 4)).toEqual(['direction', '6', '8', '7']);
  expect(Number(cells[4])).toBeCloseTo(100 * interval.low, 0);
  expect(Number(cells[5])).toBeCloseTo(100 * interval.high, 0);
});

test('a run that asks nothing while it trains has no such figure', async () => {
  await saveRun(plain);
  await showRun(plain.id);
  await expect.element(page.getByText('By difficulty')).toBeVisible();
  expect(root.textContent).not.toContain('When does it happen?');
});

test('where validation chose an earlier adapter, it is said', async () => {
  const steps = run.steps.map((step) => {
    const loss = { 5: 1, 11: 2 }[step.step];
    return loss ? { ...step, validation: { loss, accuracy: 0.5 } } : step;
  });
  shownRun.value = { ...run, steps };
  await expect
    .element(page.getByText(/The run ends with the adapter of step 6, which validation chose/))
    .toBeVisible();
});

test('points come while it trains; stopped, they are kept, drawn after a reload, and gone on with', async () => {
  const early = curve.slice(0, 2);
  const running = startRun(config, {
    play: async (_config, { onEvent: tell, signal }) => {
      tell({ kind: 'phase', phase: 'train' });
      tell({ kind: 'curve', points: curve.slice(0, 1) });
      for (const step of run.steps.slice(0, 6)) tell({ kind: 'step', step });
      tell({ kind: 'curve', points: early });
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { ...run, ending: 'stopped', report: null, steps: run.steps.slice(0, 6), curve: early };
    },
  });
  const region = page.getByRole('region', { name: 'Run', exact: true });
  await expect.element(region.getByRole('heading', { name: 'When does it happen?' })).toBeVisible();
  await expect.poll(() => figure.element().querySelectorAll('circle').length).toBe(6);
  // The place of steps to come is left free.
  const axis = figure.element().getBoundingClientRect();
  for (const dot of figure.element().querySelectorAll('circle'))
    expect(dot.getBoundingClientRect().left).toBeLessThan(axis.left + 0.6 * axis.width);
  const { id } = runs.value[0] ?? { id: '' };
  stopRun();
  await running;
  await expect.element(figure).toBeVisible();
  // As after a reload: from storage.
  const stored = runs.value.find((each) => each.id === id) ?? runs.value[0]!;
  expect((await loadRun(stored.id)).curve).toEqual(early);
  shownRun.value = null;
  await showRun(stored.id);
  await expect.element(page.getByText('When does it happen?')).toBeVisible();
  await expect.poll(() => figure.element().querySelectorAll('circle').length).toBe(6);
});

test.each([
  { width: 390, theme: 'light' },
  { width: 390, theme: 'dark' },
  { width: 1280, theme: 'dark' },
])('nothing reaches over the side, and all is seen, at $width px, $theme', async ({ width, theme }) => {
  document.documentElement.dataset.theme = theme;
  await page.viewport(width, 900);
  await saveRun(run);
  await showRun(run.id);
  await expect.element(figure).toBeVisible();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  const edges = figure.element().getBoundingClientRect();
  for (const text of figure.element().querySelectorAll('text')) {
    const { left, right, width: textWidth } = text.getBoundingClientRect();
    if (textWidth === 0) continue;
    expect(left, text.textContent ?? '').toBeGreaterThanOrEqual(edges.left);
    expect(right, text.textContent ?? '').toBeLessThanOrEqual(edges.right);
  }
});
