/**
 * The runs that have ended: the list and the record of the shown one. They come from the browser's storage; one that cannot
 * be written there stays in memory until the page is closed. Not here: the current run (run/state.ts).
 */
import { computed, signal } from '@preact/signals';
import type { TrainCheckpoint } from '../../../models/train-checkpoint.ts';
import { armLabel } from '../../experiment/arms.ts';
import { armOf, type ExperimentConfig } from '../../experiment/config.ts';
import { otherWeights } from '../../experiment/fingerprint.ts';
import { changedOptions, type Option, textOf } from '../../experiment/option.ts';
import { type RunRecord, weightsOf } from '../../experiment/report.ts';
import type { Task } from '../../sparkle/tasks.ts';
import { words } from '../../words/words.ts';
import { datasets } from '../data/import-state.ts';
import { taskName } from '../figures/task.ts';
import { tell } from '../page/notice.ts';
import { mainView } from '../page/shown.ts';
import { askToKeepStorage } from '../storage/kept-files.ts';
import { tellOtherPages } from '../storage/other-pages.ts';
import type { Release } from '../storage/page-lock.ts';
import { numberText, sentenceOf } from '../ui/format.ts';
import { loadCheckpoint } from './checkpoint-store.ts';
import { noLabel, type RunLabel, saveLabel } from './label-store.ts';
import * as store from './store.ts';

/** All runs, newest first. */
export const runs = signal<readonly store.RunSummary[]>([]);

/** The record of the shown run; null if none is shown. */
export const shownRun = signal<RunRecord | null>(null);

/** The id of the run that is being read; if two are opened, the later one is shown. */
let openingId: string | null = null;

/** The adapter of the shown run; null if there is none. */
export const shownAdapter = computed(() => shownRun.value?.adapter ?? null);

/** Runs of this page that could not be stored, and their labels. */
const inMemory = new Map<string, RunRecord>();
const labelsInMemory = new Map<string, RunLabel>();

const summaryOf = (run: RunRecord): store.RunSummary => ({
  id: run.id,
  startedAt: run.startedAt,
  state: run.ending,
  reason: run.message,
  config: run.config,
  report: run.report,
  label: labelsInMemory.get(run.id) ?? noLabel,
  ...(run.importedFrom !== undefined && { importedFrom: run.importedFrom }),
});

/** Reads the list from storage. */
export async function readRuns(): Promise<void> {
  let stored: store.RunSummary[] = [];
  try {
    stored = await store.listRuns();
  } catch {
    // What was kept cannot be reached: keepRun says so when it matters.
  }
  const all = [...stored.filter(({ id }) => !inMemory.has(id)), ...[...inMemory.values()].map(summaryOf)];
  runs.value = all.sort((a, b) => b.id.localeCompare(a.id));
}

/** Reads the list after a change of this page, and lets other pages do so. */
export async function refreshRuns(): Promise<void> {
  tellOtherPages();
  await readRuns();
}

/** Reads a run. Rejects with a plain message if it cannot be read. */
export const readRun = async (id: string): Promise<RunRecord> =>
  inMemory.get(id) ?? (await store.loadRun(id));

/**
 * Reads a run that ended early, with its checkpoint, to resume it. The caller holds the run. Rejects with a plain message
 * if it cannot be read.
 */
export async function openToResume(
  id: string,
): Promise<{ record: RunRecord; checkpoint: TrainCheckpoint | null }> {
  const record = await readRun(id);
  // Another page may have finished it since the list was read.
  if (record.ending === 'finished') throw new Error('It has been finished on another page.');
  const others = runOfOtherWeights(record);
  if (others) throw new Error(`It was made with ${others}.`);
  return { record, checkpoint: inMemory.has(id) ? null : await loadCheckpoint(id) };
}

/** Which other weights of its base model a run was made with; null if with those that are here, or not known, or none yet. */
export function runOfOtherWeights(run: Omit<RunRecord, 'id' | 'adapter'>): string | null {
  const weights = weightsOf(run);
  return weights === undefined ? null : otherWeights(run.config.model, weights);
}

/** Reads a run and shows it, or says why it cannot be read. */
export async function showRun(id: string): Promise<void> {
  openingId = id;
  try {
    const record = await readRun(id);
    if (openingId !== id) return;
    shownRun.value = record;
    mainView.value = 'run';
  } catch (error) {
    tell('problem', words.value.runs.cannotOpen(id, sentenceOf(error)));
  } finally {
    if (openingId === id) openingId = null;
  }
}

/** Shows and stores a run that has just ended. Does not refresh the list. */
export async function keepRun(record: RunRecord): Promise<void> {
  shownRun.value = record;
  mainView.value = 'run';
  await storeRun(record);
}

/** Stores a run that has just ended; if that fails, keeps it in memory and says so. */
export async function storeRun(record: RunRecord): Promise<void> {
  try {
    await store.saveRun(record);
    inMemory.delete(record.id);
    askToKeepStorage();
  } catch (error) {
    inMemory.set(record.id, record);
    tell('note', words.value.runs.notStored(sentenceOf(error)));
  }
}

/** Names, notes or stars a run; says so if that cannot be stored. */
export async function labelRun(id: string, label: RunLabel): Promise<void> {
  try {
    if (inMemory.has(id)) labelsInMemory.set(id, label);
    // Another page may have deleted it: a label alone would be listed as a damaged run.
    else if (await store.hasRun(id)) await saveLabel(id, label);
  } catch (error) {
    tell('problem', words.value.runs.labelNotStored(sentenceOf(error)));
  }
  await refreshRuns();
}

/** Deletes a run for good, with its answers and its adapter. */
export async function deleteRun(id: string): Promise<void> {
  const release = await holdHere(id);
  if (!release) return;
  try {
    inMemory.delete(id);
    await store.removeRun(id);
    if (shownRun.value?.id === id) shownRun.value = null;
  } catch (error) {
    tell('problem', words.value.runs.notDeleted(sentenceOf(error)));
  }
  await release();
  await refreshRuns();
}

/** Holds an existing run, so that no other page resumes or deletes it. If another page holds it, says so and returns null. */
export async function holdHere(id: string): Promise<Release | null> {
  const release = await store.holdRun(id);
  if (release) return release;
  tell('problem', words.value.runs.isElsewhere);
  await refreshRuns();
  return null;
}

/**
 * Makes an id for a new run and holds it. Ids sort by time: `2026-11-21T10-15-30-s1`. Runs that start in the same second,
 * on this page or another, get a number at the end.
 */
export async function holdNewRun(
  startedAt: Date,
  { seed }: ExperimentConfig,
): Promise<{ id: string; release: Release }> {
  const first = `${startedAt.toISOString().slice(0, 19).replaceAll(':', '-')}-s${seed}`;
  for (let number = 1; ; number++) {
    const id = number === 1 ? first : `${first}-${number}`;
    if (runs.value.some((run) => run.id === id)) continue;
    const release = await store.holdRun(id);
    if (!release) continue;
    // If storage cannot be reached, no other page stores runs either.
    if (!(await store.hasRun(id).catch(() => false))) return { id, release };
    await release();
  }
}

/** What a run is called: as a person named it, or by its settings. */
export const runTitle = (id: string, config: ExperimentConfig): string =>
  runs.value.find((run) => run.id === id)?.label.name || runName(config);

/** A run's name: what it was trained on, or the adapter that it measured, and every setting that is not the default. */
export const runName = (config: ExperimentConfig): string => {
  const what = config.adapter
    ? words.value.runs.measured(config.adapter.name)
    : armLabel(armOf(config), words.value.finding);
  return [what, ...changedTexts(config)].join(' · ');
};

/** Every setting that is not the default, but what it was trained on. */
export const changedTexts = (config: ExperimentConfig): string[] =>
  changedOptions(config)
    .filter(({ key }) => key !== 'trainOn')
    .map((option) =>
      option.kind === 'tasks'
        ? tasksText(config.evaluation.tasks)
        : words.value.setup.changed(option.label, valueText(config, option)),
    );

/** The value of a setting as people read it. */
function valueText(config: ExperimentConfig, option: Option): string {
  const text = textOf(config, option);
  if (option.kind === 'dataset') return text === 'none' ? words.value.setup.none : datasetName(text);
  return option.kind === 'number' ? numberText(text) : (option.choiceNames[text] ?? text);
}

/** The name of a dataset if it is stored here, else its id. */
const datasetName = (id: string): string => datasets.value.find((each) => each.id === id)?.name ?? id;

/** If there are more tasks than this, the name has only their number. */
const namedTasksMax = 4;

/** Some names have commas of their own. */
const namesText = (names: readonly string[]): string =>
  names.join(names.some((name) => name.includes(',')) ? '; ' : ', ');

const tasksText = (tasks: readonly Task[]): string =>
  tasks.length > namedTasksMax
    ? words.value.runs.taskCount(tasks.length)
    : words.value.runs.tasks(namesText(tasks.map(taskName)));
