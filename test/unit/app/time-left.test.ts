/** The time left of a run: from what was measured, and as its events come. Not here: what is told before a run. */
import { expect, test, vi } from 'vitest';
import { notices } from '../../../src/app/page/notice.ts';
import { remaining, startRun } from '../../../src/app/run/state.ts';
import { timeLeft } from '../../../src/app/run/time-left.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { recordedRun } from '../../fixtures/recorded-run.ts';

test('the time left follows from what was measured', () => {
  const clock = {
    work: { ms: 10_000, gained: 0.25, left: 0.75 },
    probesLeft: 0,
    baselineMs: null,
    expectedSeconds: null,
    runElapsedMs: 20_000,
  };
  // Data are made in several works, each with a clock of its own.
  expect(timeLeft({ ...clock, phase: 'data' })).toEqual({ seconds: 30, of: 'work' });
  expect(timeLeft({ ...clock, phase: 'baseline' })).toEqual({ seconds: 30, of: 'phase' });
  // Training is followed by a second evaluation, which takes what the baseline took.
  expect(timeLeft({ ...clock, phase: 'train', baselineMs: 8000 })).toEqual({ seconds: 38, of: 'run' });
  expect(timeLeft({ ...clock, phase: 'evaluate', baselineMs: 8000 })).toEqual({ seconds: 30, of: 'run' });
  expect(timeLeft({ ...clock, phase: 'train', work: null })).toBeNull();
  // A resumed run had done a half before: what it did here tells how fast it is.
  const resumed = { ...clock, work: { ms: 10_000, gained: 0.1, left: 0.4 } };
  expect(timeLeft({ ...resumed, phase: 'evaluate' })).toEqual({ seconds: 40, of: 'run' });
  // Items that will be asked on the way take their share of what the baseline took.
  const probed = { ...clock, phase: 'train', baselineMs: 8000, probesLeft: 2.5 } as const;
  expect(timeLeft(probed)).toEqual({ seconds: 58, of: 'run' });
  // What was expected of the whole run is known from its first moment, and counts until training can be measured.
  const expected = { ...clock, expectedSeconds: 90, work: null };
  expect(timeLeft({ ...expected, phase: 'data' })).toEqual({ seconds: 70, of: 'run' });
  expect(timeLeft({ ...expected, phase: 'baseline' })).toEqual({ seconds: 70, of: 'run' });
  expect(timeLeft({ ...expected, phase: 'train', work: clock.work })).toEqual({ seconds: 30, of: 'run' });
  // It took longer: then what is measured is said.
  const late = { ...expected, work: clock.work, runElapsedMs: 100_000 };
  expect(timeLeft({ ...late, phase: 'baseline' })).toEqual({ seconds: 30, of: 'phase' });
});

test('the time left of training counts the points that will be asked, and is not disturbed by asking one', async () => {
  const record = recordedRun({ spp4: { broken: 0, fixed: 1, kept: 0 } });
  const probed = {
    ...defaultConfig,
    training: { ...defaultConfig.training, steps: 10 },
    evaluation: { ...defaultConfig.evaluation, items: 10, probeEvery: 4, probeItems: 5 },
  };
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const left: number[] = [];
  await startRun(probed, {
    play: async (_config, { onEvent: tell }) => {
      const at = (ms: number, doing: string, done: number, total: number) => {
        nowMs = ms;
        tell({ kind: 'progress', phase: 'train', doing, done, total });
        left.push(remaining.value?.seconds ?? -1);
      };
      const point = (step: number) => ({ step, tasks: [], by: { device: 'wasm', model: '' } as const });
      tell({ kind: 'phase', phase: 'baseline' });
      nowMs = 8000;
      tell({ kind: 'phase', phase: 'train' });
      tell({ kind: 'curve', points: [point(0)] });
      for (const step of [1, 2, 3, 4]) at(8000 + 1000 * step, 'training', step, 10);
      at(12_000, 'asking after 4 steps', 0, 5);
      at(14_000, 'asking after 4 steps', 3, 5);
      tell({ kind: 'curve', points: [point(0), point(4)] });
      at(17_000, 'training', 5, 10);
      at(18_000, 'training', 6, 10);
      return record;
    },
  });
  vi.restoreAllMocks();
  // A second a step; the items of a point take half the 8 s of the baseline, and the evaluation as long as that.
  const expected = [-1, 8 + 16, 7 + 16, 6 + 16, 6 + 16, 6 + 8 + 5.6, 5 + 12, 4 + 12];
  left.forEach((seconds, i) => {
    expect(seconds, `${i}`).toBeCloseTo(expected[i]!, 6);
  });
  expect(left).toHaveLength(8);
});

test('a laptop that is closed in mid-run: what it slept is none of the time of the run, and it is told', async () => {
  const record = recordedRun({ spp4: { broken: 0, fixed: 1, kept: 0 } });
  let [nowMs, date] = [0, 0];
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  vi.spyOn(Date, 'now').mockImplementation(() => date);
  const hours = 8 * 3_600_000;
  const left: number[] = [];
  await startRun(defaultConfig, {
    play: async (_config, { onEvent: tell }) => {
      tell({ kind: 'phase', phase: 'baseline' });
      [nowMs, date] = [8000, 8000];
      tell({ kind: 'phase', phase: 'train' });
      for (const step of [1, 2, 3, 4, 5]) {
        nowMs += 1000;
        date += 1000;
        // Some systems let performance.now() stand still in sleep, others do not.
        if (step === 3) date += hours;
        if (step === 4) [nowMs, date] = [nowMs + hours, date + hours];
        tell({ kind: 'progress', phase: 'train', doing: 'training', done: step, total: 10 });
        left.push(remaining.value?.seconds ?? -1);
      }
      return record;
    },
  });
  vi.restoreAllMocks();
  expect(left[1]).toBeCloseTo(8 + 8, 6);
  // The step in which it slept counts as none, so those that are left are taken to be a little faster.
  for (const seconds of left.slice(2)) expect(seconds).toBeLessThan(16);
  expect(notices.value.map(({ text }) => text)).toContain(
    'This page stood still while about 8 hours went by, as when a laptop is closed. The run goes on where it was.',
  );
});
