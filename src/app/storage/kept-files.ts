/**
 * The files that the lab keeps in this browser, by path: in its private file system, else in IndexedDB, else in memory.
 * Every function rejects with a plain message. Not here: the three places (opfs-files.ts, indexeddb-files.ts,
 * memory-files.ts), what the files mean (runs/store.ts, data/store.ts), what is said of the place (page/kept-where.tsx).
 */
import { signal } from '@preact/signals';
import type { Bytes, FileStore, FileWriter, Path } from './file-store.ts';
import { NewerLab, openIndexedDb } from './indexeddb-files.ts';
import { lostText, recordKept, recordMoved, recordRemoved } from './kept-record.ts';
import { memoryFiles } from './memory-files.ts';
import { openOpfs } from './opfs-files.ts';
import { whileLocked } from './page-lock.ts';

/** Where files are kept. */
export interface KeptPlace {
  readonly kind: FileStore['kind'];
  /** Whether the browser has promised not to remove them when it needs room. */
  readonly isPromised: boolean;
  /** What of earlier visits cannot be reached, and what to do, as a sentence; null if nothing. */
  readonly unreached: string | null;
}

/** Where files are kept; null until the first use. */
export const keptPlace = signal<KeptPlace | null>(null);

const databaseName = 'sparkle-lab';

const newerText =
  'A newer version of the lab was opened in this browser and has taken over what is kept: reload this page.';

/** The place, once it is chosen: a page stays with it. */
let chosen: Promise<FileStore> | null = null;

const place = (): Promise<FileStore> => {
  chosen ??= choose();
  return chosen;
};

/** Chooses the first place that can be written. Never rejects: memory always can. */
async function choose(): Promise<FileStore> {
  const isPromised = (await globalThis.navigator?.storage?.persisted?.().catch(() => false)) ?? false;
  const take = (store: FileStore, unreached: string | null = null) => {
    keptPlace.value = { kind: store.kind, isPromised, unreached };
    return store;
  };
  try {
    const opfs = await openOpfs();
    return take(opfs, await moveFromDatabase(opfs));
  } catch {
    // Refused in private windows of Firefox, on plain HTTP and in WebKitGTK; not writable in Safari before 26.
  }
  try {
    return take(await openIndexedDb(databaseName));
  } catch (error) {
    return take(memoryFiles(), error instanceof NewerLab ? newerText : null);
  }
}

/**
 * Moves what earlier visits kept in IndexedDB, when the browser was older or the window another, and says what could not be
 * moved. One page at a time.
 */
async function moveFromDatabase(to: FileStore): Promise<string | null> {
  try {
    const databases = await indexedDB.databases?.();
    if (!databases) return null;
    if (databases.some(({ name }) => name === databaseName)) {
      const from = await openIndexedDb(databaseName);
      await whileLocked('moving kept files', () => moveFolder(from, to, []));
    }
    // What the browser removed from the database is missed here, too.
    recordMoved('database', to.kind);
    return null;
  } catch (error) {
    return error instanceof NewerLab
      ? newerText
      : 'What an earlier visit kept is still in the database of this browser, and could not be moved to where runs are kept now. Make room for it, then reload the page.';
  }
}

/** Moves the files in a folder, one after another: if it breaks off, each is in one of both places. */
export async function moveFolder(from: FileStore, to: FileStore, path: Path): Promise<void> {
  for (const name of await from.list(path, 'file')) {
    const file = [...path, name];
    const content = await from.read(file);
    if (!content) continue;
    await writeTo(to, file, content);
    await from.remove(file);
  }
  for (const name of await from.list(path, 'folder')) await moveFolder(from, to, [...path, name]);
}

let isAsked = false;

/** Asks the browser, once, not to remove stored files when it needs room. The lab works whether it agrees or not. */
export function askToKeepStorage(): void {
  if (isAsked) return;
  isAsked = true;
  // Asked only on a secure address.
  void globalThis.navigator?.storage?.persist?.().then(
    (isPromised) => {
      if (keptPlace.value) keptPlace.value = { ...keptPlace.value, isPromised };
    },
    () => {},
  );
}

// ---- What is told ----------------------------------------------------------------------------------------------

/** What is used and what there is room for, in bytes; nothing where the browser does not tell. */
const estimate = async (): Promise<StorageEstimate> =>
  (await globalThis.navigator?.storage?.estimate?.().catch(() => null)) ?? {};

/** Bytes that there is room for; infinite where the browser does not tell. */
export async function roomBytes(): Promise<number> {
  const { usage = 0, quota = Number.POSITIVE_INFINITY } = await estimate();
  return Math.max(0, quota - usage);
}

/** The error for a file of that size that had no room; it says how full the storage is. */
async function fullStorage(name: string, sizeBytes: number): Promise<Error> {
  const { usage, quota } = await estimate();
  const size = (bytes: number) =>
    bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  const filled = usage && quota ? ` (${size(usage)} of ${size(quota)} are used)` : '';
  return new Error(
    `Expected room for ${size(sizeBytes)} (${name}), but the browser's storage for this page is full${filled}. Delete old runs, imported data or downloaded models, or free disk space.`,
  );
}

/** The error to report where a file of that name and size could not be written: a plain message. */
export async function unwritten(error: unknown, name: string, sizeBytes: number): Promise<Error> {
  if (error instanceof DOMException && error.name === 'QuotaExceededError')
    return fullStorage(name, sizeBytes);
  if (error instanceof NewerLab) return new Error(newerText);
  return new Error(
    `The browser did not let the page write ${name}. What was kept before is not touched. Reload the page to try again; if it stays, allow this site to store data, or open the lab in a window that is not private.`,
    { cause: error },
  );
}

/** The same for what could not be read, listed or removed. */
const unreachable = (error: unknown, name: string): Error =>
  error instanceof NewerLab
    ? new Error(newerText)
    : new Error(
        `The browser did not let the page reach ${name} where it is kept. Reload the page to try again; if it stays, allow this site to store data.`,
        { cause: error },
      );

async function reach<T>(path: Path, task: (store: FileStore) => Promise<T>): Promise<T> {
  try {
    return await task(await place());
  } catch (error) {
    throw unreachable(error, path.at(-1)!);
  }
}

// ---- Files -----------------------------------------------------------------------------------------------------

async function writeTo(store: FileStore, path: Path, content: Blob): Promise<void> {
  const writer = await store.open(path);
  try {
    for (let start = 0; start < content.size; start += pieceBytes)
      await writer.write(new Uint8Array(await content.slice(start, start + pieceBytes).arrayBuffer()));
    await writer.close();
  } catch (error) {
    await writer.abort().catch(() => {});
    throw error;
  }
}

/** How much of a file is in memory while it is written. */
const pieceBytes = 8 * 2 ** 20;

/**
 * Writes a whole file and makes its folders. The old content stays until the new one is complete. `name` is the name for
 * error messages.
 */
export async function writeFile(path: Path, content: string | Bytes, name = path.at(-1)!): Promise<void> {
  const blob = new Blob([content]);
  try {
    const store = await place();
    await writeTo(store, path, blob);
    noteKept(store, path);
  } catch (error) {
    throw await unwritten(error, name, blob.size);
  }
}

/** Opens a file to write piece by piece, and makes its folders. The file exists only once the stream is closed. */
export async function openFile(path: Path): Promise<WritableStream<Bytes>> {
  const name = path.at(-1)!;
  let sizeBytes = 0;
  const told = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw await unwritten(error, name, sizeBytes);
    }
  };
  const store = await place();
  const writer: FileWriter = await told(store.open(path));
  return new WritableStream({
    write(chunk) {
      sizeBytes += chunk.length;
      return told(writer.write(chunk));
    },
    async close() {
      await told(writer.close());
      noteKept(store, path);
    },
    abort: () => writer.abort(),
  });
}

/** The file, or null if there is none. */
export const readFile = (path: Path): Promise<Blob | null> => reach(path, (store) => store.read(path));

/** Bytes of a file, without reading it; null if there is none. */
export const fileBytes = (path: Path): Promise<number | null> => reach(path, (store) => store.sizeOf(path));

/** When a file was written, in ms since 1970, without reading it; null if there is none. */
export const writtenAtMs = (path: Path): Promise<number | null> =>
  reach(path, (store) => store.writtenAtMs(path));

/** The names of the folders in a folder; empty if it does not exist. */
export const listFolders = (path: Path): Promise<string[]> =>
  reach(path, (store) => store.list(path, 'folder'));

/** The names of the files in a folder; empty if it does not exist. */
export const listFiles = (path: Path): Promise<string[]> => reach(path, (store) => store.list(path, 'file'));

/** Removes a file, or a folder with its content; does nothing if it does not exist. */
export const removeEntry = (path: Path): Promise<void> =>
  reach(path, (store) => {
    recordRemoved(store.kind, path);
    return store.remove(path);
  });

/** What is kept until the window is closed is not expected at the next visit. */
const noteKept = ({ kind }: FileStore, path: Path) => kind !== 'memory' && recordKept(kind, path);

/** What earlier visits kept and is not found any more, as sentences, told once; null if nothing, or if it is not known. */
export async function lostFromHere(): Promise<string | null> {
  try {
    const store = await place();
    // What could not be reached at this visit may be there at the next.
    if (store.kind === 'memory' || keptPlace.value?.unreached) return null;
    return await lostText(store);
  } catch {
    return null;
  }
}
