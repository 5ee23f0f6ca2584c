/**
 * The three places for files, one contract: what holds of one holds of all. And IndexedDB's own cases: another version of
 * the lab, what was never closed, a move to the private file system. Not here: what the lab keeps in them
 * (../../fixtures/kept-everything.ts).
 */
import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { FileStore, Path } from '../../../src/app/storage/file-store.ts';
import { NewerLab, openIndexedDb } from '../../../src/app/storage/indexeddb-files.ts';
import {
  fileBytes,
  keptPlace,
  listFiles,
  moveFolder,
  readFile,
} from '../../../src/app/storage/kept-files.ts';
import { memoryFiles } from '../../../src/app/storage/memory-files.ts';
import { openOpfs } from '../../../src/app/storage/opfs-files.ts';

const database = 'kept-files-test';
const places: Readonly<Record<FileStore['kind'], () => Promise<FileStore>>> = {
  'private files': openOpfs,
  database: () => openIndexedDb(database),
  memory: async () => memoryFiles(),
};

const bytesOf = (text: string) => new TextEncoder().encode(text);
async function write(store: FileStore, path: Path, ...parts: readonly string[]): Promise<void> {
  const writer = await store.open(path);
  for (const part of parts) await writer.write(bytesOf(part));
  await writer.close();
}
const textAt = async (store: FileStore, path: Path) => (await store.read(path))?.text() ?? null;
/** The pieces that are stored in a database, whatever file they belong to. */
async function pieceCount(name: string): Promise<number> {
  const open = await openDB(name);
  const count = await open.count('pieces');
  open.close();
  return count;
}

// First of all: the page chooses its place at the first use.
test('what an earlier visit kept in IndexedDB is there in the private file system, and only there', async () => {
  const before = await openIndexedDb('sparkle-lab');
  await write(before, ['runs', 'one', 'config.json'], '{}');
  await write(before, ['runs', 'one', 'deep', 'record.json'], 'last');
  await write(before, ['models', 'a%2Fb', 'file', '0000'], 'piece');
  expect(await (await readFile(['runs', 'one', 'deep', 'record.json']))?.text()).toBe('last');
  expect(await listFiles(['runs', 'one'])).toEqual(['config.json']);
  expect(await fileBytes(['models', 'a%2Fb', 'file', '0000'])).toBe(5);
  expect(keptPlace.value).toMatchObject({ kind: 'private files', unreached: null });
  expect(await before.list([], 'folder')).toEqual([]);
  expect(await pieceCount('sparkle-lab')).toBe(0);
});

describe.each(Object.entries(places))('%s', (kind, open) => {
  afterEach(async () => {
    const store = await open();
    for (const name of await store.list([], 'folder')) await store.remove([name]);
  });

  test('what is written comes back, large and in uneven parts, empty, and under odd names', async () => {
    const store = await open();
    expect(store.kind).toBe(kind);
    const large = new Uint8Array(19_000_001).map((_, i) => i % 251);
    const writer = await store.open(['a', 'large']);
    for (let at = 0; at < large.length; at += 7_000_003) await writer.write(large.slice(at, at + 7_000_003));
    await writer.close();
    expect(await store.sizeOf(['a', 'large'])).toBe(large.length);
    const read = new Uint8Array(await (await store.read(['a', 'large']))!.arrayBuffer());
    expect(read.length).toBe(large.length);
    expect(read.findIndex((byte, i) => byte !== large[i])).toBe(-1);
    await write(store, ['a', 'empty']);
    expect([await store.sizeOf(['a', 'empty']), await textAt(store, ['a', 'empty'])]).toEqual([0, '']);
    const odd = ['a%2Fb', '‮txt.<img src=x onerror=alert(1)>'];
    await write(store, odd, 'odd');
    expect(await textAt(store, odd)).toBe('odd');
    expect(await store.list([odd[0]!], 'file')).toEqual([odd[1]]);
  });

  test('the bytes of a write are taken at once: the caller may change its own', async () => {
    const store = await open();
    const writer = await store.open(['a', 'file']);
    const bytes = bytesOf('first');
    await writer.write(bytes);
    bytes.fill(0);
    await writer.close();
    expect(await textAt(store, ['a', 'file'])).toBe('first');
  });

  test('the old content stays until the new one is closed, and if it is given up', async () => {
    const store = await open();
    await write(store, ['a', 'file'], 'old');
    const writer = await store.open(['a', 'file']);
    await writer.write(bytesOf('new and longer'));
    expect(await textAt(store, ['a', 'file'])).toBe('old');
    await writer.abort();
    expect(await textAt(store, ['a', 'file'])).toBe('old');
    await write(store, ['a', 'file'], 'new', '', ' one');
    expect([await textAt(store, ['a', 'file']), await store.sizeOf(['a', 'file'])]).toEqual(['new one', 7]);
    const given = await store.open(['a', 'other']);
    await given.write(bytesOf('gone'));
    await given.abort();
    expect(await store.list(['a'], 'file')).toEqual(['file']);
  });

  test('of two writers the last to close has the file, whole', async () => {
    const store = await open();
    const [first, second] = [await store.open(['a', 'file']), await store.open(['a', 'file'])];
    await second.write(bytesOf('second'));
    await first.write(bytesOf('the first'));
    await second.close();
    await first.close();
    expect(await textAt(store, ['a', 'file'])).toBe('the first');
  });

  test('folders list what is in them, files and folders apart', async () => {
    const store = await open();
    for (const path of [
      ['a', 'x'],
      ['a', 'b', 'y'],
      ['a', 'b', 'z'],
      ['a', 'c', 'd', 'e'],
      ['ab', 'x'],
    ])
      await write(store, path, 'x');
    const listed = async (path: Path, what: 'file' | 'folder') => (await store.list(path, what)).sort();
    expect(await listed([], 'folder')).toEqual(['a', 'ab']);
    expect(await listed(['a'], 'folder')).toEqual(['b', 'c']);
    expect(await listed(['a'], 'file')).toEqual(['x']);
    expect(await listed(['a', 'b'], 'file')).toEqual(['y', 'z']);
    expect(await listed(['a', 'c'], 'file')).toEqual([]);
    expect(await listed(['none', 'at', 'all'], 'file')).toEqual([]);
  });

  test('a file or a folder with all in it is removed; what is not there is no error', async () => {
    const store = await open();
    await write(store, ['a', 'x'], 'x');
    await write(store, ['a', 'b', 'y'], 'y');
    await write(store, ['ab', 'x'], 'x');
    await store.remove(['a', 'x']);
    expect([await store.read(['a', 'x']), await store.sizeOf(['a', 'x'])]).toEqual([null, null]);
    await store.remove(['a']);
    await store.remove(['a']);
    await store.remove(['none', 'x']);
    expect(await store.read(['a', 'b', 'y'])).toBeNull();
    expect(await store.list([], 'folder')).toEqual(['ab']);
  });

  test('is moved whole into another place', async () => {
    const [store, other] = [await open(), memoryFiles()];
    await write(store, ['a', 'x'], 'x');
    await write(store, ['a', 'b', 'y'], 'y');
    await moveFolder(store, other, []);
    expect([await textAt(other, ['a', 'x']), await textAt(other, ['a', 'b', 'y'])]).toEqual(['x', 'y']);
    expect([await store.read(['a', 'x']), await store.read(['a', 'b', 'y'])]).toEqual([null, null]);
  });
});

describe('IndexedDB', () => {
  const path = ['a', 'file'];

  test('keeps no pieces of contents that were replaced, given up or removed', async () => {
    const store = await openIndexedDb(database);
    await write(store, path, 'old');
    await write(store, path, 'new');
    expect(await pieceCount(database)).toBe(1);
    await store.remove(['a']);
    expect(await pieceCount(database)).toBe(0);
  });

  test('of another page that is being written nothing is removed, and after a day what was never closed is', async () => {
    const store = await openIndexedDb(database);
    const writer = await store.open(path);
    await writer.write(new Uint8Array(9_000_000));
    await openIndexedDb(database);
    expect(await pieceCount(database)).toBe(1);
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 90_000_000);
    await openIndexedDb(database);
    vi.restoreAllMocks();
    expect(await pieceCount(database)).toBe(0);
    await writer.abort();
  });

  test('of a newer version of the lab is left as it is', async () => {
    const name = 'newer-lab-test';
    (await openDB(name, 2, { upgrade: (open) => void open.createObjectStore('its own') })).close();
    await expect(openIndexedDb(name)).rejects.toThrow(NewerLab);
    const open = await openDB(name);
    expect([...open.objectStoreNames]).toEqual(['its own']);
    open.close();
    await deleteDB(name);
  });

  test('lets a newer version of the lab take over, and says so from then on', async () => {
    const name = 'overtaken-test';
    const store = await openIndexedDb(name);
    await write(store, path, 'kept');
    const newer = await openDB(name, 2);
    expect(await newer.count('files')).toBe(1);
    await expect(store.read(path)).rejects.toThrow(NewerLab);
    newer.close();
    await deleteDB(name);
  });

  test('that is cleared while it is open begins anew', async () => {
    const name = 'cleared-test';
    const store = await openIndexedDb(name);
    await write(store, path, 'kept');
    await deleteDB(name);
    expect(await store.read(path)).toBeNull();
    await write(store, path, 'again');
    expect(await textAt(store, path)).toBe('again');
    await deleteDB(name);
  });
});
