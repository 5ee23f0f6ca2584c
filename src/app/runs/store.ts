/**
 * Runs as folders: runs/<id>/ with config.json, metrics.jsonl, items.json, curve.json if there is a curve, report.json, the
 * adapter in PEFT's own files, and record.json. The config is written first and the record last, so a folder without a record
 * is a run that was interrupted. Not here: file access (kept-files.ts), checkpoints (checkpoint-store.ts), names and notes
 * (label-store.ts), which run is shown (state.ts).
 */

import { z } from 'zod';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { configFile, readPeft, weightsFile, writePeft } from '../../../models/adapter/peft.ts';
import { messageOf } from '../../../models/message-of.ts';
import { ExperimentConfig } from '../../experiment/config.ts';
import {
  adapterWeightsOf,
  completeReport,
  type ItemResult,
  type Report,
  type RunRecord,
} from '../../experiment/report.ts';
import {
  StoredEnding,
  StoredItem,
  StoredPoint,
  StoredReport,
  StoredStep,
} from '../../experiment/run-schema.ts';
import { listFolders, readFile, removeEntry, writeFile } from '../storage/kept-files.ts';
import { heldLocks, type Release, takeLock } from '../storage/page-lock.ts';
import { readPeftFiles, writePeftFiles } from '../storage/peft-folder.ts';
import { removeUnlessWritten } from '../storage/whole-folder.ts';
import { loadCheckpoint, removeCheckpoint } from './checkpoint-store.ts';
import { loadLabel, noLabel, type RunLabel } from './label-store.ts';

/** A run as the list shows it. */
export interface RunSummary {
  readonly id: string;
  /** ISO 8601; empty if a damaged run does not say it. */
  readonly startedAt: string;
  /**
   * `interrupted`: the page was closed before the end. `running`: it is running on this page or another.
   * `damaged`: its files cannot be read.
   */
  readonly state: RunRecord['ending'] | 'interrupted' | 'running' | 'damaged';
  /** Why it failed or what is damaged, in plain words; null otherwise. */
  readonly reason: string | null;
  readonly config: ExperimentConfig | null;
  readonly report: Report | null;
  readonly label: RunLabel;
  /** The name of the file that it was imported from; absent if it was made here. */
  readonly importedFrom?: string;
}

const place = (id: string, file: string) => ['runs', id, file];

/** Thrown if a stored file is missing or not what it should be. */
class DamagedFile extends Error {}

const lockOf = (id: string) => `run ${id}`;

/**
 * Opens the folder of a run that starts or resumes, and removes its record. If that fails, nothing of a new folder is kept:
 * an empty one would be listed as damaged.
 */
export async function beginRun(id: string, config: ExperimentConfig): Promise<void> {
  try {
    await writeFile(place(id, 'config.json'), JSON.stringify(config, null, 2));
  } catch (error) {
    await removeUnlessWritten(['runs', id], 'config.json').catch(() => {});
    throw error;
  }
  await removeEntry(place(id, 'record.json'));
}

/**
 * Holds a run, so that no other page writes or removes it and all pages list it as running; null if it is held already,
 * here or on another page.
 */
export const holdRun = (id: string): Promise<Release | null> => takeLock(lockOf(id));

/** Whether a run has a folder in storage. */
export const hasRun = async (id: string): Promise<boolean> => (await listFolders(['runs'])).includes(id);

/** Writes the steps, the items and the curve of a run so far; each file is complete at any time. */
export async function saveProgress(
  id: string,
  steps: RunRecord['steps'],
  items: readonly ItemResult[],
  curve: RunRecord['curve'] = [],
): Promise<void> {
  await writeFile(place(id, 'metrics.jsonl'), steps.map((step) => `${JSON.stringify(step)}\n`).join(''));
  await writeFile(place(id, 'items.json'), JSON.stringify(items));
  if (curve.length > 0) await writeFile(place(id, 'curve.json'), JSON.stringify(curve));
}

/** Writes a run that has ended, the record last. Removes the checkpoint of a finished run. */
export async function saveRun(record: RunRecord): Promise<void> {
  const { id, startedAt, ending, message, config, steps, items, curve, report, adapter, importedFrom } =
    record;
  await beginRun(id, config);
  await saveProgress(id, steps, items, curve);
  if (report) await writeFile(place(id, 'report.json'), JSON.stringify(report, null, 2));
  if (adapter) {
    const files = writePeft(adapter, config.model, config.lora.dropout, adapterWeightsOf(record));
    await writePeftFiles(['runs', id], files);
  }
  const last: StoredEnding = {
    version: 1,
    id,
    startedAt,
    ending,
    message,
    hasAdapter: adapter !== null,
    ...(importedFrom !== undefined && { importedFrom }),
  };
  await writeFile(place(id, 'record.json'), JSON.stringify(last, null, 2));
  if (ending === 'finished') await removeCheckpoint(id);
}

/** All stored runs, newest first; damaged ones are listed as damaged. */
export async function listRuns(): Promise<RunSummary[]> {
  const ids = await listFolders(['runs']);
  const held = await heldLocks();
  const summaries = await Promise.all(ids.map((id) => summarize(id, held.has(lockOf(id)))));
  return summaries.sort((a, b) => b.id.localeCompare(a.id));
}

async function summarize(id: string, isHeld: boolean): Promise<RunSummary> {
  const startedAt = startOf(id);
  try {
    const config = await readJson(id, 'config.json', ExperimentConfig);
    const ending = await readJson(id, 'record.json', StoredEnding);
    if (!config) throw new DamagedFile('config.json is missing.');
    const label = await loadLabel(id);
    const open = { id, startedAt, config, report: null, label };
    if (isHeld) return { ...open, state: 'running', reason: null };
    if (!ending) return { ...open, state: 'interrupted', reason: interruptedReason };
    const report = await readJson(id, 'report.json', StoredReport);
    if (ending.ending === 'finished' && !report) throw new DamagedFile('report.json is missing.');
    const { startedAt: began, ending: state, message: reason, importedFrom } = ending;
    return {
      ...{ id, startedAt: began, state, reason, config, report, label },
      ...(importedFrom !== undefined && { importedFrom }),
    };
  } catch (error) {
    const nothing = { config: null, report: null, label: noLabel };
    return { id, startedAt, state: 'damaged', reason: messageOf(error), ...nothing };
  }
}

const interruptedReason = 'The page was closed before this run ended. What it had finished is kept.';

/**
 * Reads a run. An interrupted one is returned as stopped, with what it has.
 * @throws Error with a plain message naming the file that is missing or damaged.
 */
export async function loadRun(id: string): Promise<RunRecord> {
  const config = await readJson(id, 'config.json', ExperimentConfig);
  if (!config) throw new DamagedFile('config.json is missing.');
  const ending = await readJson(id, 'record.json', StoredEnding);
  const items = (await readJson(id, 'items.json', z.array(StoredItem))) ?? [];
  const steps = await readSteps(id, ending !== null);
  const curve = (await readJson(id, 'curve.json', z.array(StoredPoint))) ?? [];
  const read = { id, config, steps, items, curve };
  if (!ending) {
    const cut = { ending: 'stopped', message: interruptedReason, report: null } as const;
    return { ...read, ...cut, startedAt: startOf(id), adapter: await latestAdapter(id) };
  }
  const report = await readJson(id, 'report.json', StoredReport);
  const adapter = ending.hasAdapter ? await readAdapter(id) : null;
  const { startedAt, message, importedFrom } = ending;
  const whole = report && completeReport(report, items);
  return {
    ...read,
    startedAt,
    ending: ending.ending,
    message,
    report: whole,
    adapter,
    ...(importedFrom !== undefined && { importedFrom }),
  };
}

/** Removes a run with all its files; does nothing if there is none of that id. */
export async function removeRun(id: string): Promise<void> {
  await removeEntry(['runs', id]);
}

async function readJson<T>(id: string, file: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = await (await readFile(place(id, file)))?.text();
  return text === undefined ? null : parseJson(text, file, schema);
}

function parseJson<T>(text: string, file: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new DamagedFile(`${file} is damaged: expected JSON, got ${text.length} characters that are not.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path } = parsed.error.issues[0]!;
  throw new DamagedFile(
    `${file} is not what this lab writes: at "${path.join('.')}". A newer version of the lab may have made it: open it there, or reload this page. It is kept as it is.`,
  );
}

async function readSteps(id: string, isWhole: boolean): Promise<RunRecord['steps']> {
  const text = (await (await readFile(place(id, 'metrics.jsonl')))?.text()) ?? (isWhole ? null : '');
  if (text === null) throw new DamagedFile('metrics.jsonl is missing.');
  const lines = text.split('\n').filter(Boolean);
  return lines.map((line) => parseJson(line, 'metrics.jsonl', StoredStep));
}

/** The adapter of a run without a record: from its checkpoint, or from before it was resumed; null if neither can be read. */
async function latestAdapter(id: string): Promise<Adapter | null> {
  const checkpoint = await loadCheckpoint(id).catch(() => null);
  return checkpoint?.adapter ?? readAdapter(id).catch(() => null);
}

async function readAdapter(id: string): Promise<Adapter> {
  const files = await readPeftFiles(['runs', id]);
  if (!files) throw new DamagedFile(`The adapter is missing: ${configFile} or ${weightsFile}.`);
  return readPeft(files).adapter;
}

/** The start time in the id (2026-11-21T10-15-30-s1), for runs without a record; empty if there is none. */
function startOf(id: string): string {
  const [, day, hours, minutes, seconds] = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)/.exec(id) ?? [];
  return day ? `${day}T${hours}:${minutes}:${seconds}.000Z` : '';
}
