/**
 * The class's results on this page: taking run files and codes, which entries count, removing them. They are kept in the
 * browser until they are removed, and the runs of this page are not among them. Not here: what is told of doubles
 * (src/class/collection.ts), the files (store.ts), the figure and the table (class.tsx).
 */
import { signal } from '@preact/signals';
import { messageOf } from '../../../models/message-of.ts';
import { asName, readCodeLines } from '../../class/code-lines.ts';
import { admit, type Entry } from '../../class/collection.ts';
import { resultOf } from '../../class/result.ts';
import type { FolderFile } from '../../files/chosen-files.ts';
import { readPlainFile } from '../../run-file/run-zip.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { closeView, showOver } from '../page/shown.ts';
import { askToKeepStorage } from '../storage/kept-files.ts';
import { tellOtherPages } from '../storage/other-pages.ts';
import { asSentence, sentenceOf } from '../ui/format.ts';
import { fileOf, loadEntries, removeStored, saveEntry } from './store.ts';

/** What was handed in, in the order in which it came. */
export const entries = signal<readonly Entry[]>([]);

/** How far the files are that are being read; null if none are. */
export const reading = signal<{
  readonly done: number;
  readonly total: number;
  readonly name: string;
} | null>(null);

/** What is to be told of what was handed in last, a sentence each. */
export const told = signal<readonly string[]>([]);

/** The names of the damaged files of the collection. */
export const damagedFiles = signal<readonly string[]>([]);

let isLoaded = false;

/** What is not stored yet, or could not be, by id; null is about to be removed. */
const unstored = new Map<string, Entry | null>();

/** The last work on the files: one after another, so that what is read is not older than what was written. */
let atFiles: Promise<unknown> = Promise.resolve();
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = atFiles.then(work, work);
  atFiles = mine;
  return mine;
}

/** Reads what is kept, once. Never rejects. */
export async function loadClass(): Promise<void> {
  if (isLoaded) return;
  isLoaded = true;
  await readClass();
}

/** Reads again what is kept, if it was read before: another page may have changed it. Never rejects. */
export const readClassAgain = async (): Promise<void> => void (isLoaded && (await readClass()));

async function readClass(): Promise<void> {
  try {
    await inTurn(async () => {
      const { entries: stored, damaged } = await loadEntries();
      const read = new Map<string, Entry | null>(stored.map((entry) => [entry.id, entry]));
      for (const [id, entry] of unstored) read.set(id, entry);
      // Those that are here keep their order.
      const ids = new Set([...entries.value.map(({ id }) => id), ...read.keys()]);
      entries.value = [...ids].flatMap((id) => read.get(id) ?? []);
      damagedFiles.value = damaged;
    });
  } catch (error) {
    tell(words.value.classroom.notReached(sentenceOf(error)));
  }
}

/** Adds a message. */
export const tell = (text: string): void => {
  told.value = [...told.value, text];
};

/** Closes the messages. */
export function closeTold(): void {
  told.value = [];
}

/** The files that are being read; aborted to stop. */
let stopping: AbortController | null = null;

/** Stops reading; what was read stays. */
export const stopReading = (): void => stopping?.abort();

/** Reads run files one after another. One that is refused does not stop the others. Never rejects. */
export async function takeFiles(files: readonly FolderFile[]): Promise<void> {
  if (reading.value !== null || files.length === 0) return;
  await loadClass();
  closeTold();
  stopping = new AbortController();
  let [added, done] = [0, 0];
  for (const { path, blob } of files) {
    if (stopping.signal.aborted) break;
    const name = path.slice(path.lastIndexOf('/') + 1);
    reading.value = { done, total: files.length, name };
    // Between two files the page draws itself and takes clicks.
    await new Promise((resolve) => setTimeout(resolve));
    try {
      const { run, name: typed } = await readPlainFile(name, blob);
      const { startedAt, config } = run;
      const result = resultIn(name, run);
      if (await take({ name: asName(typed ?? ''), file: name, startedAt, config, result })) added++;
    } catch (error) {
      tell(asSentence(inWords(messageOf(error))));
    }
    done++;
  }
  if (done < files.length) tell(words.value.classroom.stopped(done, files.length));
  stopping = null;
  reading.value = null;
  if (added === 0) return;
  tellOtherPages();
  openClass();
}

function resultIn(name: string, run: Parameters<typeof resultOf>[0]) {
  try {
    return resultOf(run);
  } catch (error) {
    throw new Error(`${name}: ${messageOf(error)}`);
  }
}

/** Reads pasted codes, one a line, and returns the lines that could not be read, to be corrected. Never rejects. */
export async function takeCodes(text: string): Promise<string> {
  await loadClass();
  closeTold();
  const { results, problems, refused } = readCodeLines(text, words.value.classroom);
  let added = 0;
  for (const { name, result } of results)
    if (await take({ name, file: null, startedAt: null, config: null, result })) added++;
  for (const problem of problems) tell(problem);
  if (added > 0) {
    tellOtherPages();
    openClass();
  }
  return refused.join('\n');
}

/** Adds what is handed in, unless it is here already. */
async function take(given: Parameters<typeof admit>[1]): Promise<boolean> {
  const { entry, note } = admit(entries.value, given, words.value.classroom);
  if (note) tell(note);
  if (!entry) return false;
  entries.value = [...entries.value, entry];
  await keep(entry);
  return true;
}

async function keep(entry: Entry): Promise<void> {
  const { id } = entry;
  unstored.set(id, entry);
  try {
    await inTurn(() => saveEntry(entry));
    if (unstored.get(id) === entry) unstored.delete(id);
    askToKeepStorage();
  } catch (error) {
    tell(words.value.classroom.notStored(sentenceOf(error)));
  }
}

/** Counts an entry, or no longer. */
export async function setCounted(id: string, isCounted: boolean): Promise<void> {
  entries.value = entries.value.map((each) => (each.id === id ? { ...each, isCounted } : each));
  const changed = entries.value.find((each) => each.id === id);
  if (!changed) return;
  await keep(changed);
  tellOtherPages();
}

/** Removes an entry for good. */
export const removeOne = (id: string): Promise<void> =>
  remove(
    entries.value.filter((each) => each.id === id),
    [],
  );

/** Removes the whole collection for good, as it is listed: what another page adds meanwhile stays. */
export async function removeClass(): Promise<void> {
  closeTold();
  closeClass();
  await remove(entries.value, damagedFiles.value);
}

async function remove(gone: readonly Entry[], damaged: readonly string[]): Promise<void> {
  entries.value = entries.value.filter((each) => !gone.includes(each));
  damagedFiles.value = damagedFiles.value.filter((each) => !damaged.includes(each));
  for (const { id } of gone) unstored.set(id, null);
  try {
    await inTurn(async () => {
      for (const file of [...gone.map(fileOf), ...damaged]) await removeStored(file);
    });
  } catch (error) {
    tell(words.value.classroom.notRemoved(gone.length + damaged.length, sentenceOf(error)));
  }
  // What could not be removed is listed again.
  for (const { id } of gone) if (unstored.get(id) === null) unstored.delete(id);
  tellOtherPages();
  await readClass();
}

/** Shows the class in place of the run, study or comparison. */
export const openClass = (): void => showOver('class');

/** Shows what stood there before. */
export const closeClass = (): void => closeView('class');
