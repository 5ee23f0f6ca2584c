/** What the page says of the offline copy, in each of its states, and what its buttons do while a run is at work. */
import { render } from 'preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { reloadIsolates } from '../../../src/app/offline/isolation.ts';
import { newVersion, offline } from '../../../src/app/offline/keeping.ts';
import { OfflineLine } from '../../../src/app/offline/offline-line.tsx';
import { runStatus } from '../../../src/app/workers.ts';
import { mount, unmount } from '../../fixtures/mounted-view.tsx';

let root: HTMLDivElement;
beforeEach(() => {
  root = document.createElement('div');
  mount(<p />, root);
  render(<OfflineLine />, root);
});
afterEach(() => {
  offline.value = { kind: 'unknown' };
  newVersion.value = 'none';
  reloadIsolates.value = false;
  runStatus.value = 'idle';
  unmount(root);
});

test('each state is one line: how much, how far, or why not', async () => {
  expect(root.textContent).toBe('');
  offline.value = { kind: 'absent', bytes: 43_210_000, problem: null };
  await expect.poll(() => root.textContent).toBe('Not available offline. Keep for offline use, 43.2 MB');
  offline.value = { kind: 'keeping', bytes: 43_210_000, doneBytes: 10_000_000, fileBytes: 26_861_777 };
  await expect
    .poll(() => root.textContent)
    .toBe('Keeping the lab for offline use: 10.0 MB of 43.2 MB, now a file of 26.9 MB. Stop');
  const bar = root.querySelector('progress')!;
  expect(bar.value / bar.max).toBeCloseTo(10 / 43.21);
  offline.value = { kind: 'kept', bytes: 43_210_000 };
  await expect
    .poll(() => root.textContent)
    .toBe('Available offline: the whole lab is kept in this browser, 43.2 MB. Remove');
  // Without a connection, a run needs it.
  runStatus.value = 'running';
  await expect.poll(() => root.querySelector('button')!.disabled).toBe(true);
});

test('a reload is offered for a new version or for isolation, and waits for a run', async () => {
  reloadIsolates.value = true;
  await expect.poll(() => root.textContent).toMatch(/^Once reloaded, the page can compute on all cores/);
  newVersion.value = 'waiting';
  await expect.poll(() => root.textContent).toMatch(/^A new version of the lab is there: reload, or see it/);
  const reload = () =>
    [...root.querySelectorAll('button')].find(({ textContent }) => textContent === 'Reload')!;
  expect(reload().disabled).toBe(false);
  runStatus.value = 'running';
  await expect.poll(() => reload().disabled).toBe(true);
  newVersion.value = 'blocked';
  await expect
    .poll(() => root.textContent)
    .toMatch(/other windows still show this one: close them, and reload/);
});
