/** Runs in the browser's private file system: what is written comes back, and what is broken is told as such. */

import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { configFile, readPeft, weightsFile } from '../../../models/adapter/peft.ts';
import { removeModel } from '../../../src/app/models/store.ts';
import { notices } from '../../../src/app/page/notice.ts';
import { resumeRun, startRun, stopRun } from '../../../src/app/run/state.ts';
import { loadCheckpoint, saveCheckpoint } from '../../../src/app/runs/checkpoint-store.ts';
import { noLabel } from '../../../src/app/runs/label-store.ts';
import { deleteRun, holdNewRun, runs, shownRun } from '../../../src/app/runs/state.ts';
import {
  beginRun,
  holdRun,
  listRuns,
  loadRun,
  removeRun,
  saveProgress,
  saveRun,
} from '../../../src/app/runs/store.ts';
import { listFiles, readFile, writeFile } from '../../../src/app/storage/kept-files.ts';
import { runStatus } from '../../../src/app/workers.ts';
import { adapterZip } from '../../../src/files/adapter-zip.ts';
import { recordedAdapter, recordedCheckpoint, recordedRun } from '../../fixtures/recorded-run.ts';

const run = recordedRun({
  direction: { broken: 1, fixed: 4, kept: 2 },
  tsp4: { broken: 0, fixed: 1, kept: 1 },
});

const clear = async () => {
  for (const { id } of await listRuns()) await removeRun(id);
};
beforeEach(clear);
afterEach(clear);

// First of all: later runs find it asked already.
test('the browser is asked once to keep what is stored, and a refusal is no error', async () => {
  const persist = vi.spyOn(navigator.storage, 'persist').mockRejectedValue(new Error('refused'));
  await startRun(run.config, { play: async () => run });
  await startRun(run.config, { play: async () => run });
  expect(persist).toHaveBeenCalledTimes(1);
  vi.restoreAllMocks();
});

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
      label: noLabel,
    },
  ]);
});

test('a learning curve is stored with the run, while it goes on too; one without has no file of it', async () => {
  const point = {
    step: 5,
    tasks: [{ task: 'tsp4', items: 8, correct: 3, parsed: 7 }],
    by: { device: 'wasm', model: '0123abcd' },
  } as const;
  const curved = { ...run, curve: [point], report: { ...run.report!, curve: [point] } };
  await saveRun(curved);
  expect(await loadRun(run.id)).toEqual(curved);
  await removeRun(run.id);
  await beginRun(run.id, run.config);
  await saveProgress(run.id, run.steps, run.items, [point]);
  expect(await loadRun(run.id)).toMatchObject({ ending: 'stopped', curve: [point] });
  await removeRun(run.id);
  await saveRun(run);
  expect(await listFiles(['runs', run.id])).not.toContain('curve.json');
  await writeFile(['runs', run.id, 'curve.json'], '[{"step":-1}]');
  await expect(loadRun(run.id)).rejects.toThrow('curve.json is not what this lab writes: at "0.step"');
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

test('an interrupted run keeps the adapter it had, and opens without it where that is not whole', async () => {
  await beginRun(run.id, run.config);
  await saveProgress(run.id, run.steps, run.items);
  await saveCheckpoint(run.id, recordedCheckpoint(5));
  expect(await loadRun(run.id)).toMatchObject({ ending: 'stopped', adapter: recordedAdapter });

  const tensors = ['runs', run.id, 'checkpoint-5.safetensors'];
  const bytes = new Uint8Array(await (await readFile(tensors))!.arrayBuffer());
  await writeFile(tensors, bytes.slice(0, -4));
  expect(await loadRun(run.id)).toMatchObject({ adapter: null, steps: run.steps });
});

test('of an adapter that was cut after its first file there is none', async () => {
  await beginRun(run.id, run.config);
  await writeFile(['runs', run.id, configFile], '{}');
  expect(await loadRun(run.id)).toMatchObject({ ending: 'stopped', adapter: null });
});

test('checkpoints are stored while the run goes on, each with the steps before it', async () => {
  const running = startRun(run.config, {
    play: async (_config, { onEvent: tell, signal }) => {
      tell({ kind: 'phase', phase: 'train' });
      for (const step of run.steps.slice(0, 5)) tell({ kind: 'step', step });
      tell({ kind: 'checkpoint', checkpoint: recordedCheckpoint(5) });
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { ...run, ending: 'stopped', report: null };
    },
  });
  await expect.poll(async () => (await listRuns()).map(({ state }) => state)).toEqual(['running']);
  const id = (await listRuns())[0]!.id;
  await expect.poll(async () => (await loadCheckpoint(id))?.step, { timeout: 20_000 }).toBe(5);
  expect(await loadCheckpoint(id)).toEqual(recordedCheckpoint(5));
  expect((await loadRun(id)).steps).toEqual(run.steps.slice(0, 5));
  stopRun();
  await running;
});

test('a checkpoint takes the place of the one before; cut off on the way, the one before is whole', async () => {
  await beginRun(run.id, run.config);
  await saveCheckpoint(run.id, recordedCheckpoint(5));
  const original = FileSystemFileHandle.prototype.createWritable;
  const createWritable = vi.spyOn(FileSystemFileHandle.prototype, 'createWritable');
  for (const writesBefore of [0, 1]) {
    for (let i = 0; i < writesBefore; i++) createWritable.mockImplementationOnce(original);
    createWritable.mockRejectedValueOnce(new DOMException('no room', 'QuotaExceededError'));
    await expect(saveCheckpoint(run.id, recordedCheckpoint(9))).rejects.toThrow(/storage .* is full/);
    expect(await loadCheckpoint(run.id)).toEqual(recordedCheckpoint(5));
  }
  createWritable.mockRestore();
  await saveCheckpoint(run.id, recordedCheckpoint(9));
  expect(await loadCheckpoint(run.id)).toEqual(recordedCheckpoint(9));
  expect((await listFiles(['runs', run.id])).sort()).toEqual([
    'checkpoint-9.safetensors',
    'checkpoint.json',
    'config.json',
  ]);
  // A finished run needs it no more.
  await saveRun(run);
  expect(await loadCheckpoint(run.id)).toBeNull();
});

test('where a checkpoint has no room it is told plainly, once; the run and its steps are stored all the same', async () => {
  notices.value = [];
  const original = FileSystemFileHandle.prototype.createWritable;
  vi.spyOn(FileSystemFileHandle.prototype, 'createWritable').mockImplementation(function (
    this: FileSystemFileHandle,
  ) {
    if (this.name.startsWith('checkpoint')) throw new DOMException('no room', 'QuotaExceededError');
    return original.call(this);
  });
  await startRun(run.config, {
    play: async (_config, { onEvent: tell }) => {
      for (const step of run.steps) tell({ kind: 'step', step });
      for (const step of [3, 6, 9]) tell({ kind: 'checkpoint', checkpoint: recordedCheckpoint(step) });
      return run;
    },
  });
  vi.restoreAllMocks();
  expect(notices.value.map(({ text }) => text)).toEqual([
    expect.stringMatching(
      /^The checkpoint of step \d could not be stored: Expected room for \d kB \(checkpoint-\d\.safetensors\).* is full.*Training goes on/,
    ),
  ]);
  const [stored] = await listRuns();
  expect(stored).toMatchObject({ state: 'finished' });
  expect((await loadRun(stored!.id)).steps).toEqual(run.steps);
});

test('a run that ended early goes on: its answers, steps and checkpoint are handed over, its end is taken back', async () => {
  const stopped = { ...run, ending: 'stopped' as const, report: null, steps: run.steps.slice(0, 7) };
  await saveRun(stopped);
  await saveCheckpoint(run.id, recordedCheckpoint(5));
  let soFar: unknown;
  await resumeRun(run.id, {
    play: async (_config, { onEvent: tell }, given) => {
      soFar = given;
      tell({ kind: 'rewind', steps: 5 });
      await expect.poll(async () => (await listRuns()).map(({ state }) => state)).toEqual(['running']);
      return { ...run, startedAt: new Date().toISOString() };
    },
  });
  expect(soFar).toMatchObject({
    items: stopped.items,
    steps: stopped.steps,
    checkpoint: recordedCheckpoint(5),
  });
  expect((await listRuns()).map(({ id, state }) => [id, state])).toEqual([[run.id, 'finished']]);
  expect((await loadRun(run.id)).startedAt).toBe(run.startedAt);
});

test('a run whose checkpoint is damaged is not gone on with, and the reason is told', async () => {
  notices.value = [];
  await saveRun({ ...run, ending: 'stopped', report: null });
  await writeFile(['runs', run.id, 'checkpoint.json'], '{"version":1}');
  const play = vi.fn();
  await resumeRun(run.id, { play });
  expect(play).not.toHaveBeenCalled();
  expect(notices.value.map(({ text }) => text)).toEqual([
    expect.stringMatching(
      /cannot be resumed: The checkpoint is not what this version.*at "model".*Start it anew/,
    ),
  ]);
});

test('full storage is told plainly; the run is kept in memory and the earlier ones as they were', async () => {
  await saveRun(run);
  notices.value = [];
  vi.spyOn(FileSystemFileHandle.prototype, 'createWritable').mockRejectedValue(
    new DOMException('no room', 'QuotaExceededError'),
  );
  await startRun(run.config, { play: async () => run });
  vi.restoreAllMocks();
  const told = notices.value.map(({ text }) => text);
  for (const text of told) {
    expect(text).toMatch(
      /Expected room for 2 kB \(config\.json\), but the browser's storage for this page is full/,
    );
    expect(text).toContain('Delete old runs, imported data or downloaded models, or free disk space.');
  }
  expect(told).toHaveLength(2);
  expect(shownRun.value?.report).toEqual(run.report);
  expect(runs.value.map(({ state }) => state)).toEqual(['finished', 'finished']);
  // On disk is the earlier one alone, as it was.
  expect((await listRuns()).map(({ id }) => id)).toEqual([run.id]);
  expect(await loadRun(run.id)).toEqual(run);
});

test('a run that is held is running, here or in another page; let go, it is interrupted', async () => {
  await beginRun(run.id, run.config);
  const release = await holdRun(run.id);
  expect((await listRuns())[0]?.state).toBe('running');
  expect(await holdRun(run.id)).toBeNull();
  await release!();
  expect((await listRuns())[0]?.state).toBe('interrupted');
});

test('a run that another page is at is neither resumed nor deleted here', async () => {
  await saveRun({ ...run, ending: 'stopped', report: null });
  const release = await holdRun(run.id);
  notices.value = [];
  const play = vi.fn();
  await resumeRun(run.id, { play });
  await deleteRun(run.id);
  expect(play).not.toHaveBeenCalled();
  expect(notices.value.map(({ text }) => text)).toEqual(
    Array(notices.value.length).fill(expect.stringMatching(/^This run goes on in another tab of the lab/)),
  );
  expect(notices.value).not.toEqual([]);
  expect(runs.value.find(({ id }) => id === run.id)?.state).toBe('running');
  // What the other page made of it is what counts, not what stood in the list.
  await saveRun(run);
  await release!();
  await resumeRun(run.id, { play });
  expect(play).not.toHaveBeenCalled();
  expect(notices.value.map(({ text }) => text).join()).toContain('It has been finished on another page');
  await deleteRun(run.id);
  expect(await listRuns()).toEqual([]);
});

test('two clicks on Resume are one; meanwhile another page cannot have the run, nor remove its model', async () => {
  await saveRun({ ...run, ending: 'stopped', report: null });
  notices.value = [];
  const play = vi.fn(async () => {
    expect(await holdRun(run.id)).toBeNull();
    await expect(removeModel(run.config.model)).rejects.toThrow(/is in use: a run goes on with it/);
    return run;
  });
  await Promise.all([resumeRun(run.id, { play }), resumeRun(run.id, { play })]);
  expect(play).toHaveBeenCalledTimes(1);
  expect(notices.value.filter(({ kind }) => kind === 'problem')).toEqual([]);
  expect(runs.value.find(({ id }) => id === run.id)?.state).toBe('finished');
  await removeModel(run.config.model);
});

test('runs that two pages start in one second have two ids', async () => {
  const at = new Date('2026-11-21T10:15:30.123Z');
  runs.value = [];
  const first = await holdNewRun(at, run.config);
  const second = await holdNewRun(at, run.config);
  await beginRun(first.id, run.config);
  await first.release();
  const third = await holdNewRun(at, run.config);
  expect([first.id, second.id, third.id]).toEqual(['', '-2', '-3'].map((end) => `${run.id}${end}`));
  await second.release();
  await third.release();
});

test('a run does not start while its base model is changing', async () => {
  notices.value = [];
  const play = vi.fn();
  await navigator.locks.request(`model ${run.config.model}`, () => startRun(run.config, { play }));
  expect(play).not.toHaveBeenCalled();
  expect(notices.value.map(({ text }) => text)).toEqual([
    `${run.config.model} is being downloaded or removed. Wait for it, then start the run again.`,
  ]);
  expect([runStatus.value, await listRuns()]).toEqual(['idle', []]);
});

test.each([
  ['config.json', 'no json', 'config.json is damaged: expected JSON'],
  ['record.json', '{"version":1}', 'record.json is not what this lab writes: at "id"'],
  [
    'record.json',
    '{"version":2}',
    'at "version". A newer version of the lab may have made it: open it there',
  ],
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
  const zip = adapterZip(recordedAdapter, 'sparkle-tiny', 0);
  const files = unzipSync(zip);
  expect(Object.keys(files).sort()).toEqual([configFile, weightsFile]);
  const read = readPeft({
    [configFile]: strFromU8(files[configFile]!),
    [weightsFile]: files[weightsFile]!.slice(),
  });
  expect(read).toEqual({ adapter: recordedAdapter, baseModel: 'sparkle-tiny' });
  expect(adapterZip(recordedAdapter, 'sparkle-tiny', 0)).toEqual(zip);
});
