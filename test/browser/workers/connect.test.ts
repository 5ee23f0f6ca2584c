/** A worker that cannot load or dies must reject its calls: comlink alone leaves them open forever. */
import { expect, test } from 'vitest';
import { createWorkers, guardWorker } from '../../../src/connect.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';

const workerOf = (source: string) =>
  new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), { type: 'module' });

test('a script that throws while loading rejects the start with its message', async () => {
  const worker = guardWorker('broken', workerOf("throw new Error('cannot load this')"));
  await expect(worker.remote).rejects.toThrow(/broken worker stopped working: .*cannot load this/);
});

test('ending a worker rejects the start that waits for it', async () => {
  const worker = guardWorker('silent', workerOf(''));
  worker.end('The silent worker was ended.');
  await expect(worker.remote).rejects.toThrow('The silent worker was ended.');
});

test('a call to an ended worker rejects with the reason it was ended for', async () => {
  const worker = guardWorker<{ work(): void }>(
    'fragile',
    new Worker(new URL('./fragile.worker.ts', import.meta.url), { type: 'module' }),
  );
  const remote = await worker.remote;
  worker.end('The fragile worker was ended.');
  worker.end('A second end.');
  await expect(remote.work()).rejects.toThrow('The fragile worker was ended.');
});

test('a worker that dies in a call rejects that call and all later ones', async () => {
  const worker = guardWorker<{ work(): void }>(
    'fragile',
    new Worker(new URL('./fragile.worker.ts', import.meta.url), { type: 'module' }),
  );
  const remote = await worker.remote;
  await expect(remote.work()).rejects.toThrow(/fragile worker stopped working/);
  await expect(remote.work()).rejects.toThrow(/fragile worker stopped working/);
});

test('a pool starts a fresh worker after one was ended', async () => {
  const workers = createWorkers();
  const first = await workers.data();
  workers.restart('data');
  const second = await workers.data();
  await expect(first.evaluationItems(defaultConfig)).rejects.toThrow('The data worker was ended.');
  expect(await second.evaluationItems(defaultConfig)).not.toHaveLength(0);
  workers.dispose();
});

test('inference workers of a pool avoid subgroups from when that is told, and one that used them is ended', async () => {
  const workers = createWorkers();
  const first = await workers.inference();
  workers.avoidSubgroups(true);
  await expect(first.selfTest('webgpu')).rejects.toThrow('The inference worker was ended.');
  const second = await workers.inference();
  expect(await second.selfTest('webgpu')).toMatchObject({ failure: null, subgroups: 'avoided' });
  workers.avoidSubgroups(true);
  workers.restart('inference');
  expect(await (await workers.inference()).selfTest('webgpu')).toMatchObject({ subgroups: 'avoided' });
  workers.dispose();
});
