/**
 * Runs as files on the page: saving one, its items and its report; importing one that was saved here or elsewhere, or whose
 * answers came back from a cluster; a study's file among them goes to the studies. Not here: what is in the files (src/run-file,
 * takeaway/bring-back.ts, study/study-file.ts), the list (state.ts).
 */
import { signal } from '@preact/signals';
import { messageOf } from '../../../models/message-of.ts';
import type { RunOutcome, RunRecord } from '../../experiment/report.ts';
import type { FolderFile } from '../../files/chosen-files.ts';
import { itemsCsv, itemsJsonl } from '../../run-file/items.ts';
import { reportText } from '../../run-file/report-text.ts';
import { readRunFile, writeRunZip } from '../../run-file/run-zip.ts';
import { isStudyZip } from '../../study/study-zip.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { tell } from '../page/notice.ts';
import { showStudy, studyOf } from '../study/state.ts';
import { takeStudyFile } from '../study/study-file.ts';
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

/** One file, or several that are one run together, and how it is taken in. */
interface Imported {
  readonly name: string;
  /** Stores it, adds to `problems` what of it could not be, and gives what shows it. @throws Error with a plain message. */
  readonly take: (problems: string[]) => Promise<() => Promise<void>>;
}

function importedOf(files: readonly FolderFile[]): Imported[] {
  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  const takeRun = async (name: string, run: RunOutcome) => {
    const id = await keepImported(run, name);
    return () => showRun(id);
  };
  if (areResults(files)) {
    const name = nameOf(files.find(({ path }) => /\.jsonl$/i.test(path))!.path);
    return [{ name, take: async () => takeRun(name, await bringBack(files)) }];
  }
  return files.map((file) => {
    const name = nameOf(file.path);
    return {
      name,
      take: async (problems) => {
        if (await isStudyZip(file.blob)) return takeStudy(name, file.blob, problems);
        return takeRun(
          name,
          (await isResultsZip(file)) ? await bringBack(file.blob) : await readRunFile(name, file.blob),
        );
      },
    };
  });
}

async function takeStudy(name: string, zip: Blob, problems: string[]): Promise<() => Promise<void>> {
  const taken = await takeStudyFile(name, zip, (number, total) => {
    importingRun.value = words.value.study.readingRun(name, number, total);
  });
  problems.push(...taken.problems);
  if (taken.note) importNote.value = taken.note;
  return () => showStudy(taken.id);
}

/** Imports files of runs and studies one after another, and shows the last one that could be read. Never rejects. */
export async function importRuns(files: readonly FolderFile[]): Promise<void> {
  if (importingRun.value !== null) return;
  importProblem.value = null;
  importNote.value = null;
  const problems: string[] = [];
  let show: (() => Promise<void>) | null = null;
  for (const { name, take } of importedOf(files)) {
    importingRun.value = name;
    try {
      show = await take(problems);
    } catch (error) {
      problems.push(asSentence(inWords(messageOf(error))));
    }
  }
  importingRun.value = null;
  if (problems.length > 0) importProblem.value = problems.join(' ');
  await show?.();
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
