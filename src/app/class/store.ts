/**
 * What a class handed in, as files: class/<id>.json, one an entry, so that two pages of the lab do not overwrite each
 * other's. Not here: which entries count and which are new (src/class/collection.ts).
 */
import { Entry } from '../../class/collection.ts';
import { listFiles, readFile, removeEntry, writeFile } from '../storage/kept-files.ts';

const folder = 'class';
const path = (id: string) => [folder, `${id}.json`];

/** Writes an entry, a new one or a changed one. Rejects with a plain message. */
export const saveEntry = (entry: Entry): Promise<void> => writeFile(path(entry.id), JSON.stringify(entry));

/** Removes an entry; does nothing if there is none. */
export const removeStored = (id: string): Promise<void> => removeEntry(path(id));

/** Removes all, damaged files too. */
export const removeAllStored = (): Promise<void> => removeEntry([folder]);

/** All entries, and how many files are damaged: they stay where they are. Rejects if storage is refused. */
export async function loadEntries(): Promise<{ readonly entries: Entry[]; readonly damaged: number }> {
  const entries: Entry[] = [];
  let damaged = 0;
  for (const name of await listFiles([folder])) {
    const text = await (await readFile([folder, name]))?.text();
    const entry = text === undefined ? null : entryIn(text);
    if (entry) entries.push(entry);
    else if (text !== undefined) damaged++;
  }
  return { entries, damaged };
}

function entryIn(text: string): Entry | null {
  try {
    return Entry.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
