/**
 * An experiment taken to a cluster from the page, with the page's own workers: stopped, written whole, and what comes back
 * dropped on the list of runs. Not here: the folder's files (../../unit/takeaway), ms-swift (answers in its place are
 * written here).
 */
import { unzipSync, zipSync } from 'fflate';
import { afterEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { App } from '../../../src/app/page/app.tsx';
import { notices } from '../../../src/app/page/notice.ts';
import { importProblem } from '../../../src/app/runs/run-files.ts';
import { deleteRun, runs, shownRun } from '../../../src/app/runs/state.ts';
import { takeConfig } from '../../../src/app/setup/state.ts';
import { takingEnd } from '../../../src/app/takeaway/state.ts';
import { workers } from '../../../src/app/workers.ts';
import { ExperimentConfig } from '../../../src/experiment/config.ts';
import { evaluationItems } from '../../../src/sparkle/scored.ts';
import { mountEach } from '../../fixtures/mounted-view.tsx';
import { swiftAnswers } from '../../fixtures/swift-answers.ts';

const config = ExperimentConfig.parse({
  seed: 3,
  device: 'wasm',
  training: { steps: 2, batchSize: 2, warmupSteps: 1 },
  evaluation: { tasks: ['direction', 'spp4'], items: 4 },
});
const root = mountEach(App);
afterEach(async () => {
  for (const { id } of runs.value) await deleteRun(id);
  shownRun.value = null;
  importProblem.value = null;
  takingEnd.value = null;
  notices.value = [];
  workers.dispose();
  vi.unstubAllGlobals();
});

const text = (content: string) => new TextEncoder().encode(content);

test('a stopped folder leaves nothing, a whole one has the experiment, and its answers come back as a run', async () => {
  takeConfig(config);
  const place = await navigator.storage.getDirectory();
  const chosen = () => place.getFileHandle('taken.zip', { create: true });
  vi.stubGlobal('showSaveFilePicker', chosen);
  const cluster = page.getByRole('region', { name: 'Cluster' });
  await userEvent.click(cluster.getByText(/^Take it to a cluster: /));
  await userEvent.click(cluster.getByRole('button', { name: 'Take it to a cluster' }));
  // A worker that loads a model cannot be asked to stop.
  await expect.element(cluster.getByText(/^loading /)).toBeVisible();
  await userEvent.click(cluster.getByRole('button', { name: 'Stop' }));
  await expect.element(cluster.getByText('Stopped. Nothing was kept of the file.')).toBeVisible();
  await expect(place.getFileHandle('taken.zip')).rejects.toThrow();

  await userEvent.click(cluster.getByRole('button', { name: 'Take it to a cluster' }));
  await expect
    .element(
      cluster.getByText(/^sparkle-takeaway-s3\.zip is whole: \d+ files, \d+\.\d MB\. Its README\.md says/),
    )
    .toBeVisible();
  const bytes = new Uint8Array(await (await (await chosen()).getFile()).arrayBuffer());
  await place.removeEntry('taken.zip');
  const files = unzipSync(bytes);
  const fileText = (path: string) => new TextDecoder().decode(files[`sparkle-takeaway/${path}`]);
  expect(fileText('train.jsonl').trim().split('\n')).toHaveLength(4);
  const questions = fileText('test.jsonl');
  const items = evaluationItems(3, config.evaluation, config.style.test);
  const right = new Map(items.map(({ id, answer }) => [id, answer]));
  const answersTo = (count: number) =>
    swiftAnswers(questions, (id) => (Number(id.split('-').at(-1)) < count ? right.get(id)! : 'no idea'));
  const results = zipSync({
    'experiment.json': text(fileText('experiment.json')),
    'before.jsonl': text(`${answersTo(1).join('\n')}\n`),
    'answers.jsonl': text(`${answersTo(3).join('\n')}\n`),
  });

  const dropped = new DataTransfer();
  dropped.items.add(new File([results as Uint8Array<ArrayBuffer>], 'results.zip'));
  root
    .querySelector('.runs')!
    .dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: dropped }));
  await expect.poll(() => shownRun.value?.importedFrom).toBe('results.zip');
  expect(importProblem.value).toBeNull();
  await expect
    .element(page.getByRole('button', { name: /^shortest path 4 × 4: 1 of 4 before, 3 after/ }))
    .toBeVisible();
  expect(notices.value.map(({ text: told }) => told)).toEqual([
    expect.stringMatching(
      /^There is no adapter_config\.json with adapter_model\.safetensors: the adapter did not/,
    ),
    expect.stringMatching(/^There is no training\/logging\.jsonl: losses, learning rates and validation/),
  ]);
});
