/**
 * What can answer a question: the base model alone, the adapters of stored runs, imported adapters, that of the opened record. Imports, saves and
 * removes adapters. Not here: files (store.ts), the question (ask/state.ts).
 */
import { computed, signal } from '@preact/signals';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { type PeftFiles, writePeft } from '../../../models/adapter/peft.ts';
import type { MeasuredAdapter } from '../../experiment/config.ts';
import { otherWeights } from '../../experiment/fingerprint.ts';
import type { OpenAdapter } from '../../experiment/measured-adapter.ts';
import { adapterWeightsOf, type RunRecord } from '../../experiment/report.ts';
import { findAdapterFiles, readAdapter } from '../../files/adapter-files.ts';
import { peftZip } from '../../files/adapter-zip.ts';
import type { FolderFile } from '../../files/chosen-files.ts';
import { words } from '../../words/words.ts';
import { tell } from '../page/notice.ts';
import { loadRecordAdapter } from '../record/load.ts';
import { openedRecord } from '../record/state.ts';
import { runName, runs, shownAdapter, shownRun } from '../runs/state.ts';
import { config } from '../setup/state.ts';
import { askToKeepStorage } from '../storage/kept-files.ts';
import { sentenceOf, timeText } from '../ui/format.ts';
import { saveFile } from '../ui/save-file.ts';
import * as store from './store.ts';

/** Something that can answer: the base model, alone or with an adapter. */
export interface AdapterChoice {
  /** `base`, `run:<id>`, `import:<id>` or `record:<name>`. */
  readonly key: string;
  readonly kind: 'base' | 'run' | 'import' | 'record';
  readonly name: string;
  /** More about it in one line; may be empty. */
  readonly detail: string;
  /** The fingerprint of the base model that its files name; null if they name none. */
  readonly baseWeights: string | null;
  /** Why it cannot be used, as a sentence; null if nothing speaks against it before it is tried. */
  readonly damage: string | null;
}

const baseKey = 'base';
const runKey = (id: string) => `run:${id}`;
const importKey = (id: string) => `import:${id}`;
/** The key of the adapter that ships with a record. */
export const recordKey = (name: string) => `record:${name}`;

/** The imported adapters, newest first. */
const imported = signal<readonly store.AdapterSummary[]>([]);
/** The stored runs that have an adapter, by id, each with the fingerprint of the base model; null if it is not known. */
const adaptedRuns = signal<ReadonlyMap<string, string | null>>(new Map());

/** All choices: the base model, the opened record, the shown run, imported adapters, then the other runs. */
export const adapterChoices = computed((): readonly AdapterChoice[] => {
  const shown = shownAdapter.value && shownRun.value;
  const others = runs.value.filter(({ id }) => id !== shown?.id && adaptedRuns.value.has(id));
  return [
    baseChoice(),
    ...recordChoice(),
    ...(shown ? [runChoice(shown, adapterWeightsOf(shown), true)] : []),
    ...imported.value.map(importChoice),
    ...others.flatMap(({ id, config, startedAt }) =>
      config ? [runChoice({ id, config, startedAt }, adaptedRuns.value.get(id) ?? null, false)] : [],
    ),
  ];
});

const baseChoice = (): AdapterChoice => ({
  key: baseKey,
  kind: 'base',
  name: words.value.adapters.base,
  detail: '',
  baseWeights: null,
  damage: null,
});

/** The adapter of the opened record, if it has one. */
function recordChoice(): AdapterChoice[] {
  const record = openedRecord.value;
  const run = record?.runs.find(({ cell }) => cell.key === record.adapter?.key);
  if (!record || !run) return [];
  const { config: of } = run.cell;
  const baseWeights = adapterWeightsOf(run.outcome);
  return [
    {
      key: recordKey(record.name),
      kind: 'record',
      name: runName(of),
      detail: words.value.adapters.recorded,
      baseWeights,
      damage: damageOf(of.model, baseWeights),
    },
  ];
}

/** Runs of the same name differ in the time, which the id holds. */
const runChoice = (
  { id, config: of, startedAt }: Pick<RunRecord, 'id' | 'config' | 'startedAt'>,
  baseWeights: string | null,
  isShown: boolean,
): AdapterChoice => ({
  key: runKey(id),
  kind: 'run',
  name: runName(of),
  detail: words.value.adapters[isShown ? 'shownRun' : 'run'](timeText(startedAt)),
  baseWeights,
  damage: damageOf(of.model, baseWeights),
});

/** Why an adapter of a run cannot be used with the chosen model; null if it can. */
const damageOf = (model: string, baseWeights: string | null): string | null =>
  model === config.value.model
    ? weightsDamage(model, baseWeights)
    : words.value.adapters.trainedOnOtherModel(model);

/** That an adapter belongs to other weights of its model, and what to do; null if not, or if that is not known. */
const weightsDamage = (model: string, baseWeights: string | null): string | null =>
  otherWeights(model, baseWeights) && words.value.adapters.trainedOnOtherWeights(model);

/** An adapter of the embedded model that does not say on which weights, like one that PEFT trained, is used and told so. */
function importChoice(summary: store.AdapterSummary): AdapterChoice {
  const { id, name, rank, modules, baseModel: trainedOn, baseWeights } = summary;
  const others = trainedOn && trainedOn === config.value.model ? weightsDamage(trainedOn, baseWeights) : null;
  const told = words.value.adapters;
  const parts = [
    told.rank(rank),
    modules.length === 7 ? told.allModules : modules.join(', '),
    trainedOn && (others && baseWeights === null ? told.forUnknownWeights : told.forModel)(trainedOn),
  ];
  return {
    key: importKey(id),
    kind: 'import',
    name,
    detail: parts.filter(Boolean).join(' · '),
    baseWeights,
    damage: summary.damage ? told.damaged(summary.damage) : baseWeights === null ? null : others,
  };
}

const wanted = signal<ReadonlySet<string>>(new Set([baseKey]));

/** The choices that will answer the next question, in the order of the list. */
export const chosenAdapters = computed(() =>
  adapterChoices.value.filter(({ key, damage }) => damage === null && wanted.value.has(key)),
);

/** Adds a choice to those that will answer the next question, or removes it. */
export function chooseAdapter(key: string, isWanted: boolean): void {
  const next = new Set(wanted.value);
  if (isWanted) next.add(key);
  else next.delete(key);
  wanted.value = next;
}

/** Reads from storage which adapters there are. */
export async function refreshAdapters(): Promise<void> {
  try {
    imported.value = await store.listAdapters();
    adaptedRuns.value = await store.withAdapter(runs.value.map(({ id }) => id));
  } catch {
    // What was kept cannot be reached: the adapter of the shown run is in memory, and an import will say why it failed.
  }
}

// ---- Their matrices --------------------------------------------------------------------------------------------

/** How many used adapters stay in memory, so that no file is read when they are swapped. */
const keptAdapters = 4;
const kept = new Map<string, Adapter>();

/** The adapter of a choice; null for the base model alone. @throws Error with a plain message if it cannot be read. */
export async function adapterOf(key: string): Promise<Adapter | null> {
  if (key === baseKey) return null;
  if (shownRun.value && key === runKey(shownRun.value.id)) return shownAdapter.value;
  const adapter = kept.get(key) ?? store.adapterIn(await storedFiles(key));
  // A Map keeps the order of insertion: the adapter used last is last.
  kept.delete(key);
  kept.set(key, adapter);
  for (const oldest of [...kept.keys()].slice(0, -keptAdapters)) kept.delete(oldest);
  return adapter;
}

/** The adapter of a choice as a run names it that measures it. */
export const measuredOf = (choice: AdapterChoice): MeasuredAdapter => ({
  id: choice.key,
  name: choice.name.slice(0, maxNameLength),
  file: savedName(adapterFileName(choice)),
  baseWeights: choice.baseWeights,
});

/** A config takes no longer ones. */
const maxNameLength = 1000;

/** Opens the adapter that a run measures. */
export const openMeasured: OpenAdapter = async ({ id }) => {
  const run = shownRun.value;
  const files = run?.adapter && id === runKey(run.id) ? peftOf(run, run.adapter) : await storedFiles(id);
  return readAdapter(files);
};

const peftOf = (run: RunRecord, adapter: Adapter): PeftFiles =>
  writePeft(adapter, run.config.model, run.config.lora.dropout, adapterWeightsOf(run));

function storedFiles(key: string): Promise<PeftFiles> {
  const [kind, id] = [key.slice(0, key.indexOf(':') + 1), key.slice(key.indexOf(':') + 1)];
  if (kind === runKey('')) return store.runAdapterFiles(id);
  return kind === recordKey('') ? loadRecordAdapter(id) : store.adapterFiles(id);
}

// ---- Importing and removing ------------------------------------------------------------------------------------

/** The name of the running import; null if there is none. */
export const importingAdapter = signal<string | null>(null);
/** Why the last import failed, as a sentence; null if it did not. */
export const adapterProblem = signal<string | null>(null);

/** Imports a ZIP or the files of a folder, and chooses the adapter for the next question. Never rejects. */
export async function importAdapter(name: string, source: Blob | readonly FolderFile[]): Promise<void> {
  if (importingAdapter.value !== null) return;
  importingAdapter.value = name;
  adapterProblem.value = null;
  try {
    const { files } = await findAdapterFiles(source);
    const { id } = await store.saveAdapterFiles(name, files);
    askToKeepStorage();
    kept.delete(importKey(id));
    await refreshAdapters();
    chooseAdapter(importKey(id), true);
  } catch (error) {
    adapterProblem.value = words.value.adapters.importFailed(name, sentenceOf(error));
  } finally {
    importingAdapter.value = null;
  }
}

/** Saves an adapter as a ZIP of the folder that PEFT reads; an imported one with its files unchanged. Never rejects. */
export function saveAdapter(choice: AdapterChoice): Promise<void> {
  const { key } = choice;
  const run = shownRun.value;
  if (run && key === runKey(run.id)) return saveRunAdapter(run);
  return saveZip(adapterFileName(choice), async () => peftZip(await storedFiles(key)));
}

/** Saves the adapter of a run, stored or not. Does nothing if the run has none. */
export async function saveRunAdapter(run: RunRecord): Promise<void> {
  const { id, adapter } = run;
  if (adapter) await saveZip(id, async () => peftZip(peftOf(run, adapter)));
}

const savedName = (name: string): string => `sparkle-adapter-${name}.zip`;

async function saveZip(name: string, pack: () => Promise<Uint8Array<ArrayBuffer>>): Promise<void> {
  try {
    saveFile(savedName(name), 'application/zip', await pack());
  } catch (error) {
    tell('problem', words.value.adapters.packFailed(sentenceOf(error)));
  }
}

/** The adapter's part of a file name: the id of a run, because the name of a run lists every setting. */
export const adapterFileName = ({ key, kind, name }: AdapterChoice): string =>
  kind === 'run' ? key.slice(runKey('').length) : fileNameOf(name);

/** A name without the characters that file systems do not allow. */
export const fileNameOf = (name: string): string => name.replace(/\.zip$/i, '').replace(/[^\w.-]+/g, '-');

/** Removes an imported adapter with its files. */
export async function removeAdapter(key: string): Promise<void> {
  kept.delete(key);
  chooseAdapter(key, false);
  try {
    await store.removeAdapter(key.slice(importKey('').length));
  } catch (error) {
    tell('problem', words.value.adapters.removeFailed(sentenceOf(error)));
  }
  await refreshAdapters();
}
