/**
 * Studies as a person meets them: set up, in the list, with their figures, after a reload. Runs are invented, storage and
 * state are the page's own. A study that is really played is in test/e2e/study-page.test.ts. Not here: runs side by side
 * (view-compare.test.tsx).
 */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { comparedRuns } from '../../../src/app/compare/state.ts';
import { App } from '../../../src/app/page/app.tsx';
import { closeNotice, notices } from '../../../src/app/page/notice.ts';
import { mainView } from '../../../src/app/page/shown.ts';
import { deleteRun, refreshRuns, runs, shownRun, storeRun } from '../../../src/app/runs/state.ts';
import { config, followLink, takeConfig } from '../../../src/app/setup/state.ts';
import { readFile, writeFile } from '../../../src/app/storage/kept-files.ts';
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
import { speak } from '../../../src/words/words.ts';
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

/** The lines of the list of runs, in which those of a study do not stand. */
const runsAlone = () => root.querySelector('#runs-title')!.closest('.runs')!.querySelectorAll('li');

test('the finding stands first, then a mark an arm, then the differences', async () => {
  await storedStudy();
  await expect
    .element(page.getByText('It transferred from all three basic skills, not clearly from direction.'))
    .toBeVisible();
  expect([...root.querySelectorAll('ul.finding li')].map(({ textContent }) => textContent)).toEqual([
    'nothing: no task clearly changed',
    'direction: no task clearly changed',
    'all three basic skills: clearly better at the composite task',
  ]);
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

  // In another language, also what is drawn.
  await speak('de');
  await expect.element(figure(/alle Fähigkeiten 70 %/)).toBeVisible();
  expect(root.querySelector('.study .verdict')!.textContent).toMatch(
    /^Training auf alle drei Grundfähigkeiten/,
  );
  expect(root.textContent).toContain('9 von 9 Läufen fertig');
  await speak('en');
});

/** The texts of a drawing that reach over its edge, by more than a px. */
const clipped = (svg: SVGSVGElement): (string | null)[] => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')]
    .filter(({ textContent }) => textContent)
    .filter((text) => {
      const { left, right, top, bottom } = text.getBoundingClientRect();
      return (
        left < frame.left - 1 || right > frame.right + 1 || top < frame.top - 1 || bottom > frame.bottom + 1
      );
    })
    .map(({ textContent }) => textContent);
};

/** What the buttons of a figure save, by their names. */
async function savedFiles(frame: Element): Promise<Record<string, Blob>> {
  const saved: Record<string, Blob> = {};
  for (const name of ['SVG', 'PNG', 'CSV']) {
    const made = vi.spyOn(URL, 'createObjectURL');
    const button = [...frame.querySelectorAll('button')].find(({ textContent }) => textContent === name)!;
    await userEvent.click(button);
    await expect.poll(() => made.mock.calls.length).toBe(1);
    saved[name] = made.mock.calls[0]![0] as Blob;
    made.mockRestore();
  }
  return saved;
}

const swept = Study.parse({
  ...study,
  arms: [[], ['direction']],
  sweep: { setting: 'place', values: [0, 0.2, 1] },
});

test.each([
  ['arms', study, 390],
  ['arms', study, 1280],
  ['a sweep', swept, 390],
  ['a sweep', swept, 1280],
] as const)('the figures of %s are whole and saved', async (_what, value, width) => {
  await page.viewport(width, 900);
  await storedStudy(() => true, value);
  const drawings = () => [...root.querySelectorAll<SVGSVGElement>('.study .stage svg')];
  await expect.poll(() => drawings().length).toBe(2);
  for (const svg of drawings()) {
    expect(clipped(svg)).toEqual([]);
    const files = await savedFiles(svg.closest('figure')!);
    const parsed = new DOMParser().parseFromString(await files.SVG!.text(), 'image/svg+xml');
    expect(parsed.querySelector('parsererror')).toBeNull();
    expect(parsed.documentElement.textContent).toContain('shortest path 4 × 4');
    expect([...new Uint8Array(await files.PNG!.arrayBuffer()).slice(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect((await files.CSV!.text()).split('\r\n')[0]).toMatch(/^task,kind,series,.*low95,high95/);
  }
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});

test('a sweep is a curve for each task, with a table of its intervals', async () => {
  await storedStudy(() => true, swept);
  const curves = figure(/^direction: nothing at 0 \d+ %; .*shortest path 4 × 4: .*direction at 1 \d+ %/);
  await expect.element(curves).toBeVisible();
  const frame = curves.element().closest('figure')!;
  await userEvent.click(frame.querySelector('summary')!);
  await expect.poll(() => frame.querySelectorAll('tbody tr').length).toBe(2 * 2 * 3);
  expect([...frame.querySelectorAll('thead th')].map(({ textContent }) => textContent)).toEqual(
    expect.arrayContaining(['value', 'mean', 'low95', 'high95', 'bySeed', 'blindBaseline']),
  );
});

test('after a reload a study is in the list with what it has, and its runs stand in it', async () => {
  const id = await storedStudy(({ seed }) => seed === 1);
  // As a page that is opened anew.
  studies.value = [];
  runs.value = [];
  shownStudyId.value = null;
  mainView.value = 'run';
  await refreshRuns();
  await refreshStudies();
  await showNewest();
  expect(shownStudyId.value).toBe(id);
  await expect.element(page.getByText(/^3 of 9 runs finished/)).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Go on' })).toBeEnabled();
  await expect.element(page.getByText(/· 3 of 9 runs/)).toBeVisible();
  expect(runsAlone()).toHaveLength(0);
  // One training says nothing about others: no interval is drawn.
  expect(root.textContent).toContain('One seed, so no interval');
  await userEvent.click(page.getByText('Runs of this study'));
  for (const run of ['nothing, seed 1', 'all skills, seed 1'])
    await userEvent.click(page.getByRole('checkbox', { name: `Compare the run ${run}` }));
  await userEvent.click(
    page.getByRole('region', { name: /^Study/ }).getByRole('button', { name: 'Compare 2 runs' }),
  );
  await expect.element(page.getByRole('heading', { name: '2 runs side by side' })).toBeVisible();
  await userEvent.click(page.getByRole('button', { name: 'Close the comparison' }));
  await expect.element(page.getByText(/^3 of 9 runs finished/)).toBeVisible();
  await userEvent.click(page.getByText('Runs of this study'));
  await userEvent.click(page.getByRole('button', { name: 'Open the run all skills, seed 1' }));
  await expect.element(page.getByText(/^Result · direction \+ distance \+ localization/)).toBeVisible();
});

test('a study of other settings than those set up says which, but for its own arms and seeds, and gives them to the form', async () => {
  takeConfig({ ...base, seed: 7, trainOn: ['distance'] });
  await showStudy(await addStudy(study));
  await expect.element(page.getByText('No run of this study is finished yet.')).toBeVisible();
  expect(root.querySelector('.study')?.textContent).not.toContain('other settings');
  takeConfig({ ...base, training: { ...base.training, steps: 7 } });
  await expect
    .element(page.getByText(/other settings than those set up on this page: steps\./))
    .toBeVisible();
  await userEvent.click(page.getByRole('button', { name: 'Use these settings' }));
  expect(config.value).toEqual(base);
  takeConfig(defaultConfig);
});

test('arms and seeds are added to what is there; nothing is taken away', async () => {
  const id = await storedStudy();
  await userEvent.click(page.getByText('Add arms or seeds'));
  const form = root.querySelector<HTMLElement>('.study-adding')!;
  const box = (name: string) =>
    [...form.querySelectorAll('label')]
      .find(({ textContent }) => textContent === name)!
      .querySelector('input')!;
  expect(box('nothing').disabled).toBe(true);
  const seeds = form.querySelector<HTMLInputElement>('input[type="text"]')!;
  await userEvent.fill(seeds, '1-2');
  await expect.element(page.getByText(/A study keeps what it has: seed 3 would be taken away/)).toBeVisible();
  await userEvent.fill(seeds, '1-4');
  await userEvent.click(box('shuffled'));
  await userEvent.click(page.getByRole('button', { name: 'Add 7 runs' }));
  await expect.element(page.getByText(/^9 of 16 runs finished/)).toBeVisible();
  expect(studies.value.find((each) => each.id === id)!.study).toMatchObject({
    arms: [[], ['direction'], ['direction', 'distance', 'localization'], 'shuffled'],
    seeds: [1, 2, 3, 4],
  });
  expect(finishedCells.value).toHaveLength(9);
});

test('the form tells how many runs, what is wrong, and is the link of the page; a link sets up and starts nothing', async () => {
  const stop = followLink(window);
  try {
    await userEvent.click(page.getByText(/^Make a study of it/));
    const start = page.getByRole('button', { name: 'Start the study' });
    await expect.element(start).toBeVisible();
    await expect.element(page.getByText('15 runs')).toBeVisible();
    const question = page.getByRole('combobox', { name: 'Question' });
    await userEvent.selectOptions(question, 'Is it luck?');
    await expect.element(page.getByText('10 runs')).toBeVisible();
    const seeds = page.getByRole('textbox', { name: 'Seeds' });
    await userEvent.fill(seeds, '1-2, x');
    await expect
      .element(page.getByText(/Expected whole numbers, or a range such as 1-5, got "x"/))
      .toBeVisible();
    await expect.element(start).toBeDisabled();
    await userEvent.fill(seeds, '4-5');
    await expect.element(page.getByText('4 runs')).toBeVisible();
    await userEvent.selectOptions(page.getByRole('combobox', { name: 'Sweep a setting' }), 'Rank');
    await userEvent.fill(page.getByRole('textbox', { name: 'Values' }), '4, 0');
    await expect.element(page.getByText(/Expected a whole number from 1 .*got "0"/)).toBeVisible();
    await userEvent.fill(page.getByRole('textbox', { name: 'Values' }), '4, 8');
    await expect.element(page.getByText('8 runs')).toBeVisible();
    const link = window.location.hash;
    expect(readStudyLink(link).study).toMatchObject({
      arms: [[], ['direction', 'distance', 'localization']],
      seeds: [4, 5],
      sweep: { setting: 'rank', values: [4, 8] },
    });
    newStudy.take(null);
    await expect.poll(() => window.location.hash).toBe('');
    window.location.hash = link;
    await expect.element(page.getByRole('textbox', { name: 'Seeds' })).toHaveValue('4-5');
    expect(runStatus.value).toBe('idle');
    expect(studies.value).toEqual([]);
  } finally {
    stop();
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
  }
});

test('while a study is played it tells which run of how many, and no run can start; it grows by each run', async () => {
  const id = await storedStudy(({ seed }) => seed === 1);
  const begun: string[] = [];
  let finish = () => {};
  const ended = continueStudy(id, {
    play: async (value, services) => {
      for (const cell of cellsOf(value)) {
        if (await services.finished(cell)) continue;
        begun.push(cell.key);
        services.onCell(cell, 0, 9);
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        if (begun.length === 2) return { ending: 'stopped', message: null };
        await services.onFinished(cell, runOf(cell));
      }
      return { ending: 'finished', message: null };
    },
  });
  await expect.element(page.getByText('Run 4 of 9: nothing, seed 2')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Running' })).toBeDisabled();
  finish();
  await expect.element(page.getByText('Run 5 of 9: direction, seed 2')).toBeVisible();
  await expect.element(page.getByText(/^4 of 9 runs finished/)).toBeVisible();
  finish();
  await ended;
  expect(begun).toEqual(['none-seed2', 'direction-seed2']);
  expect(playing.value).toBeNull();
  expect(runStatus.value).toBe('idle');
  // The one that was cut off is in no list as a run of its own.
  expect(runs.value.find((run) => run.id === `${id}-direction-seed2`)?.state).toBe('interrupted');
  await expect.element(page.getByRole('button', { name: 'Go on' })).toBeEnabled();
  expect(runsAlone()).toHaveLength(0);
});

test('a damaged study says so, can be deleted, and its runs are listed like others', async () => {
  const id = await storedStudy(({ key }) => key === 'none-seed1');
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('studies');
  const file = await (await folder.getDirectoryHandle(id)).getFileHandle('study.json');
  const writable = await file.createWritable();
  await writable.write('{"version": 1, "study": {');
  await writable.close();
  shownStudyId.value = null;
  mainView.value = 'run';
  await refreshStudies();
  await expect
    .element(page.getByText(/study\.json is damaged: expected a study as this version/))
    .toBeVisible();
  await expect.element(page.getByRole('button', { name: /^Delete the run nothing/ })).toBeVisible();
  await userEvent.click(page.getByRole('button', { name: /^Delete the study/ }));
  await userEvent.click(page.getByRole('button', { name: 'Delete', exact: true }));
  await expect.poll(() => studies.value).toEqual([]);
  expect(runs.value).toHaveLength(1);
});

test('a run that cannot be read is kept: the study waits for it, until the person deletes it', async () => {
  const id = await storedStudy(({ seed }) => seed === 1);
  const runId = `${id}-all-seed1`;
  await writeFile(['runs', runId, 'metrics.jsonl'], '{"step":"one"}\n');
  finishedCells.value = [];
  await refreshRuns();
  const said = /The run all-seed1 of the study cannot be read: metrics\.jsonl is not what this lab writes/;
  const play = vi.fn().mockResolvedValue({ ending: 'stopped', message: null });
  await continueStudy(id, { play });
  expect(play).not.toHaveBeenCalled();
  await expect.element(page.getByText(said).first()).toBeVisible();
  expect(await (await readFile(['runs', runId, 'metrics.jsonl']))?.text()).toContain('"one"');
  await userEvent.click(page.getByText('Runs of this study', { exact: true }));
  await userEvent.click(page.getByRole('button', { name: 'Delete the run all skills, seed 1' }));
  await userEvent.click(page.getByRole('button', { name: 'Delete', exact: true }));
  await expect.poll(() => runs.value.some((run) => run.id === runId)).toBe(false);
  await continueStudy(id, { play });
  expect(play).toHaveBeenCalledOnce();
});
