/** The page of someone who was never here: a recorded study, said to be one; its replay, its settings, its runs. Not here: the records that ship (unit/record). */
import { afterEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { adapterChoices, chosenAdapters } from '../../../src/app/adapters/state.ts';
import { App } from '../../../src/app/page/app.tsx';
import { notices } from '../../../src/app/page/notice.ts';
import { mainView } from '../../../src/app/page/shown.ts';
import { openedRecord, openFirstRecord, openRecord } from '../../../src/app/record/state.ts';
import { runConfig, stopRun } from '../../../src/app/run/state.ts';
import { deleteRun, runs, shownRun } from '../../../src/app/runs/state.ts';
import { config, takeConfig } from '../../../src/app/setup/state.ts';
import { newStudy } from '../../../src/app/study/draft.ts';
import { runStatus } from '../../../src/app/workers.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { records } from '../../../src/record/records.ts';
import { mountEach } from '../../fixtures/mounted-view.tsx';
import { recordedBytes, recordedStudy } from '../../fixtures/study-record.ts';

afterEach(() => {
  vi.restoreAllMocks();
  openedRecord.value = null;
  mainView.value = 'run';
  shownRun.value = null;
  notices.value = [];
  takeConfig(defaultConfig);
  newStudy.take(null);
});
const root = mountEach(App);

/** The file of every record is this one. */
const serve = (bytes: Uint8Array<ArrayBuffer>) =>
  vi.spyOn(window, 'fetch').mockImplementation(async () => new Response(bytes));

test('it opens on a record: verdict, where it was made, figure and items; nothing of it is a run of one’s own', async () => {
  serve(recordedBytes());
  await openFirstRecord(() => false);
  await expect.element(page.getByText('It transferred to shortest paths.')).toBeVisible();
  await expect
    .element(page.getByText('Recorded on 21 November 2026 on a computer of the tests, version 0.1.0.'))
    .toBeVisible();
  await expect
    .element(page.getByText('It learned direction. Basic skills: direction 3 → 15 of 20'))
    .toBeVisible();
  await expect.element(page.getByRole('heading', { name: /^Recorded run/ })).toBeVisible();
  expect(runs.value).toEqual([]);
  expect(shownRun.value).toBeNull();
  // Its rows open its items.
  await expect.poll(() => root.querySelector('.record [data-control="spp4"]')).not.toBeNull();
  root
    .querySelector('.record [data-control="spp4"]')!
    .dispatchEvent(new MouseEvent('click', { bubbles: true }));
  await expect.element(page.getByRole('region', { name: 'Items: shortest path 4 × 4' })).toBeVisible();
  // Another run of it: the control.
  await userEvent.selectOptions(page.getByLabelText('A run of it'), 'nothing, seed 1');
  await expect.element(page.getByText('Nothing was trained, and nothing changed clearly.')).toBeVisible();
});

test('it does not open over a result of one’s own, and a damaged one is told in a line', async () => {
  serve(recordedBytes());
  await openFirstRecord(() => true);
  expect(openedRecord.value).toBeNull();
  const name = records[0]!.name;
  serve(recordedBytes().slice(0, 500));
  await openRecord(name);
  expect(notices.value.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^The record \S+: It is not a ZIP file, or its end is missing\./),
  ]);
  vi.spyOn(window, 'fetch').mockImplementation(async () => new Response('', { status: 404 }));
  await openRecord(name);
  expect(notices.value.at(-1)!.text).toMatch(/^Expected records\/\S+ beside the page, got HTTP 404\./);
  expect(mainView.value).toBe('run');
});

test('it is played, skipped and stopped; its adapter is asked beside the base model; all its runs are set up', async () => {
  serve(recordedBytes());
  await openRecord(records[0]!.name);
  await page.getByRole('button', { name: 'Play it' }).click();
  const replay = page.getByRole('region', { name: 'Replay of the recorded run' });
  await expect.element(replay.getByText(/^Data: /)).toBeVisible();
  await replay.getByRole('button', { name: /Skip|Next/ }).click();
  await expect.element(replay.getByText(/^Baseline: /)).toBeVisible();
  await expect.element(replay.getByText(/^Base model so far: \d+ of \d+ right$/)).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(replay).not.toBeInTheDocument();
  await expect.poll(() => document.activeElement?.id).toBe('play-record');

  await page.getByRole('button', { name: 'Ask its adapter' }).click();
  expect(document.activeElement?.id).toBe('ask-question');
  expect(chosenAdapters.value.map(({ key }) => key)).toEqual(['base', `record:${records[0]!.name}`]);
  expect(adapterChoices.value[1]).toMatchObject({ kind: 'record', detail: 'recorded, not trained here' });

  const link = root.querySelector<HTMLAnchorElement>('.record a[href^="#study="]')!;
  expect(link.textContent).toBe('Set up all 2 runs');
  expect(link.hash).toContain('arms=none,all&seeds=1');
  // The page follows its address in src/app/main.tsx; here nothing listens.
  expect(config.value.evaluation).toEqual(defaultConfig.evaluation);
  expect(recordedStudy().base.evaluation.items).not.toBe(defaultConfig.evaluation.items);
});

test('who wants no motion goes through it phase by phase, each at its end', async () => {
  serve(recordedBytes());
  await openRecord(records[0]!.name);
  const still = { ...window.matchMedia('print'), matches: true } as MediaQueryList;
  vi.spyOn(window, 'matchMedia').mockReturnValue(still);
  await page.getByRole('button', { name: 'Play it' }).click();
  const replay = page.getByRole('region', { name: 'Replay of the recorded run' });
  const next = replay.getByRole('button', { name: 'Next' });
  await next.click();
  await expect.element(replay.getByText('Base model so far: 4 of 40 right')).toBeVisible();
  await next.click();
  await expect.element(replay.getByText(/^Train: /)).toBeVisible();
  await next.click();
  await expect.element(replay.getByText('With the adapter so far: 30 of 40 right')).toBeVisible();
  await next.click();
  await next.click();
  await expect.element(replay).not.toBeInTheDocument();
});

test('it is run here with its settings, as a run of one’s own', async () => {
  serve(recordedBytes());
  await openRecord(records[0]!.name);
  vi.restoreAllMocks();
  const { config: recorded } = openedRecord.value!.runs.find(({ cell }) => cell.arm === 'all')!.cell;
  await page.getByRole('button', { name: /^Run it here/ }).click();
  await expect.poll(() => runConfig.value).toEqual(recorded);
  expect(config.value).toEqual(recorded);
  await expect.element(page.getByText('Recorded on 21 November 2026')).not.toBeInTheDocument();
  stopRun();
  await expect.poll(() => runStatus.value).toBe('idle');
  await expect
    .poll(() => runs.value.map(({ state, config: of }) => [state, of]))
    .toEqual([['stopped', recorded]]);
  for (const { id } of runs.value) await deleteRun(id);
});

test('of several seeds it shows the study: its verdict and figure, then one run', async () => {
  // Three seeds: the invented items are those of seed 1, which only the test of shipped records minds.
  serve(recordedBytes(recordedStudy([1, 2, 3])));
  await openRecord(records[0]!.name);
  await expect.element(page.getByRole('heading', { name: /^Recorded study/ })).toBeVisible();
  await expect
    .element(
      page.getByText('all three basic skills: clearly better at the composite task and the basic task'),
    )
    .toBeVisible();
  await expect.element(page.getByText(/^With three seeds and 20 items a task/)).toBeVisible();
  await expect.element(page.getByRole('heading', { name: /^One run of the recorded study/ })).toBeVisible();
});
