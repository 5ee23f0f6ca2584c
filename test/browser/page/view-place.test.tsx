/** What the page says of the place it is opened in: another page, an address that is not secure, where things are kept. */
import { render } from 'preact';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { missingGpuReason } from '../../../models/gpu/adapter.ts';
import { answersOnProcessor } from '../../../models/gpu/answering-device.ts';
import { gpu } from '../../../src/app/gpu/state.ts';
import { untoldOf } from '../../../src/app/gpu/told.ts';
import { KeptWhere } from '../../../src/app/page/kept-where.tsx';
import { PlaceView } from '../../../src/app/page/place.tsx';
import { keptPlace } from '../../../src/app/storage/kept-files.ts';
import { mount, unmount } from '../../fixtures/mounted-view.tsx';

let root: HTMLDivElement;
beforeEach(() => {
  root = document.createElement('div');
  mount(<p />, root);
});
afterEach(() => unmount(root));

test('an address that is not secure is told with the way out, and not as a fault of the browser', async () => {
  gpu.value = { kind: 'missing', name: '' };
  const said = `This address is not secure (${location.origin}), so the browser gives no GPU and forgets runs sooner. Open it as https:// or from localhost.`;
  expect(missingGpuReason(false)).toBe(said);
  render(<PlaceView isFramed={false} isSecure={false} />, root);
  expect(root.textContent).toMatch(/^This address is not secure.*Questions are answered .*begins\.$/);
  expect(root.textContent).not.toContain('recent Chrome');
  render(<PlaceView isFramed={false} isSecure={true} isGpuKnown={false} />, root);
  expect(root.textContent).toMatch(/^This browser gives no WebGPU\..*recent Chrome.*acceleration on\.$/);
  // Who has a recent browser is not told to get one.
  render(<PlaceView isFramed={false} isSecure={true} isGpuKnown={true} />, root);
  expect(root.textContent).toMatch(
    /^This browser gives no WebGPU\..*settings, or update the graphics driver\.$/,
  );
  expect(root.textContent).not.toContain('recent Chrome');
  // What a run says of it is not said again; how long its training takes is.
  const reason = missingGpuReason();
  expect(untoldOf(`${reason} ${answersOnProcessor}`)).toBeNull();
  expect(untoldOf(`${reason} Training takes about 2 minutes.`)).toBe('Training takes about 2 minutes.');
  gpu.value = { kind: 'real', name: 'test' };
  await expect.poll(() => root.textContent).toBe('');
});

test('in a frame a link opens the lab by itself, with the settings of that moment', async () => {
  gpu.value = { kind: 'real', name: 'test' };
  render(<PlaceView isFramed={true} isSecure={true} />, root);
  const link = page.getByRole('link', { name: 'Open the lab by itself' });
  await expect.element(link).toHaveAttribute('target', '_blank');
  const before = location.href;
  history.replaceState(null, '', '#steps=7');
  root.querySelector('a')!.addEventListener('click', (event) => event.preventDefault());
  await link.click();
  expect(root.querySelector('a')!.href).toMatch(/#steps=7$/);
  history.replaceState(null, '', before);
});

test.each([
  [
    'private files',
    true,
    /^Runs, .* are kept in this browser for this address, until you delete them; in a private window, until it is closed\.$/,
  ],
  [
    'database',
    false,
    /kept in this browser's database for this address, until you delete them or the browser needs the room;/,
  ],
  [
    'memory',
    false,
    /^This browser lets the page store nothing here: .*until this window is closed or reloaded\. Download/,
  ],
] as const)('where things are kept is one line: %s', async (kind, isPromised, line) => {
  keptPlace.value = { kind, isPromised, unreached: null };
  render(<KeptWhere />, root);
  expect(root.textContent).toMatch(line);
  expect(root.querySelectorAll('p')).toHaveLength(1);
  keptPlace.value = { kind, isPromised, unreached: 'Another version is there.' };
  await expect.poll(() => root.textContent).toMatch(/\. Another version is there\.$/);
  keptPlace.value = null;
});
