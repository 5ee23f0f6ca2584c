/**
 * Runs as files on the page: saving one, its items and its report; importing one that was saved here or elsewhere, or whose
 * answers came back from a cluster. Not here: what is in the files (src/run-file, takeaway/bring-back.ts), the list (state.ts).
 */
import { signal } from '@preact/signals';
import { messageOf } from '../../../models/message-of.ts';
import type { RunOutcome, RunRecord } from '../../experiment/report.ts';
import type { FolderFile } from '../../files/chosen-files.ts';
import { itemsCsv, itemsJsonl } from '../../run-file/items.ts';
import { reportText } from '../../run-file/report-text.ts';
import { readRunFile, writeRunZip } from '../../run-file/run-zip.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { tell } from '../page/notice.ts';
import { studyOf } from '../study/state.ts';
import { areResults, bringBack, isResultsZip } from '../takeaway/bring-back.ts';
import { asSentence, sentenceOf, timeText } from '../ui/format.ts';
import { saveFile } from '../ui/save-file.ts';
import { holdNewRun, keepRun, refreshRuns, runs, runTitle, showRun } from './state.ts';

/**
 * Saves a whole run as a file that opens here and on another computer. It says who hands it in, or what the run is called if
 * that is empty.
 */
export function saveRunFile(run: RunRecord, by = ''): void {
  const name = by || runs.value.find(({ id }) => id === run.id)?.label.name || null;
  try {
    saveFile(`sparkle-run-${run.id}.zip`, 'application/zip', writeRunZip(run, name));
  } catch (error) {
    tell('problem', words.value.runs.notPacked(sentenceOf(error)));
  }
}

/** Saves the items of a run with both answers, a row an item. */
export function saveItems(run: RunRecord, kind: 'csv' | 'jsonl'): void {
  const sources = [{ study: studyOf(run.id), run }];
  const name = `sparkle-items-${run.id}.${kind}`;
  if (kind === 'csv') saveFile(name, 'text/csv', itemsCsv(sources));
  else saveFile(name, 'application/jsonl', itemsJsonl(sources));
}

/** Saves the report of a run. Does nothing if it has none. */
export function saveReport({ id, report }: RunRecord): void {
  if (report) saveFile(`sparkle-report-${id}.json`, 'application/json', reportText(report));
}

/** The name of the file that is being imported; null if none is. */
export const importingRun = signal<string | null>(null);
/** What else there is to say of the last import; null if nothing. */
export const importNote = signal<string | null>(null);
/** Why runs could not be imported, as sentences; null if nothing went wrong. */
export const importProblem = signal<string | null>(null);

/** One file, or several that are one run together, and how it is read. */
interface Imported {
  readonly name: string;
  readonly read: () => Promise<RunOutcome>;
}

function importedOf(files: readonly FolderFile[]): Imported[] {
  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  if (areResults(files))
    return [
      { name: nameOf(files.find(({ path }) => /\.jsonl$/i.test(path))!.path), read: () => bringBack(files) },
    ];
  return files.map((file) => {
    const name = nameOf(file.path);
    const read = async () =>
      (await isResultsZip(file)) ? bringBack(file.blob) : readRunFile(name, file.blob);
    return { name, read };
  });
}

/** Imports run files one after another, and shows the last one that could be read. Never rejects. */
export async function importRuns(files: readonly FolderFile[]): Promise<void> {
  if (importingRun.value !== null) return;
  importProblem.value = null;
  importNote.value = null;
  const problems: string[] = [];
  let shown: string | null = null;
  for (const { name, read } of importedOf(files)) {
    importingRun.value = name;
    try {
      shown = await keepImported(await read(), name);
    } catch (error) {
      problems.push(asSentence(inWords(messageOf(error))));
    }
  }
  importingRun.value = null;
  if (problems.length > 0) importProblem.value = problems.join(' ');
  if (shown !== null) await showRun(shown);
}

/** Stores a run under an id of its own, and gives the id; that of the same run if it is in the list already. */
async function keepImported(outcome: RunOutcome, name: string): Promise<string> {
  await refreshRuns();
  const same = runs.value.find(({ startedAt, config }) =>
    isSame([startedAt, config], [outcome.startedAt, outcome.config]),
  );
  if (same) {
    const title = runTitle(same.id, outcome.config);
    importNote.value = words.value.runs.isInList(name, title, timeText(same.startedAt));
    return same.id;
  }
  const { id, release } = await holdNewRun(new Date(outcome.startedAt), outcome.config);
  try {
    await keepRun({ ...outcome, id, importedFrom: name });
  } finally {
    await release();
    await refreshRuns();
  }
  return id;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
