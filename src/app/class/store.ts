/**
 * What a class handed in, as files: class/<id>.json, one an entry, so that two pages of the lab do not overwrite each
 * other's. Not here: which entries count and which are new (src/class/collection.ts).
 */
import { Entry } from '../../class/collection.ts';
import { listFiles, readFile, removeEntry, writeFile } from '../storage/kept-files.ts';

const folder = 'class';
/** The name of an entry's file. */
export const fileOf = ({ id }: Pick<Entry, 'id'>): string => `${id}.json`;

/** Writes an entry, a new one or a changed one. Rejects with a plain message. */
export const saveEntry = (entry: Entry): Promise<void> =>
  writeFile([folder, fileOf(entry)], JSON.stringify(entry));

/** Removes the file of an entry, or a damaged one; does nothing if there is none. */
export const removeStored = (file: string): Promise<void> => removeEntry([folder, file]);

/** All entries, and the names of damaged files: they stay where they are. Rejects if storage is refused. */
export async function loadEntries(): Promise<{
  readonly entries: readonly Entry[];
  readonly damaged: readonly string[];
}> {
  const entries: Entry[] = [];
  const damaged: string[] = [];
  for (const name of await listFiles([folder])) {
    const text = await (await readFile([folder, name]))?.text();
    const entry = text === undefined ? null : entryIn(text);
    if (entry) entries.push(entry);
    else if (text !== undefined) damaged.push(name);
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
