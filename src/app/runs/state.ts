/**
 * The runs that have ended: the list, which one is shown, and its record. Stored ones come from the browser's
 * storage; where that is refused they live as long as the page. Not here: the run at hand (run/state.ts).
 */
import { computed, signal } from '@preact/signals';
import type { TrainCheckpoint } from '../../../models/train-checkpoint.ts';
import { armRow } from '../../experiment/arms.ts';
import { armOf, type ExperimentConfig } from '../../experiment/config.ts';
import { defaultText, options, textOf } from '../../experiment/option.ts';
import type { RunRecord } from '../../experiment/report.ts';
import { datasets } from '../data/import-state.ts';
import { tell } from '../page/notice.ts';
import { askToKeepStorage } from '../storage/opfs.ts';
import type { Release } from '../storage/page-lock.ts';
import { sentenceOf } from '../ui/format.ts';
import { loadCheckpoint } from './checkpoint-store.ts';
import * as store from './store.ts';

/** All runs there are, newest first. */
export const runs = signal<readonly store.RunSummary[]>([]);

/** The record that is shown; null: none. */
export const shownRun = signal<RunRecord | null>(null);

/** The run whose record is being read: of two that are opened, the later is shown. */
let openingId: string | null = null;

/** The adapters a question can be asked with: that of the shown run. */
export const shownAdapter = computed(() => shownRun.value?.adapter ?? null);

/** Runs of this page that could not be stored. */
const inMemory = new Map<string, RunRecord>();

const summaryOf = ({ id, startedAt, ending, message, config, report }: RunRecord): store.RunSummary => ({
  id,
  startedAt,
  state: ending,
  reason: message,
  config,
  report,
});

/** Reads the list anew. */
export async function refreshRuns(): Promise<void> {
  let stored: store.RunSummary[] = [];
  try {
    stored = await store.listRuns();
  } catch {
    // Storage refused (private mode): told when a run is to be kept, which is when it matters.
  }
  const all = [...stored.filter(({ id }) => !inMemory.has(id)), ...[...inMemory.values()].map(summaryOf)];
  runs.value = all.sort((a, b) => b.id.localeCompare(a.id));
}

/** Shows the newest run that has a result, if nothing is shown yet. */
export async function showNewest(): Promise<void> {
  const newest = runs.value.find(({ report }) => report !== null);
  if (newest && !shownRun.value) await showRun(newest.id);
}

const recordOf = async (id: string): Promise<RunRecord> => inMemory.get(id) ?? (await store.loadRun(id));

/**
 * A run that ended early, with its checkpoint, to go on with; to be held before. Rejects with a plain message where it
 * cannot be read.
 */
export async function openToResume(
  id: string,
): Promise<{ record: RunRecord; checkpoint: TrainCheckpoint | null }> {
  const record = await recordOf(id);
  // The list may be older than what another page did.
  if (record.ending === 'finished') throw new Error('It has been finished on another page.');
  return { record, checkpoint: inMemory.has(id) ? null : await loadCheckpoint(id) };
}

/** Reads a run and shows it; says so where it cannot be read. */
export async function showRun(id: string): Promise<void> {
  openingId = id;
  try {
    const record = await recordOf(id);
    if (openingId === id) shownRun.value = record;
  } catch (error) {
    tell(
      'problem',
      `The run of ${id} cannot be opened: ${sentenceOf(error)} The other runs are not touched; this one can be deleted.`,
    );
  } finally {
    if (openingId === id) openingId = null;
  }
}

/** Takes a run that has just ended: shows it, stores it, or keeps it in memory and says so. The list is not read anew. */
export async function keepRun(record: RunRecord): Promise<void> {
  shownRun.value = record;
  try {
    await store.saveRun(record);
    inMemory.delete(record.id);
    askToKeepStorage();
  } catch (error) {
    inMemory.set(record.id, record);
    tell(
      'note',
      `The run could not be stored: ${sentenceOf(error)} It stays here until the page is closed; download the report and the adapter to keep them.`,
    );
  }
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
    tell('problem', `The run could not be deleted: ${sentenceOf(error)}`);
  }
  await release();
  await refreshRuns();
}

/** Holds a run that is there, so that no other page resumes or deletes it; null, and says so, where one is at it. */
export async function holdHere(id: string): Promise<Release | null> {
  const release = await store.holdRun(id);
  if (release) return release;
  tell('problem', 'This run goes on in another tab of the lab. Look at it there, or stop it there first.');
  await refreshRuns();
  return null;
}

/**
 * Holds a run that is new. Its id sorts by time: `2026-11-21T10-15-30-s1`. Runs of one second, of this page or others,
 * are told apart by a number.
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
    // Where storage is refused (private mode) no other page stores runs either.
    if (!(await store.hasRun(id).catch(() => false))) return { id, release };
    await release();
  }
}

/** A run's name: what it was trained on, and every setting that is not the default. */
export function runName(config: ExperimentConfig): string {
  const changed = options
    .filter((option) => option.key !== 'trainOn' && textOf(config, option) !== defaultText(option))
    .map((option) =>
      option.kind === 'tasks'
        ? tasksText(config.evaluation.tasks)
        : `${option.label.toLowerCase()} ${option.kind === 'dataset' ? datasetName(textOf(config, option)) : textOf(config, option)}`,
    );
  return [armRow(armOf(config)).label, ...changed].join(' · ');
}

/** A dataset by its name, where it is stored here, else by its id. */
const datasetName = (id: string): string => datasets.value.find((each) => each.id === id)?.name ?? id;

/** More than these are counted, not named. */
const namedTasksMax = 4;

const tasksText = (tasks: readonly string[]): string =>
  tasks.length > namedTasksMax ? `${tasks.length} tasks` : `tasks ${tasks.join(', ')}`;
