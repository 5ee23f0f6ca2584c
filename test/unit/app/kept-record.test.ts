/** What is told to be lost between two visits: only what was kept in the place that is open. Not here: that a page tells it (e2e/two-windows.test.ts). */
import { beforeEach, expect, test, vi } from 'vitest';
import { lostText, recordKept, recordMoved, recordRemoved } from '../../../src/app/storage/kept-record.ts';
import { memoryFiles } from '../../../src/app/storage/memory-files.ts';

beforeEach(() => {
  const stored = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  });
});

/** A place with those files. */
async function placeOf(kind: 'private files' | 'database', ...paths: string[][]) {
  const store = memoryFiles();
  for (const path of paths) await (await store.open(path)).close();
  return { ...store, kind };
}

test('what is in a place that is refused at one visit is not lost, and is still expected there', async () => {
  recordKept('private files', ['runs', 'a', 'config.json']);
  recordKept('database', ['runs', 'b', 'config.json']);
  expect(await lostText(await placeOf('database', ['runs', 'b', 'config.json']))).toBeNull();
  expect(await lostText(await placeOf('private files'))).toMatch(/^The lab kept 1 run here/);
  expect(await lostText(await placeOf('private files'))).toBeNull();
});

test('what was moved is expected where it is, and nowhere else', async () => {
  recordKept('database', ['studies', 'moved', 'study.json']);
  recordMoved('database', 'private files');
  expect(await lostText(await placeOf('database'))).toBeNull();
  expect(await lostText(await placeOf('private files'))).toMatch(/^The lab kept 1 study here/);
});

test('results of a class are told by their files, but for those that the lab removed', async () => {
  for (const id of ['1', '2', '3', '4']) recordKept('database', ['class', `${id}.json`]);
  recordRemoved('database', ['class', '4.json']);
  expect(await lostText(await placeOf('database', ['class', '1.json']))).toMatch(
    /^The lab kept 2 class results here .* Ask the students of the class for their files or codes again\.$/,
  );
});
