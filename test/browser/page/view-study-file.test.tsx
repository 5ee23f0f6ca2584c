/** A study as one file on the page: downloaded, gone, taken in again; what it lacks is added; what is damaged or edited is told. Not here: the file (unit/study/study-zip.test.ts). */
import { strToU8, unzipSync, zipSync } from 'fflate';
import { afterEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { App } from '../../../src/app/page/app.tsx';
import { notices } from '../../../src/app/page/notice.ts';
import { importNote, importProblem } from '../../../src/app/runs/run-files.ts';
import { deleteRun, readRun, refreshRuns, runs, storeRun } from '../../../src/app/runs/state.ts';
import { addStudy, deleteStudy, showStudy, studies } from '../../../src/app/study/state.ts';
import { runIdOf } from '../../../src/app/study/store.ts';
import { packingEnd } from '../../../src/app/study/study-file.ts';
import { mountEach } from '../../fixtures/mounted-view.tsx';
import { recordedStudy } from '../../fixtures/study-record.ts';
import { studyRuns, studyZip } from '../../fixtures/study-zip.ts';

const study = recordedStudy([1, 2]);
const all = studyRuns(study);
const id = '2026-11-21T10-15-30';

afterEach(async () => {
  for (const each of studies.value) await deleteStudy(each.id);
  for (const each of runs.value) await deleteRun(each.id);
  notices.value = [];
  importProblem.value = null;
  importNote.value = null;
  packingEnd.value = null;
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});
const root = mountEach(App);

const upload = (bytes: BlobPart, name: string) =>
  userEvent.upload(page.getByLabelText('Run files'), new File([bytes], name));

test('it is downloaded with its finished runs, and comes back with their adapters; a run that is missing is added', async () => {
  await addStudy(study, new Date('2026-11-21T10:15:30Z'));
  for (const { cell, run } of all.slice(0, 3)) await storeRun({ ...run, id: runIdOf(id, cell) });
  await refreshRuns();
  await showStudy(id);
  vi.stubGlobal('showSaveFilePicker', undefined);
  const saved: Blob[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    saved.push(blob as Blob);
    return 'blob:none';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
  await userEvent.click(page.getByRole('button', { name: 'Download study' }));
  await expect.element(page.getByText(/^sparkle-study-\S+\.zip is whole: 3 runs, /)).toBeVisible();
  const bytes = await saved[0]!.arrayBuffer();
  await deleteStudy(id);
  await expect.poll(() => [studies.value.length, runs.value.length]).toEqual([0, 0]);

  await upload(bytes, 'theirs.zip');
  await expect.element(page.getByText(/^3 of 4 runs finished/)).toBeVisible();
  expect(studies.value).toEqual([{ id, study, damage: null }]);
  const trained = all[1]!;
  expect(await readRun(runIdOf(id, trained.cell))).toEqual({
    ...trained.run,
    id: runIdOf(id, trained.cell),
    importedFrom: 'theirs.zip',
  });

  await deleteRun(runIdOf(id, trained.cell));
  await upload(bytes, 'again.zip');
  await expect
    .element(
      page.getByText(
        /^again\.zip is the study .*, which is in the list already: 1 run that it lacked was added\.$/,
      ),
    )
    .toBeVisible();
  await expect.element(page.getByText(/^3 of 4 runs finished/)).toBeVisible();
  expect(studies.value).toHaveLength(1);
});

test('a run that was edited is told and left out, the others are kept; another version is refused', async () => {
  const [none, trained] = all;
  const rows = trained!.run.report!.tasks.map((row) => ({ ...row, after: { ...row.after, correct: 20 } }));
  const edited = { ...trained!.run, report: { ...trained!.run.report!, tasks: rows } };
  await upload(await studyZip(id, study, [none!, { ...trained!, run: edited }]), 'edited.zip');
  await expect
    .element(
      page.getByText(
        /^edited\.zip, all-seed1\.zip: expected the counts of its answers, but its report has 20/,
      ),
    )
    .toBeVisible();
  await expect.element(page.getByText(/^1 of 4 runs finished/)).toBeVisible();
  const files = unzipSync(await studyZip(id, study, all));
  const newer = new TextDecoder().decode(files['study.json']).replace('"version": 1', '"version": 7');
  await upload(zipSync({ ...files, 'study.json': strToU8(newer) }), 'newer.zip');
  await expect
    .element(
      page.getByText(/^newer\.zip: expected a study of version 1, which this lab reads, got version 7\./),
    )
    .toBeVisible();
  expect(root.textContent).toContain('1 of 4 runs finished');
  expect(studies.value).toHaveLength(1);
});
