/**
 * Folders that are complete once their last file, which says what is in them, is written. A folder without it was cut off
 * and is removed. Not here: file access (kept-files.ts), what is in them (adapters/store.ts, data/store.ts).
 */
import { listFiles, listFolders, readFile, removeEntry, writtenAtMs } from './kept-files.ts';
import { heldLocks, isSureOfLocks, whileLocked } from './page-lock.ts';

/** Where another page may hold a lock and not say so, what it may be writing is left for a day. */
const unsureMs = 86_400_000;

/** Whether no other page can still be writing in a folder whose lock nobody is known to hold. */
async function isGivenUp(folder: readonly string[]): Promise<boolean> {
  if (await isSureOfLocks()) return true;
  const names = await listFiles(folder);
  const times = await Promise.all(names.map((name) => writtenAtMs([...folder, name])));
  return times.every((time) => Date.now() - (time ?? 0) > unsureMs);
}

/** The folders `<kind>/<id>/`, each with a last file of that name. */
export function wholeFolders(kind: string, lastFile: string) {
  const lockOf = (id: string) => `${kind} ${id}`;
  const path = (id: string, ...file: string[]) => [kind, id, ...file];
  /** The text of the last file; null if it was not written. */
  const readLast = async (id: string): Promise<string | null> =>
    (await (await readFile(path(id, lastFile)))?.text()) || null;
  return {
    path,
    readLast,
    /** Removes a folder with all its files; does nothing if there is none. */
    remove: (id: string): Promise<void> => removeEntry(path(id)),
    /** Calls `work` to write a folder, while no other page writes or removes it. If that fails, an incomplete folder is removed. */
    write: <T>(id: string, work: () => Promise<T>): Promise<T> =>
      whileLocked(lockOf(id), async () => {
        try {
          return await work();
        } catch (error) {
          await removeUnlessWritten(path(id), lastFile).catch(() => {});
          throw error;
        }
      }),
    /** The complete folders with the text of their last file, empty if it cannot be read. Removes those that were cut off. */
    async list(): Promise<{ readonly id: string; readonly last: string }[]> {
      const held = await heldLocks();
      const found: { id: string; last: string }[] = [];
      for (const id of await listFolders([kind])) {
        if (held.has(lockOf(id))) continue;
        const last = await readLast(id).catch(() => '');
        if (last !== null) found.push({ id, last });
        else if (await isGivenUp(path(id))) await removeEntry(path(id));
      }
      return found;
    },
  };
}

/** Removes a folder unless that file in it was written. */
export async function removeUnlessWritten(folder: readonly string[], file: string): Promise<void> {
  if (!(await readFile([...folder, file]))?.size) await removeEntry(folder);
}
