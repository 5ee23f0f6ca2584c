/** What axe finds in the main views: nothing. Not here: what the keyboard does (view-page.test.tsx and others). */
import axe from 'axe-core';
import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { removeClass, takeCodes } from '../../../src/app/class/state.ts';
import { closeFirstMinute, openFirstMinute } from '../../../src/app/first-minute/state.ts';
import { gpu } from '../../../src/app/gpu/state.ts';
import { App } from '../../../src/app/page/app.tsx';
import { mainView } from '../../../src/app/page/shown.ts';
import { startRun, stopRun } from '../../../src/app/run/state.ts';
import { deleteRun, refreshRuns, runs, shownRun, storeRun } from '../../../src/app/runs/state.ts';
import { addStudy, deleteStudy, showStudy } from '../../../src/app/study/state.ts';
import { runIdOf } from '../../../src/app/study/store.ts';
import { writeClassCode } from '../../../src/class/class-code.ts';
import { resultOf } from '../../../src/class/result.ts';
import type { Services } from '../../../src/experiment/services.ts';
import { mountEach } from '../../fixtures/mounted-view.tsx';
import { recordedRun } from '../../fixtures/recorded-run.ts';
import { recordedCells, recordedStudy } from '../../fixtures/study-record.ts';

const run = recordedRun({
  direction: { broken: 0, fixed: 11, kept: 1 },
  spp4: { broken: 1, fixed: 11, kept: 2 },
  tsp4: { broken: 10, fixed: 1, kept: 1 },
});

const root = mountEach(App);
afterEach(async () => {
  await refreshRuns();
  for (const { id } of runs.value) await deleteRun(id);
  shownRun.value = null;
});

/** Each rule that is broken, with the first elements that break it. */
async function findings(within = '#app'): Promise<string[]> {
  const { violations } = await axe.run(within, {
    // The page's title and its language stand in index.html.
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  });
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 4)
        .map(({ html }) => html)
        .join(' | ')}`,
  );
}

test.each([1280, 390])(
  'at %i axe finds nothing on the page, the base models, a result, an item and a run',
  async (width) => {
    await page.viewport(width, 900);
    gpu.value = { kind: 'missing', name: '' };
    shownRun.value = run;
    mainView.value = 'run';
    await expect.poll(() => root.querySelector('.result .stage svg [data-control="spp4"]')).not.toBeNull();
    expect(await findings()).toEqual([]);

    await userEvent.click(page.getByRole('button', { name: 'Change', exact: true }));
    await expect.element(page.getByRole('dialog', { name: 'Base model' })).toBeVisible();
    expect(await findings()).toEqual([]);
    await userEvent.keyboard('{Escape}');

    root.querySelector('[data-control="spp4"]')!.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    await expect.poll(() => root.querySelector('.item-row')).not.toBeNull();
    root.querySelector<HTMLElement>('.item-row')!.click();
    await expect.poll(() => root.querySelector('dialog[open] canvas')).not.toBeNull();
    expect(await findings()).toEqual([]);
    await userEvent.keyboard('{Escape}');

    const play = async (_config: unknown, { onEvent: tell, signal }: Services) => {
      tell({ kind: 'phase', phase: 'train' });
      for (const step of run.steps) tell({ kind: 'step', step });
      tell({ kind: 'items', items: run.items });
      tell({ kind: 'progress', phase: 'train', doing: 'training', done: 12, total: 120 });
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { ...run, ending: 'stopped' as const, report: null };
    };
    const running = startRun(run.config, { play });
    await expect.element(page.getByText('training: 12 of 120')).toBeVisible();
    await expect.poll(() => root.querySelector('.run .stage svg')).not.toBeNull();
    expect(await findings()).toEqual([]);
    stopRun();
    await running;
  },
);

/** Unfolds all that is folded in a view. */
const unfold = (view: string) => {
  for (const folded of root.querySelectorAll<HTMLDetailsElement>(`${view} details`)) folded.open = true;
};

test.each([1280, 390])('at %i axe finds nothing on a study, its form, and a class', async (width) => {
  await page.viewport(width, 900);
  const study = recordedStudy([1, 2, 3]);
  const id = await addStudy(study);
  for (const { cell, outcome } of recordedCells(study))
    await storeRun({ ...outcome, adapter: null, id: runIdOf(id, cell) });
  await refreshRuns();
  await showStudy(id);
  await expect.poll(() => root.querySelectorAll('.study .stage svg').length).toBe(2);
  unfold('.study-setup');
  unfold('.study');
  await expect.poll(() => root.querySelector('.study-setup form')).not.toBeNull();
  expect(await findings()).toEqual([]);
  await deleteStudy(id);

  const code = (seed: number) => writeClassCode(resultOf({ ...run, config: { ...run.config, seed } }));
  await takeCodes(`Ada: ${code(1)}\nBob: ${code(2)}\n${code(3)}\nno code`);
  await expect.poll(() => root.querySelector('.class .stage svg')).not.toBeNull();
  // On a phone each student has a card: nothing has to be scrolled sideways.
  expect(root.querySelectorAll('.class table')).toHaveLength(width === 390 ? 0 : 2);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  expect(await findings()).toEqual([]);
  await removeClass();
});

test.each([1280, 390])('at %i axe finds nothing on any screen of the first minute', async (width) => {
  await page.viewport(width, 900);
  await openFirstMinute();
  for (let at = 1; at <= 4; at++) {
    await expect.element(page.getByText(`The first minute · ${at} of 4`)).toBeVisible();
    // While it fades in, its text has less contrast.
    await Promise.all(root.getAnimations({ subtree: true }).map(({ finished }) => finished));
    expect(await findings('.first-minute')).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    if (at < 4) await userEvent.click(page.getByRole('button', { name: /^Next →/ }));
  }
  closeFirstMinute();
});
