/**
 * Files in the browser's private file system (OPFS), by path. Not here: what the files mean (runs/store.ts, data/store.ts).
 * Every function rejects with what the browser said where storage is refused, and in plain words where it is full.
 */

let isAsked = false;

/** Asks the browser, once, not to throw stored files away when it needs room. What it answers changes nothing here. */
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

/** Says how big what had no room is and how full the storage is. */
async function fullStorage(name: string, sizeBytes: number): Promise<Error> {
  const { usage, quota } = await navigator.storage.estimate();
  const size = (bytes: number) =>
    bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  const filled = usage && quota ? ` (${size(usage)} of ${size(quota)} are used)` : '';
  return new Error(
    `Expected room for ${size(sizeBytes)} (${name}), but the browser's storage for this page is full${filled}. Delete old runs, imported data or downloaded models, or free disk space.`,
  );
}

/** The file to write to, made with its folders. @throws where the browser cannot write. */
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

/** The error to tell: in plain words where there was no room for so many bytes under that name, else as it came. */
export const plainError = async (error: unknown, name: string, sizeBytes: number): Promise<unknown> =>
  isNamed(error, 'QuotaExceededError') ? fullStorage(name, sizeBytes) : error;

/**
 * Writes a whole file, making its folders. The old content stays until the new one is complete. `name` is what a person
 * knows it by.
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

/** A file to write piece by piece, with its folders. It is there, whole, once the stream is closed, and not before. */
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

/** Names of the folders in a folder; none if it is not there. */
export const listFolders = (path: readonly string[]): Promise<string[]> => listEntries(path, 'directory');

/** Names of the files in a folder; none if it is not there. */
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

/** Removes a file, or a folder with all that is in it; a missing one is no error. */
export async function removeEntry(path: readonly string[]): Promise<void> {
  try {
    await (await folder(path.slice(0, -1), false)).removeEntry(path.at(-1)!, { recursive: true });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
