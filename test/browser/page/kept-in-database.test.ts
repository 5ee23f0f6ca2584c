/** All that the lab keeps, on plain HTTP: no private file system, no locks, no crypto.subtle, but IndexedDB. */
import { expect, test, vi } from 'vitest';
import { listDatasets } from '../../../src/app/data/store.ts';
import { openIndexedDb } from '../../../src/app/storage/indexeddb-files.ts';
import { readFile, writeFile } from '../../../src/app/storage/kept-files.ts';
import { testKept } from '../../fixtures/kept-everything.ts';

vi.spyOn(navigator, 'storage', 'get').mockReturnValue(undefined as unknown as StorageManager);
vi.spyOn(navigator, 'locks', 'get').mockReturnValue(undefined as unknown as LockManager);
vi.spyOn(crypto, 'subtle', 'get').mockReturnValue(undefined as unknown as SubtleCrypto);

testKept('database');

test('what another window may be writing is not removed before a day has gone by', async () => {
  const part = ['datasets', 'half', 'images.bin'];
  await writeFile(part, 'half');
  expect(await listDatasets()).toEqual([]);
  expect(await (await readFile(part))?.text()).toBe('half');
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 90_000_000);
  expect(await listDatasets()).toEqual([]);
  expect(await readFile(part)).toBeNull();
  vi.mocked(Date.now).mockRestore();
});

test('what is kept is in the database, for the next visit', async () => {
  const store = await openIndexedDb('sparkle-lab');
  expect((await store.list([], 'folder')).sort()).toEqual(expect.arrayContaining(['adapters', 'exports']));
});
