/** All that the lab keeps, on plain HTTP: no private file system, no locks, no crypto.subtle, but IndexedDB. */
import { expect, test, vi } from 'vitest';
import { openIndexedDb } from '../../../src/app/storage/indexeddb-files.ts';
import { testKept } from '../../fixtures/kept-everything.ts';

vi.spyOn(navigator, 'storage', 'get').mockReturnValue(undefined as unknown as StorageManager);
vi.spyOn(navigator, 'locks', 'get').mockReturnValue(undefined as unknown as LockManager);
vi.spyOn(crypto, 'subtle', 'get').mockReturnValue(undefined as unknown as SubtleCrypto);

testKept('database');

test('what is kept is in the database, for the next visit', async () => {
  const store = await openIndexedDb('sparkle-lab');
  expect((await store.list([], 'folder')).sort()).toEqual(expect.arrayContaining(['adapters', 'exports']));
});
