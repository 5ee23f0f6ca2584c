/**
 * The studies of this browser: their list, the one that is shown, and its finished runs. If storage is refused, they stay in
 * memory until the page is closed. Not here: playing one (playing.ts), the one that is being set up (draft.ts).
 */
import { batch, computed, signal } from '@preact/signals';
import { ExperimentConfig } from '../../experiment/config.ts';
import type { CellOutcome } from '../../study/play.ts';
import { type Cell, cellsOf, type Study } from '../../study/study.ts';
import type { FinishedCell } from '../../study/study-report.ts';
import { words } from '../../words/words.ts';
import { tell } from '../page/notice.ts';
import { mainView } from '../page/shown.ts';
import {
  deleteRun,
  readRun,
  refreshRuns,
  runOfOtherWeights,
  runs,
  shownRun,
  showRun,
} from '../runs/state.ts';
import { askToKeepStorage } from '../storage/kept-files.ts';
import type { Release } from '../storage/page-lock.ts';
import { sentenceOf } from '../ui/format.ts';
import { runStatus } from '../workers.ts';
import * as store from './store.ts';

/** All studies, newest first. */
export const studies = signal<readonly store.StoredStudy[]>([]);

/** Studies of this page that could not be stored. */
const inMemory = new Map<string, store.StoredStudy>();

/** The id of the shown study; null if none is shown. */
export const shownStudyId = signal<string | null>(null);

/** The shown study; null if none is shown. */
export const shownStudy = computed(
  () => studies.value.find(({ id }) => id === shownStudyId.value && id !== null) ?? null,
);

/** The finished runs of the shown study, in its order. */
export const finishedCells = signal<readonly FinishedCell[]>([]);

/** Runs of the shown study that were made with other weights of the base model: their numbers are another model's. */
export const foreignCells = signal<readonly Cell[]>([]);

/** Reads the list from storage. */
export async function refreshStudies(): Promise<void> {
  let stored: store.StoredStudy[] = [];
  try {
    stored = await store.listStudies();
  } catch {
    // Storage is refused (private mode): keepStudy says so when it matters.
  }
  const all = [...stored.filter(({ id }) => !inMemory.has(id)), ...inMemory.values()];
  studies.value = all.sort((a, b) => b.id.localeCompare(a.id));
}

/** The id of the study that a run belongs to; null for a run of none that is here. Runs of a damaged study belong to none: they are listed like others. */
export const studyOf = (runId: string): string | null =>
  studies.value.find(({ id, study }) => study && runId.startsWith(`${id}-`))?.id ?? null;

/** The state of each run of a study, in its order; null if it has not begun. */
export function cellStates({ id, study }: store.StoredStudy) {
  if (!study) return [];
  return cellsOf(study).map((cell) => {
    const runId = store.runIdOf(id, cell);
    return { cell, runId, state: runs.value.find((run) => run.id === runId)?.state ?? null };
  });
}

/** Shows the newest run or study that has a result, if nothing is shown yet. */
export async function showNewest(): Promise<void> {
  const run = runs.value.find(({ id, report }) => report !== null && studyOf(id) === null);
  const study = studies.value.find((each) => cellStates(each).some(({ state }) => state === 'finished'));
  if (mainView.value !== 'run' || shownStudyId.value !== null) return;
  if (study && (!run || study.id.localeCompare(run.id) > 0)) await showStudy(study.id);
  else if (run) await showRun(run.id);
}

/** Whether a result of the person's own is shown, or one is being made. */
export const hasOwnResult = (): boolean =>
  mainView.value !== 'run' || shownRun.value !== null || runStatus.value !== 'idle';

/** Shows a study with what it has finished. */
export async function showStudy(id: string): Promise<void> {
  batch(() => {
    if (shownStudyId.value !== id) {
      finishedCells.value = [];
      foreignCells.value = [];
    }
    shownStudyId.value = id;
    mainView.value = 'study';
  });
  await readCells(id);
}

/** Reads the finished runs of the shown study that are not read yet. Tells which cannot be read: they are kept as they are. */
export async function readCells(id: string): Promise<void> {
  const found = studies.value.find((each) => each.id === id);
  if (!found?.study) return;
  const known = shownStudyId.value === id ? finishedCells.value : [];
  const read: FinishedCell[] = [];
  const foreign: Cell[] = [];
  for (const { cell, runId, state } of cellStates(found)) {
    if (state !== 'finished' && state !== 'damaged') continue;
    const outcome =
      known.find((each) => each.cell.key === cell.key)?.outcome ??
      (await finishedOutcome(runId, cell).catch((error) => void tell('problem', sentenceOf(error))));
    if (outcome && runOfOtherWeights(outcome)) foreign.push(cell);
    else if (outcome) read.push({ cell, outcome });
  }
  if (shownStudyId.value !== id) return;
  batch(() => {
    finishedCells.value = read;
    foreignCells.value = foreign;
  });
}

/** What is said of a run of a study that cannot be read. */
export const unreadable = ({ key }: Cell, error: unknown): Error =>
  new Error(words.value.study.unreadable(key, sentenceOf(error)));

/** The outcome of a finished run of a cell; null if it is not finished or has other settings. Rejects if it cannot be read. */
export async function finishedOutcome(runId: string, cell: Cell): Promise<CellOutcome | null> {
  const state = runs.value.find(({ id }) => id === runId)?.state;
  if (state !== 'finished' && state !== 'damaged') return null;
  const record = await readRun(runId).catch((error) => {
    throw unreadable(cell, error);
  });
  if (record.ending !== 'finished') return null;
  const isOfCell = JSON.stringify(record.config) === JSON.stringify(ExperimentConfig.parse(cell.config));
  const { adapter: _, ...outcome } = record;
  return isOfCell ? outcome : null;
}

/** Stores a study, a new one or one with more arms, seeds or values; if that fails, keeps it in memory and says so. */
async function keepStudy(id: string, study: Study): Promise<void> {
  try {
    await store.saveStudy(id, study);
    inMemory.delete(id);
    askToKeepStorage();
  } catch (error) {
    inMemory.set(id, { id, study, damage: null });
    tell('note', words.value.study.notStored(sentenceOf(error)));
  }
  await refreshStudies();
}

/** Adds arms, seeds or values to a study, unless another page holds it, which it tells. */
export async function extendStudy(id: string, study: Study): Promise<void> {
  const release = await holdHere(id);
  if (!release) return;
  await keepStudy(id, study);
  await release();
}

/** Makes a study under a new id, and shows it. It is not played yet. */
export async function addStudy(study: Study, at = new Date()): Promise<string> {
  const first = at.toISOString().slice(0, 19).replaceAll(':', '-');
  let id = first;
  for (let number = 2; studies.value.some((each) => each.id === id); number++) id = `${first}-${number}`;
  await keepStudy(id, study);
  await showStudy(id);
  return id;
}

/** Deletes a study for good, with all its runs. */
export async function deleteStudy(id: string): Promise<void> {
  const release = await holdHere(id);
  if (!release) return;
  try {
    const found = studies.value.find((each) => each.id === id);
    for (const { runId, state } of found ? cellStates(found) : []) if (state !== null) await deleteRun(runId);
    inMemory.delete(id);
    await store.removeStudy(id);
    if (shownStudyId.value === id) {
      shownStudyId.value = null;
      mainView.value = 'run';
    }
  } catch (error) {
    tell('problem', words.value.study.notDeleted(sentenceOf(error)));
  }
  await release();
  await refreshStudies();
  await refreshRuns();
}

/** Holds a study; if another page holds it, says so and returns null. */
export async function holdHere(id: string): Promise<Release | null> {
  const release = await store.holdStudy(id);
  if (!release) tell('problem', words.value.study.elsewhere);
  return release;
}
