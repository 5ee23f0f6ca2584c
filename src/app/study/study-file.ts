/**
 * A study as one file on the page: downloading it with all its finished runs, and taking one in, from here or from another
 * computer. Not here: what is in the file (src/study/study-zip.ts), choosing files (runs/run-files.ts).
 */
import { signal } from '@preact/signals';
import { messageOf } from '../../../models/message-of.ts';
import type { Study } from '../../study/study.ts';
import { openStudyZip, type StudyRun, writeStudyZip } from '../../study/study-zip.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { readRun, refreshRuns, storeRun } from '../runs/state.ts';
import { type ExportEnd, type ExportFile, exportFile, openExportFile } from '../storage/export-file.ts';
import type { Release } from '../storage/page-lock.ts';
import { asSentence, sizeText } from '../ui/format.ts';
import { addStudy, cellStates, finishedCells, holdHere, readCells, studies } from './state.ts';
import { runIdOf } from './store.ts';
import { studyName } from './words.ts';

/** The study that is being packed, and how many of its runs are; null if none is. */
export const packing = signal<{ readonly id: string; readonly done: number; readonly total: number } | null>(
  null,
);
/** How the last packing ended, and of which study; null before the first. */
export const packingEnd = signal<(ExportEnd & { readonly id: string }) | null>(null);

let stopper: AbortController | null = null;

/** Stops between two runs; what was written is removed. */
export const stopPacking = (): void => stopper?.abort(new Error('stopped'));

/** Writes the shown study with its finished runs to the file that `open` returns. Never rejects. */
export async function downloadStudy(
  id: string,
  study: Study,
  open: (name: string) => Promise<ExportFile | null> = openExportFile,
): Promise<void> {
  if (stopper) return;
  const mine = new AbortController();
  stopper = mine;
  packingEnd.value = null;
  const cells = finishedCells.value.map(({ cell }) => cell);
  async function* runs(): AsyncGenerator<StudyRun> {
    for (const [done, cell] of cells.entries()) {
      mine.signal.throwIfAborted();
      packing.value = { id, done, total: cells.length };
      yield { cell, run: await readRun(runIdOf(id, cell)) };
    }
  }
  const end = await exportFile(`sparkle-study-${id}.zip`, open, mine.signal, async (stream) => {
    const bytes = await writeStudyZip(id, study, runs(), stream);
    return words.value.study.packed(cells.length, sizeText(bytes));
  });
  packingEnd.value = end && { ...end, id };
  packing.value = null;
  stopper = null;
}

/** What came of a study file. */
interface TakenStudy {
  readonly id: string;
  /** Why some of its runs are left out, as sentences. */
  readonly problems: readonly string[];
  /** What else there is to say; null if nothing. */
  readonly note: string | null;
}

/**
 * Takes a study file in: as a new study, or into the same study the runs that it lacks here. A run that is refused does not
 * stop the others. `onRun` is told before each. @throws Error with plain messages if nothing of it could be taken.
 */
export async function takeStudyFile(
  name: string,
  zip: Blob,
  onRun: (number: number, total: number) => void,
): Promise<TakenStudy> {
  const file = await openStudyZip(name, zip);
  await refreshRuns();
  const same = studies.value.find(
    ({ id, study }) => isOf(file.id, id) && JSON.stringify(study) === JSON.stringify(file.study),
  );
  // What is here stays as it is, damaged runs too: what becomes of those the person decides.
  const here = new Map(same ? cellStates(same).map(({ cell, state }) => [cell.key, state]) : []);
  const lacking = file.runs.filter(
    ({ cell }) => !['finished', 'damaged'].includes(here.get(cell.key) ?? 'none'),
  );
  const problems: string[] = [];
  let id = same?.id ?? null;
  let taken = 0;
  let release: Release | null = null;
  try {
    for (const [i, { cell, read }] of lacking.entries()) {
      onRun(i + 1, lacking.length);
      const run = await read().catch((error) => void problems.push(asSentence(inWords(messageOf(error)))));
      if (!run) continue;
      id ??= await addStudy(file.study, madeAt(file.id));
      release ??= await holdHere(id);
      // It goes on elsewhere, which was told.
      if (!release) break;
      await storeRun({ ...run, id: runIdOf(id, cell), importedFrom: name });
      taken++;
    }
  } finally {
    await release?.();
  }
  if (id === null) throw new Error(problems.join(' '));
  await refreshRuns();
  await readCells(id);
  const note = same ? words.value.study.isHere(name, studyName(file.study), taken) : null;
  return { id, problems, note };
}

/** Whether a study came with that id, whatever number it got behind it here. */
const isOf = (cameAs: string, id: string): boolean => id === cameAs || id.startsWith(`${cameAs}-`);

/** The time in an id. */
const madeAt = (id: string): Date => new Date(`${id.slice(0, 13)}:${id.slice(14, 16)}:${id.slice(17, 19)}Z`);
