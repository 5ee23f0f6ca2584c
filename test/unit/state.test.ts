/** The page's state without a page: the form's values, a run from its events, names, the time left. */
import { beforeEach, expect, test } from 'vitest';
import {
  activePreset,
  chooseArm,
  config,
  fieldText,
  leave,
  problems,
  takeConfig,
  takePreset,
  toggleSkill,
  type,
} from '../../src/app/state/config.ts';
import { notices } from '../../src/app/state/notice.ts';
import { judged, latestItem, phase, runStatus, startRun, steps, stopRun } from '../../src/app/state/run.ts';
import { newRunId, runName, runs, shownRun } from '../../src/app/state/runs.ts';
import { timeLeft } from '../../src/app/state/time-left.ts';
import { defaultConfig, presets } from '../../src/experiment/config.ts';
import { optionOf } from '../../src/experiment/option.ts';
import type { RunEvent } from '../../src/experiment/run.ts';
import { recordedItems, recordedRun } from '../fixtures/recorded-run.ts';

const steps4 = optionOf('steps');
const rate = optionOf('learningRate');

beforeEach(() => {
  takeConfig(defaultConfig);
  notices.value = [];
});

test('a valid text goes into the config, a wrong one only into the field, with a message', () => {
  type(steps4, '40');
  expect(config.value.training.steps).toBe(40);
  type(steps4, '40x');
  expect(config.value.training.steps).toBe(40);
  expect(fieldText(steps4)).toBe('40x');
  expect(problems.value.get('steps')).toBe('Steps: expected a whole number from 0 to 5000, got "40x".');
  leave(steps4);
  expect(fieldText(steps4)).toBe('40x');
  type(steps4, '41');
  leave(steps4);
  expect(problems.value.size).toBe(0);
  expect(fieldText(steps4)).toBe('41');
});

test('a number is not rewritten while it is typed', () => {
  for (const text of ['0', '0.', '0.0', '0.00', '0.001', '0.0010']) {
    type(rate, text);
    expect(fieldText(rate)).toBe(text);
  }
  expect(config.value.training.learningRate).toBe(0.001);
  leave(rate);
  expect(fieldText(rate)).toBe('0.001');
});

test('skills are toggled in the order of the paper; the control gives way to a skill', () => {
  toggleSkill('distance');
  expect(config.value.trainOn).toEqual(['direction', 'localization']);
  toggleSkill('distance');
  expect(config.value.trainOn).toEqual(['direction', 'distance', 'localization']);
  chooseArm('composite');
  toggleSkill('distance');
  expect(config.value.trainOn).toEqual(['distance']);
});

test('a preset keeps what to train on and the seed, and is known again', () => {
  type(optionOf('seed'), '9');
  chooseArm(['direction']);
  takePreset('quick');
  expect(config.value).toEqual({ ...presets.quick.config, trainOn: ['direction'], seed: 9 });
  expect(activePreset.value).toBe('quick');
  type(steps4, '41');
  expect(activePreset.value).toBeNull();
});

test('a run shows what its events say, and without storage it is kept in memory with a notice', async () => {
  const record = recordedRun({ spp4: { broken: 0, fixed: 10, kept: 2 } });
  const [first, second] = recordedItems({ spp4: { broken: 1, fixed: 1, kept: 0 } });
  const seen: unknown[] = [];
  const play = async (_config: unknown, _workers: unknown, tell: (event: RunEvent) => void) => {
    tell({ kind: 'phase', phase: 'baseline' });
    tell({
      kind: 'items',
      items: [
        { ...first!, after: null },
        { ...second!, after: null },
      ],
    });
    seen.push(phase.value, latestItem.value?.item.id, judged.value);
    tell({ kind: 'phase', phase: 'train' });
    for (const step of record.steps) tell({ kind: 'step', step });
    seen.push(phase.value, steps.value.length);
    tell({ kind: 'notice', message: 'a software GPU' });
    tell({ kind: 'phase', phase: 'evaluate' });
    tell({ kind: 'items', items: [second!] });
    seen.push(judged.value);
    return record;
  };
  await startRun(record.config, { play });
  expect(seen).toEqual([
    'baseline',
    second!.item.id,
    { when: 'before', items: 2, correct: 1 },
    'train',
    12,
    { when: 'after', items: 1, correct: 1 },
  ]);
  expect(runStatus.value).toBe('idle');
  expect(shownRun.value?.report).toEqual(record.report);
  expect(runs.value.map(({ state }) => state)).toEqual(['finished']);
  const told = notices.value.map(({ text }) => text).join('\n');
  expect(told).toContain('a software GPU');
  expect(told).toContain('goes on in memory');
  expect(told).toContain('download the report and the adapter');
});

test('stop reaches the run, and the run that comes back is shown', async () => {
  const record = recordedRun({ spp4: { broken: 0, fixed: 1, kept: 0 } }, { ending: 'stopped', report: null });
  const running = startRun(record.config, {
    play: (_config, _workers, _tell, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve(record));
      }),
  });
  expect(runStatus.value).toBe('running');
  stopRun();
  expect(runStatus.value).toBe('stopping');
  await running;
  expect(runStatus.value).toBe('idle');
  expect(shownRun.value?.ending).toBe('stopped');
});

test('a failed run says why', async () => {
  const record = recordedRun(
    { spp4: { broken: 0, fixed: 0, kept: 0 } },
    { ending: 'failed', message: 'The GPU was lost.', report: null },
  );
  await startRun(defaultConfig, { play: async () => record });
  expect(notices.value.map(({ text }) => text).join('\n')).toContain(
    'The GPU was lost. What it had finished is kept',
  );
});

test('a run is named by what is not the default', () => {
  expect(runName(defaultConfig)).toBe('direction + distance + localization');
  expect(runName({ ...defaultConfig, seed: 3, trainOn: [] })).toBe('nothing (control) · seed 3');
  expect(runName({ ...presets.quick.config, trainOn: 'composite' })).toBe(
    'composite tasks (control) · steps 40 · items per task 24',
  );
});

test('two runs of one second have two ids', () => {
  const at = new Date('2026-11-21T10:15:30.123Z');
  runs.value = [];
  expect(newRunId(at, defaultConfig)).toBe('2026-11-21T10-15-30-s1');
  runs.value = [
    {
      id: '2026-11-21T10-15-30-s1',
      startedAt: '',
      state: 'finished',
      reason: null,
      config: null,
      report: null,
    },
  ];
  expect(newRunId(at, defaultConfig)).toBe('2026-11-21T10-15-30-s1-2');
});

test('the time left follows from what was measured', () => {
  const clock = { elapsedMs: 10_000, share: 0.25, baselineMs: null };
  expect(timeLeft({ ...clock, phase: 'baseline' })).toEqual({ seconds: 30, of: 'phase' });
  // Training is followed by a second evaluation, which takes what the baseline took.
  expect(timeLeft({ ...clock, phase: 'train', baselineMs: 8000 })).toEqual({ seconds: 38, of: 'run' });
  expect(timeLeft({ ...clock, phase: 'evaluate', baselineMs: 8000 })).toEqual({ seconds: 30, of: 'run' });
  expect(timeLeft({ ...clock, phase: 'train', share: 0 })).toBeNull();
});
