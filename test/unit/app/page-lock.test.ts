/** Locks where the browser has none: pages ask each other. Not here: the browser's own (e2e/two-windows.test.ts). */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** A page of the lab: it has modules of its own, and shares the channel. */
async function openPage(): Promise<typeof import('../../../src/app/storage/page-lock.ts')> {
  vi.resetModules();
  return import('../../../src/app/storage/page-lock.ts');
}

beforeEach(() => void vi.stubGlobal('navigator', {}));
afterEach(() => void vi.unstubAllGlobals());

test('a page knows which locks another holds, and does not take them until they are released', async () => {
  const [first, second] = [await openPage(), await openPage()];
  const release = await first.takeLock('run a');
  expect([...(await second.heldLocks())]).toEqual(['run a']);
  expect(await second.takeLock('run a')).toBeNull();
  expect(await second.takeLock('run b')).not.toBeNull();
  await release!();
  expect([...(await second.heldLocks())]).toEqual(['run b']);
  expect(await second.takeLock('run a')).not.toBeNull();
});

test('a shared lock is held by two pages, and then by none exclusively', async () => {
  const [first, second, third] = [await openPage(), await openPage(), await openPage()];
  expect(await first.takeLock('model', 'shared')).not.toBeNull();
  expect(await second.takeLock('model', 'shared')).not.toBeNull();
  expect(await third.takeLock('model')).toBeNull();
});

test('of pages that take a lock at the same moment at most one has it, and each gets it in its turn', async () => {
  const pages = [await openPage(), await openPage()];
  const taken = await Promise.all(pages.map(({ takeLock }) => takeLock('study')));
  expect(taken.filter(Boolean).length).toBeLessThan(2);
  for (const release of taken) await release?.();
  let inside = 0;
  const work = async () => {
    expect(++inside).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    inside--;
  };
  await Promise.all(pages.map(({ whileLocked }) => whileLocked('study', work)));
});
