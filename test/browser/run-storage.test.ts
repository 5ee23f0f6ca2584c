/** Runs in the browser's private file system: what is written comes back, and what is broken is told as such. */
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { configFile, readPeft, weightsFile } from '../../models/peft.ts';
import { adapterZip } from '../../src/app/storage/adapter-zip.ts';
import { writeFile } from '../../src/app/storage/opfs.ts';
import {
  beginRun,
  holdRun,
  listRuns,
  loadRun,
  removeRun,
  saveProgress,
  saveRun,
} from '../../src/app/storage/run-store.ts';
import { recordedAdapter, recordedRun } from '../fixtures/recorded-run.ts';

const run = recordedRun({
  direction: { broken: 1, fixed: 4, kept: 2 },
  tsp4: { broken: 0, fixed: 1, kept: 1 },
});

const clear = async () => {
  for (const { id } of await listRuns()) await removeRun(id);
};
beforeEach(clear);
afterEach(clear);

test('a finished run comes back as it was, adapter included', async () => {
  await saveRun(run);
  expect(await loadRun(run.id)).toEqual(run);
  expect(await listRuns()).toEqual([
    {
      id: run.id,
      startedAt: run.startedAt,
      state: 'finished',
      reason: null,
      config: run.config,
      report: run.report,
    },
  ]);
});

test('a stopped run comes back with what it had', async () => {
  const stopped = {
    ...run,
    ending: 'stopped' as const,
    report: null,
    adapter: null,
    steps: run.steps.slice(0, 3),
  };
  await saveRun(stopped);
  expect(await loadRun(run.id)).toEqual(stopped);
});

test('a run whose page was closed is interrupted and keeps its steps and items', async () => {
  await beginRun(run.id, run.config);
  await saveProgress(run.id, run.steps.slice(0, 5), run.items.slice(0, 7));
  const [summary] = await listRuns();
  expect(summary).toMatchObject({ id: run.id, state: 'interrupted', startedAt: '2026-11-21T10:15:30.000Z' });
  expect(summary?.reason).toContain('closed before this run ended');
  const loaded = await loadRun(run.id);
  expect(loaded).toMatchObject({ ending: 'stopped', report: null, adapter: null });
  expect(loaded.steps).toEqual(run.steps.slice(0, 5));
  expect(loaded.items).toEqual(run.items.slice(0, 7));
});

test('a run that is held is running, here or in another page; let go, it is interrupted', async () => {
  await beginRun(run.id, run.config);
  const release = holdRun(run.id);
  await expect.poll(async () => (await listRuns())[0]?.state).toBe('running');
  release();
  await expect.poll(async () => (await listRuns())[0]?.state).toBe('interrupted');
});

test.each([
  ['config.json', 'no json', 'config.json is damaged: expected JSON'],
  ['record.json', '{"version":1}', 'record.json is not what this lab writes: at "id"'],
  ['report.json', '{"tasks":[]}', 'report.json is not what this lab writes'],
])(
  'a damaged %s is told with its reason, and the other runs are not touched',
  async (file, content, reason) => {
    await saveRun(run);
    await saveRun({ ...run, id: '2026-11-22T10-15-30-s1' });
    await writeFile(['runs', run.id, file], content);
    const states = await listRuns();
    expect(states.map(({ id, state }) => [id, state])).toEqual([
      ['2026-11-22T10-15-30-s1', 'finished'],
      [run.id, 'damaged'],
    ]);
    expect(states[1]?.reason).toContain(reason);
  },
);

test.each([
  ['items.json', '[{"item":{}}]', 'items.json is not what this lab writes: at "0.item'],
  ['metrics.jsonl', '{"step":"one"}\n', 'metrics.jsonl is not what this lab writes: at "step"'],
  ['adapter_model.safetensors', 'cut', 'adapter_model.safetensors'],
])('opening a run with a damaged %s says which file and why', async (file, content, reason) => {
  await saveRun(run);
  await writeFile(['runs', run.id, file], content);
  await expect(loadRun(run.id)).rejects.toThrow(reason);
});

test('a removed run is gone, and removing it again is no error', async () => {
  await saveRun(run);
  await removeRun(run.id);
  await removeRun(run.id);
  expect(await listRuns()).toEqual([]);
});

test('the adapter is taken away as a ZIP that PEFT and this lab can read', () => {
  const zip = adapterZip(recordedAdapter, 'sparkle-tiny');
  const files = unzipSync(zip);
  expect(Object.keys(files).sort()).toEqual([configFile, weightsFile]);
  const read = readPeft({
    [configFile]: strFromU8(files[configFile]!),
    [weightsFile]: files[weightsFile]!.slice(),
  });
  expect(read).toEqual({ adapter: recordedAdapter, baseModel: 'sparkle-tiny' });
  expect(adapterZip(recordedAdapter, 'sparkle-tiny')).toEqual(zip);
});
