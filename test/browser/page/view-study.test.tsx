/**
 * Studies as a person meets them: set up, in the list, with their figures, after a reload; and runs side by side. Runs are
 * invented, storage and state are the page's own. A study that is really played is in test/e2e/study-page.test.ts.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { comparedRuns } from '../../../src/app/compare/state.ts';
import { pngOf, svgText } from '../../../src/app/figures/save.ts';
import { App } from '../../../src/app/page/app.tsx';
import { closeNotice, notices } from '../../../src/app/page/notice.ts';
import { mainView } from '../../../src/app/page/shown.ts';
import { deleteRun, refreshRuns, runs, shownRun, storeRun } from '../../../src/app/runs/state.ts';
import { followLink } from '../../../src/app/setup/state.ts';
import { newStudy } from '../../../src/app/study/draft.ts';
import { continueStudy, playing } from '../../../src/app/study/playing.ts';
import {
  addStudy,
  deleteStudy,
  finishedCells,
  refreshStudies,
  showNewest,
  shownStudyId,
  showStudy,
  studies,
} from '../../../src/app/study/state.ts';
import { runIdOf } from '../../../src/app/study/store.ts';
import { runStatus } from '../../../src/app/workers.ts';
import { defaultConfig, ExperimentConfig } from '../../../src/experiment/config.ts';
import type { RunRecord } from '../../../src/experiment/report.ts';
import { type Cell, cellsOf, Study } from '../../../src/study/study.ts';
import { readStudyLink } from '../../../src/study/study-link.ts';
import { mountEach } from '../../fixtures/mounted-view.tsx';
import { itemCount, recordedRun } from '../../fixtures/recorded-run.ts';

const clear = async () => {
  await refreshStudies();
  await refreshRuns();
  for (const { id } of studies.value) await deleteStudy(id);
  for (const { id } of runs.value) await deleteRun(id);
  for (const { id } of notices.value) closeNotice(id);
  newStudy.take(null);
  shownRun.value = null;
  shownStudyId.value = null;
  comparedRuns.value = [];
  mainView.value = 'run';
};

beforeEach(clear);
const root = mountEach(App);
afterEach(clear);

const base = ExperimentConfig.parse({
  ...defaultConfig,
  evaluation: { tasks: ['direction', 'spp4'], items: itemCount },
});
const study = Study.parse({
  base,
  arms: [[], ['direction'], ['direction', 'distance', 'localization']],
  seeds: [1, 2, 3],
});

/** How many paths an arm finds more, by seed. */
const gains: Readonly<Record<string, readonly number[]>> = {
  none: [0, 0, 0],
  direction: [1, 0, 2],
  all: [11, 12, 13],
};

const runOf = (cell: Cell): RunRecord => {
  const fixed = gains[cell.arm]![cell.seed - 1]!;
  return {
    ...recordedRun(
      { direction: { broken: 0, fixed: 2, kept: 8 }, spp4: { broken: 0, fixed, kept: 2 } },
      { config: cell.config },
    ),
    startedAt: '2026-11-21T10:15:30.000Z',
  };
};

/** Stores a study whose runs are finished, as far as `isDone` says. */
async function storedStudy(isDone: (cell: Cell) => boolean = () => true, value = study): Promise<string> {
  const id = await addStudy(value, new Date('2026-11-21T10:15:30Z'));
  for (const cell of cellsOf(value).filter(isDone)) await storeRun({ ...runOf(cell), id: runIdOf(id, cell) });
  await refreshRuns();
  await showStudy(id);
  return id;
}

const figure = (name: RegExp) => page.getByRole('img', { name });

test('the finding stands first, then a mark an arm, then the differences', async () => {
  await storedStudy();
  await expect
    .element(page.getByText(/training on all three basic skills clearly raised/i).first())
    .toBeVisible();
  const marks = figure(
    /^direction: before training 40 %.*shortest path 4 × 4: before training 10 %, blind 13 %; /,
  );
  await expect.element(marks).toBeVisible();
  const label = marks.element().getAttribute('aria-label')!;
  // 2 + 11, 12 and 13 of 20: 65, 70 and 75 %.
  expect(label).toMatch(/shortest path 4 × 4: .*all skills 70 % \(\d\d % to \d\d %\)/);
  // Seeds: three small dots an arm and task.
  expect(marks.element().querySelectorAll('[aria-description="seed"] circle')).toHaveLength(3 * 3 * 2);
  await expect
    .element(figure(/shortest path 4 × 4: nothing 0.*all skills \+60 \(\+\d+ to \+\d+\), p [<=]/))
    .toBeVisible();
  expect(root.textContent).toContain('9 of 9 runs finished');
});
