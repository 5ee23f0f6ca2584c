/**
 * Files in the browser's private file system (OPFS): https://fs.spec.whatwg.org. Not here: the contract (file-store.ts),
 * browsers that refuse it (kept-files.ts).
 */
import type { FileStore, Path } from './file-store.ts';

const isNamed = (error: unknown, name: string) => error instanceof DOMException && error.name === name;

/** What comes of a task; `none` if what it looks for does not exist. */
async function unlessMissing<T>(task: () => Promise<T>, none: T): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (isNamed(error, 'NotFoundError')) return none;
    throw error;
  }
}

/** Opens the private file system. Rejects with the browser's error if it is refused, or cannot be written from a page. */
export async function openOpfs(): Promise<FileStore> {
  const root = await navigator.storage.getDirectory();
  const folder = async (path: Path, create: boolean): Promise<FileSystemDirectoryHandle> => {
    let here = root;
    for (const name of path) here = await here.getDirectoryHandle(name, { create });
    return here;
  };
  const file = async (path: Path): Promise<File | null> =>
    unlessMissing(async () => {
      const parent = await folder(path.slice(0, -1), false);
      return (await parent.getFileHandle(path.at(-1)!)).getFile();
    }, null);

  const store: FileStore = {
    kind: 'private files',
    async open(path) {
      const isNew = (await file(path)) === null;
      const parent = await folder(path.slice(0, -1), true);
      const writable = await (await parent.getFileHandle(path.at(-1)!, { create: true })).createWritable();
      return {
        write: (bytes) => writable.write(bytes),
        close: () => writable.close(),
        async abort() {
          await writable.abort();
          if (isNew) await store.remove(path);
        },
      };
    },
    read: file,
    sizeOf: async (path) => (await file(path))?.size ?? null,
    writtenAtMs: async (path) => (await file(path))?.lastModified ?? null,
    list: (path, kind) =>
      unlessMissing(async () => {
        const names: string[] = [];
        for await (const [name, handle] of (await folder(path, false)).entries()) {
          if (handle.kind === (kind === 'folder' ? 'directory' : 'file')) names.push(name);
        }
        return names;
      }, []),
    remove: (path) =>
      unlessMissing(async () => {
        await (await folder(path.slice(0, -1), false)).removeEntry(path.at(-1)!, { recursive: true });
      }, undefined),
  };
  await tryToWrite(store);
  return store;
}

/** Writes a file and removes it. Safari before 26 cannot write from a page. A full storage can still be read. */
async function tryToWrite(store: FileStore): Promise<void> {
  // Two pages may try at once.
  const path = [`trial-${Math.random()}`];
  try {
    const writer = await store.open(path);
    await writer.write(new Uint8Array(1));
    await writer.close();
  } catch (error) {
    if (!isNamed(error, 'QuotaExceededError')) throw error;
  } finally {
    await store.remove(path).catch(() => {});
  }
}
