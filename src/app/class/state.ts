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
import { mainView } from '../page/shown.ts';
import { askToKeepStorage } from '../storage/kept-files.ts';
import { asSentence, countText, sentenceOf } from '../ui/format.ts';
import { loadEntries, removeAllStored, removeStored, saveEntry } from './store.ts';

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

/** How many files of the collection are damaged. */
export const damagedCount = signal(0);

/** What the class took the place of. */
let viewBefore: typeof mainView.value = 'run';

let isLoaded = false;

/** Reads what is kept, once. Never rejects. */
export async function loadClass(): Promise<void> {
  if (isLoaded) return;
  isLoaded = true;
  try {
    const { entries: stored, damaged } = await loadEntries();
    const known = new Set(entries.value.map(({ id }) => id));
    entries.value = [...stored.filter(({ id }) => !known.has(id)), ...entries.value];
    damagedCount.value = damaged;
  } catch (error) {
    tell(`What was collected before cannot be reached: ${sentenceOf(error)}`);
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
      tell(asSentence(messageOf(error)));
    }
    done++;
  }
  if (done < files.length)
    tell(
      `Stopped after ${done} of ${countText(files.length, 'file')}; what was read is here. Choose all files again for the rest: none is added twice.`,
    );
  stopping = null;
  reading.value = null;
  if (added > 0) openClass();
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
  const { results, problems, refused } = readCodeLines(text);
  let added = 0;
  for (const { name, result } of results)
    if (await take({ name, file: null, startedAt: null, config: null, result })) added++;
  for (const problem of problems) tell(problem);
  if (added > 0) openClass();
  return refused.join('\n');
}

/** Adds what is handed in, unless it is here already. */
async function take(given: Parameters<typeof admit>[1]): Promise<boolean> {
  const { entry, note } = admit(entries.value, given);
  if (note) tell(note);
  if (!entry) return false;
  entries.value = [...entries.value, entry];
  await keep(entry);
  return true;
}

async function keep(entry: Entry): Promise<void> {
  try {
    await saveEntry(entry);
    askToKeepStorage();
  } catch (error) {
    tell(
      `A result could not be stored: ${sentenceOf(error)} It stays here until the page is closed; download the CSV to keep it.`,
    );
  }
}

/** Counts an entry, or no longer. */
export async function setCounted(id: string, isCounted: boolean): Promise<void> {
  entries.value = entries.value.map((each) => (each.id === id ? { ...each, isCounted } : each));
  const changed = entries.value.find((each) => each.id === id);
  if (changed) await keep(changed);
}

/** Removes an entry for good. */
export async function removeOne(id: string): Promise<void> {
  entries.value = entries.value.filter((each) => each.id !== id);
  await removeStored(id).catch((error) => tell(`A result could not be removed: ${sentenceOf(error)}`));
}

/** Removes the whole collection for good. */
export async function removeClass(): Promise<void> {
  entries.value = [];
  damagedCount.value = 0;
  closeTold();
  closeClass();
  await removeAllStored().catch((error) => tell(`The results could not be removed: ${sentenceOf(error)}`));
}

/** Shows the class in place of the run, study or comparison. */
export function openClass(): void {
  if (mainView.value === 'class') return;
  viewBefore = mainView.value;
  mainView.value = 'class';
}

/** Shows what stood there before. */
export function closeClass(): void {
  if (mainView.value === 'class') mainView.value = viewBefore;
}
