/** A worker of the lab connects to the lab's own origin only, by whatever way. */
import { type Remote, wrap } from 'comlink';
import { afterAll, expect, test } from 'vitest';

const worker = new Worker(new URL('./own-origin.worker.ts', import.meta.url), { type: 'module' });
const remote: Remote<{
  fetch(address: string): Promise<number>;
  request(address: string): Promise<number>;
  open(address: string): string;
  connections(): string[];
}> = wrap(worker);
afterAll(() => worker.terminate());

const own = new URL('/icon.svg', location.href).href;

test('its own origin is there, and what is in memory', async () => {
  expect([await remote.fetch(own), await remote.fetch('/icon.svg'), await remote.request(own)]).toEqual([
    200, 200, 200,
  ]);
  expect(await remote.open(own)).toBe('opened');
  const blob = URL.createObjectURL(new Blob(['here']));
  expect(await remote.fetch(blob)).toBe(200);
  expect(await remote.fetch('data:,here')).toBe(200);
});

test.each([
  'https://elsewhere.test/a',
  '//elsewhere.test/a',
  'http://localhost:1/',
  'https://huggingface.co/api',
])('%s is refused before it is asked', async (address) => {
  const refusal =
    /^A worker of the lab asked for https?:\/\/[\w.:]+, and workers connect to the lab's own address only\./;
  await expect(remote.fetch(address)).rejects.toThrow(refusal);
  await expect(remote.request(new URL(address, location.href).href)).rejects.toThrow(refusal);
  await expect(remote.open(address)).rejects.toThrow(refusal);
});

test('no connection can be kept open', async () => {
  expect(await remote.connections()).toEqual([]);
});
