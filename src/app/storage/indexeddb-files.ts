/**
 * Files in IndexedDB, for browsers that refuse their private file system: a file is a record with its size, and pieces of
 * bytes under its content's own id, so that a new content takes the place of the old in one transaction. Pieces are plain
 * bytes, because private windows of Safari store no blobs. Not here: the contract (file-store.ts).
 */
import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB } from 'idb';
import type { Bytes, FileStore, FileWriter, Path } from './file-store.ts';

/** The content of a file. */
interface Content {
  /** Begins with the time at which it was opened, in ms since 1970. */
  readonly id: string;
  readonly sizeBytes: number;
}

interface Schema extends DBSchema {
  /** By path. */
  files: { key: string[]; value: Content };
  /** By content and place in it, from 0. */
  pieces: { key: [content: string, index: number]; value: ArrayBuffer };
}

/** Of the database's layout. */
const version = 1;

/** As large as a piece of a download: few records, and little memory while a file is written. */
const pieceBytes = 8 * 2 ** 20;

/** A content whose file was never closed is removed after a day: until then a page may still write it. */
const keptMs = 86_400_000;

const openedAtMs = (content: string): number => Number.parseInt(content, 10);

/** Everything in a folder: arrays of strings sort after the shorter one, and before one with an array in it. */
const inside = (path: Path) => IDBKeyRange.bound([...path, ''], [...path, []]);
const piecesOf = (id: string) => IDBKeyRange.bound([id, 0], [id, Number.POSITIVE_INFINITY]);

/** Thrown if a newer version of the lab, on another page, has taken the database over. */
export class NewerLab extends Error {
  override readonly name = 'NewerLab';
}

/** Opens the database of that name. Rejects with the browser's error, or NewerLab if a newer version of the lab wrote it. */
export async function openIndexedDb(name: string): Promise<FileStore> {
  let isOvertaken = false;
  let opened: Promise<IDBPDatabase<Schema>> | null = null;
  const open = (): Promise<IDBPDatabase<Schema>> => {
    if (isOvertaken) throw new NewerLab();
    opened ??= openDB<Schema>(name, version, {
      upgrade(database) {
        database.createObjectStore('files');
        database.createObjectStore('pieces');
      },
      // A newer version of the lab waits on another page; without a version, the database is being removed.
      blocking: (_from, to, event) => {
        isOvertaken = to !== null;
        opened = null;
        (event.target as IDBDatabase).close();
      },
      // The browser closed it, as when its data is cleared: the next use opens it again.
      terminated: () => {
        opened = null;
      },
    }).catch((error: unknown) => {
      opened = null;
      throw error instanceof DOMException && error.name === 'VersionError' ? new NewerLab() : error;
    });
    return opened;
  };
  await removeUnclosed(await open());
  return {
    kind: 'database',
    open: async (path) => writerOf(await open(), path),
    read: async (path) =>
      transact(await open(), async (files, pieces) => {
        const content = await files.get([...path]);
        return content ? new Blob(await pieces.getAll(piecesOf(content.id))) : null;
      }),
    sizeOf: async (path) => (await (await open()).get('files', [...path]))?.sizeBytes ?? null,
    async writtenAtMs(path) {
      const content = await (await open()).get('files', [...path]);
      return content ? openedAtMs(content.id) : null;
    },
    async list(path, kind) {
      const keys = await (await open()).getAllKeys('files', inside(path));
      const isWanted = ({ length }: Path) => length > path.length + 1 === (kind === 'folder');
      return [...new Set(keys.filter(isWanted).map((key) => key[path.length]!))];
    },
    remove: async (path) =>
      transact(await open(), async (files, pieces) => {
        for (const key of [[...path], ...(await files.getAllKeys(inside(path)))]) {
          const content = await files.get(key);
          if (content) await pieces.delete(piecesOf(content.id));
          await files.delete(key);
        }
      }),
  };
}

type Store<Name extends 'files' | 'pieces'> = IDBPObjectStore<
  Schema,
  ('files' | 'pieces')[],
  Name,
  'readwrite'
>;

/** What comes of work on both stores in one transaction, once all of it is stored. */
async function transact<T>(
  database: IDBPDatabase<Schema>,
  work: (files: Store<'files'>, pieces: Store<'pieces'>) => Promise<T>,
): Promise<T> {
  const transaction = database.transaction<('files' | 'pieces')[], 'readwrite'>(
    ['files', 'pieces'],
    'readwrite',
  );
  // If the work fails, its error is told, and not the end of the transaction besides.
  transaction.done.catch(() => {});
  const made = await work(transaction.objectStore('files'), transaction.objectStore('pieces'));
  await transaction.done;
  return made;
}

/** Collects bytes to pieces; closing puts the file's record in place of the old one. */
function writerOf(database: IDBPDatabase<Schema>, path: Path): FileWriter {
  const id = `${Date.now()}-${Math.random()}`;
  let sizeBytes = 0;
  let index = 0;
  let waiting: Bytes[] = [];
  let waitingBytes = 0;
  const flush = async () => {
    const piece = await new Blob(waiting).arrayBuffer();
    waiting = [];
    waitingBytes = 0;
    await database.put('pieces', piece, [id, index++]);
  };
  return {
    async write(bytes) {
      // A copy: the caller may go on with its own bytes.
      waiting.push(bytes.slice());
      waitingBytes += bytes.length;
      sizeBytes += bytes.length;
      if (waitingBytes >= pieceBytes) await flush();
    },
    async close() {
      if (waitingBytes > 0) await flush();
      await transact(database, async (files, pieces) => {
        const before = await files.get([...path]);
        if (before) await pieces.delete(piecesOf(before.id));
        await files.put({ id, sizeBytes }, [...path]);
      });
    },
    async abort() {
      waiting = [];
      waitingBytes = 0;
      await database.delete('pieces', piecesOf(id));
    },
  };
}

/** Removes the pieces of files that were never closed. */
const removeUnclosed = (database: IDBPDatabase<Schema>): Promise<void> =>
  transact(database, async (files, pieces) => {
    const written = new Set((await pieces.getAllKeys()).map(([id]) => id));
    for (const { id } of await files.getAll()) written.delete(id);
    for (const id of written) if (Date.now() - openedAtMs(id) > keptMs) await pieces.delete(piecesOf(id));
  });
