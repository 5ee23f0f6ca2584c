/** Run files on the page: exported beside a run, imported by button and by drop, refused; and an adapter that is measured. */
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { adapterChoices, importAdapter, removeAdapter } from '../../../src/app/adapters/state.ts';
import { App } from '../../../src/app/page/app.tsx';
import { notices } from '../../../src/app/page/notice.ts';
import { importProblem } from '../../../src/app/runs/run-files.ts';
import { deleteRun, refreshRuns, runs, shownRun } from '../../../src/app/runs/state.ts';
import { loadRun, saveRun } from '../../../src/app/runs/store.ts';
import { takeConfig } from '../../../src/app/setup/state.ts';
import { runStatus, workers } from '../../../src/app/workers.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { adapterZip } from '../../../src/files/adapter-zip.ts';
import { writeRunJson } from '../../../src/run-file/run-json.ts';
import { readRunFile, writeRunZip } from '../../../src/run-file/run-zip.ts';
import { loudAdapter } from '../../fixtures/loud-adapter.ts';
import { mountEach } from '../../fixtures/mounted-view.tsx';
import { recordedRun } from '../../fixtures/recorded-run.ts';

const run = recordedRun({
  direction: { broken: 1, fixed: 4, kept: 2 },
  spp4: { broken: 0, fixed: 6, kept: 1 },
});
const fileOf = (content: string | Uint8Array<ArrayBuffer>, name: string) => new File([content], name);

afterEach(async () => {
  for (const { id } of runs.value) await deleteRun(id);
  for (const { key, kind } of adapterChoices.value) if (kind === 'import') await removeAdapter(key);
  shownRun.value = null;
  importProblem.value = null;
  notices.value = [];
  vi.restoreAllMocks();
});
const root = mountEach(App);
afterAll(() => workers.dispose());

const list = page.getByRole('region', { name: 'Runs' });

/** What is saved while `work` goes on, by its name. */
async function savedBy(work: () => Promise<void>): Promise<Map<string, Blob>> {
  const saved = new Map<string, Blob>();
  const blobs: Blob[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    blobs.push(blob as Blob);
    return 'blob:none';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.set(this.download, blobs.at(-1)!);
  });
  await work();
  vi.restoreAllMocks();
  return saved;
}

test('a run is exported, and opens again in a lab that has it no more: marked, with items and adapter', async () => {
  await saveRun(run);
  await refreshRuns();
  await userEvent.click(list.getByRole('button', { name: /^direction \+ distance/ }));
  const saved = await savedBy(async () => {
    for (const name of ['Download run', 'Download report', 'Items as CSV', 'Items as JSONL'])
      await userEvent.click(page.getByRole('button', { name }));
  });
  expect([...saved.keys()]).toEqual([
    `sparkle-run-${run.id}.zip`,
    `sparkle-report-${run.id}.json`,
    `sparkle-items-${run.id}.csv`,
    `sparkle-items-${run.id}.jsonl`,
  ]);
  const zip = saved.get(`sparkle-run-${run.id}.zip`)!;
  const { id, ...outcome } = run;
  expect(await readRunFile('run.zip', zip)).toEqual(outcome);
  await deleteRun(id);
  expect(runs.value).toEqual([]);

  await userEvent.upload(page.getByLabelText('Run files'), new File([zip], 'theirs.zip'));
  await expect.element(list.getByText(/· imported$/)).toBeVisible();
  await expect.element(page.getByText('Imported from theirs.zip.')).toBeVisible();
  expect(await loadRun(runs.value[0]!.id)).toEqual({ ...run, importedFrom: 'theirs.zip' });
  await userEvent.click(page.getByRole('button', { name: /^shortest path 4 × 4: 1 of 20 before, 7 after/ }));
  await expect.element(page.getByRole('region', { name: 'Items: shortest path 4 × 4' })).toBeVisible();
  expect(adapterChoices.value.map(({ key }) => key)).toEqual(['base', `run:${runs.value[0]!.id}`]);
});

test('files can be dropped; the good ones are kept, of each other it is said what is wrong, and nothing is there twice', async () => {
  const second = { ...run, startedAt: '2026-11-22T08-00-00.000Z'.replace('T08-00-00', 'T08:00:00') };
  const edited = {
    ...run,
    report: {
      ...run.report!,
      tasks: run.report!.tasks.map((row) => ({ ...row, after: { ...row.after, correct: 20 } })),
    },
  };
  const dropped = new DataTransfer();
  dropped.items.add(fileOf(writeRunZip(run), 'first.zip'));
  dropped.items.add(fileOf(writeRunJson(second, null), 'all-seed1.json'));
  dropped.items.add(fileOf(writeRunZip(edited), 'edited.zip'));
  dropped.items.add(fileOf('text', 'text.zip'));
  const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: dropped });
  root.querySelector('.runs')!.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(true);
  await expect
    .poll(() => runs.value.map(({ importedFrom }) => importedFrom))
    .toEqual(['all-seed1.json', 'first.zip']);
  await expect
    .element(list.getByRole('alert'))
    .toHaveTextContent(
      /edited\.zip: expected the counts of its answers, but its report has 20 right answers after training of direction, and there are 6\..*text\.zip: It is not a ZIP file/,
    );
  // A study keeps no adapters.
  expect(runs.value.map(({ id }) => id)).toEqual(['2026-11-22T08-00-00-s1', '2026-11-21T10-15-30-s1']);
  expect((await loadRun('2026-11-22T08-00-00-s1')).adapter).toBeNull();

  await userEvent.upload(page.getByLabelText('Run files'), fileOf(writeRunZip(run), 'again.zip'));
  await expect
    .element(list.getByText(/^again\.zip is the run .* of .*, which is in the list already\.$/))
    .toBeVisible();
  expect(runs.value).toHaveLength(2);
});

test('an imported adapter is measured without training: a run that names it, whose second answers are its own', async () => {
  takeConfig({
    ...defaultConfig,
    device: 'wasm',
    evaluation: { ...defaultConfig.evaluation, tasks: ['localization'], items: 3 },
  });
  await importAdapter('loud.zip', new Blob([adapterZip(loudAdapter(4, 1), 'sparkle-tiny', 0)]));
  await userEvent.click(page.getByRole('button', { name: 'Measure loud.zip on the tasks of the setup' }));
  await expect.element(page.getByRole('heading', { name: 'Run', exact: true })).toBeVisible();
  await expect.poll(() => runStatus.value, { timeout: 280_000 }).toBe('idle');
  const measured = shownRun.value!;
  expect(measured).toMatchObject({ ending: 'finished', message: null, steps: [] });
  expect(measured.config.adapter).toMatchObject({
    name: 'loud.zip',
    file: 'sparkle-adapter-loud.zip',
    baseWeights: null,
  });
  for (const { before, after } of measured.items) expect(after!.text).not.toBe(before!.text);
  expect(measured.adapter).toEqual(loudAdapter(4, 1));
  await expect.element(page.getByText(/^Result · measured: loud\.zip/)).toBeVisible();
  await expect.element(page.getByText(/^Nothing was trained here/)).toBeVisible();
  expect(notices.value.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/^The adapter loud\.zip does not say on which weights/),
  );
  expect(await loadRun(measured.id)).toEqual(measured);
}, 300_000);
