/**
 * Files in the browser's private file system (OPFS), by path. Not here: what the files mean (runs/store.ts, data/store.ts).
 * Every function rejects with the browser's error if storage is refused, and with a plain message if it is full.
 */

let isAsked = false;

/** Asks the browser, once, not to remove stored files when it needs room. The lab works whether it agrees or not. */
export function askToKeepStorage(): void {
  if (isAsked) return;
  isAsked = true;
  navigator.storage.persist?.().catch(() => {});
}

async function folder(path: readonly string[], create: boolean): Promise<FileSystemDirectoryHandle> {
  let here = await navigator.storage.getDirectory();
  for (const name of path) here = await here.getDirectoryHandle(name, { create });
  return here;
}

const isNamed = (error: unknown, name: string) => error instanceof DOMException && error.name === name;
const isMissing = (error: unknown) => isNamed(error, 'NotFoundError');

/** The error for a file of that size that had no room; it says how full the storage is. */
async function fullStorage(name: string, sizeBytes: number): Promise<Error> {
  const { usage, quota } = await navigator.storage.estimate();
  const size = (bytes: number) =>
    bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  const filled = usage && quota ? ` (${size(usage)} of ${size(quota)} are used)` : '';
  return new Error(
    `Expected room for ${size(sizeBytes)} (${name}), but the browser's storage for this page is full${filled}. Delete old runs, imported data or downloaded models, or free disk space.`,
  );
}

/** Opens a file to write, and makes its folders. @throws if the browser cannot write. */
async function writableOf(path: readonly string[]): Promise<FileSystemWritableFileStream> {
  const parent = await folder(path.slice(0, -1), true);
  const file = await parent.getFileHandle(path.at(-1)!, { create: true });
  if (!('createWritable' in file)) {
    throw new Error(
      'This browser cannot write to its private file system from a page (createWritable is missing).',
    );
  }
  return file.createWritable();
}

/** The error to report for a file of that name and size: a plain message if there was no room, else the error itself. */
export const plainError = async (error: unknown, name: string, sizeBytes: number): Promise<unknown> =>
  isNamed(error, 'QuotaExceededError') ? fullStorage(name, sizeBytes) : error;

/**
 * Writes a whole file and makes its folders. The old content stays until the new one is complete. `name` is the name for
 * error messages.
 */
export async function writeFile(
  path: readonly string[],
  content: string | Uint8Array<ArrayBuffer>,
  name = path.at(-1)!,
): Promise<void> {
  try {
    const writable = await writableOf(path);
    try {
      await writable.write(content);
      await writable.close();
    } catch (error) {
      await writable.abort().catch(() => {});
      throw error;
    }
  } catch (error) {
    throw await plainError(error, name, new Blob([content]).size);
  }
}

/** Opens a file to write piece by piece, and makes its folders. The file exists only once the stream is closed. */
export async function openFile(path: readonly string[]): Promise<WritableStream<Uint8Array<ArrayBuffer>>> {
  const name = path.at(-1)!;
  const writable = await writableOf(path);
  let sizeBytes = 0;
  const told = async (work: Promise<void>) => {
    try {
      await work;
    } catch (error) {
      throw await plainError(error, name, sizeBytes);
    }
  };
  return new WritableStream({
    write(chunk) {
      sizeBytes += chunk.length;
      return told(writable.write(chunk));
    },
    close: () => told(writable.close()),
    abort: (reason) => writable.abort(reason),
  });
}

/** The file, or null if there is none. */
export async function readFile(path: readonly string[]): Promise<File | null> {
  try {
    const parent = await folder(path.slice(0, -1), false);
    return await (await parent.getFileHandle(path.at(-1)!)).getFile();
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** The names of the folders in a folder; empty if it does not exist. */
export const listFolders = (path: readonly string[]): Promise<string[]> => listEntries(path, 'directory');

/** The names of the files in a folder; empty if it does not exist. */
export const listFiles = (path: readonly string[]): Promise<string[]> => listEntries(path, 'file');

async function listEntries(path: readonly string[], kind: FileSystemHandle['kind']): Promise<string[]> {
  try {
    const names: string[] = [];
    for await (const [name, handle] of (await folder(path, false)).entries()) {
      if (handle.kind === kind) names.push(name);
    }
    return names;
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Removes a file, or a folder with its content; does nothing if it does not exist. */
export async function removeEntry(path: readonly string[]): Promise<void> {
  try {
    await (await folder(path.slice(0, -1), false)).removeEntry(path.at(-1)!, { recursive: true });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
