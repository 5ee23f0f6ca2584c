/**
 * The learning curve of a run with stand-in workers: when it is asked, what, and what becomes of it when a run is stopped,
 * resumed or loses a worker. With the real ones: test/browser/workers/curve.test.ts.
 */
import { describe, expect, test } from 'vitest';
import { ExperimentConfig, probesOf } from '../../../src/experiment/config.ts';
import type { RunEvent } from '../../../src/experiment/event.ts';
import type { CurvePoint } from '../../../src/experiment/report.ts';
import { runExperiment } from '../../../src/experiment/run.ts';
import type { RunSoFar } from '../../../src/experiment/run-state.ts';
import type { StepMetrics } from '../../../workers/messages.ts';
import {
  observedRun,
  servicesOf,
  shortConfig,
  skipPauses,
  standIns,
  type Trouble,
} from '../../fixtures/stand-in-workers.ts';

skipPauses();

const evaluation = { ...shortConfig.evaluation, probeEvery: 2, probeItems: 2 };
const config: ExperimentConfig = {
  ...shortConfig,
  training: { ...shortConfig.training, steps: 6 },
  evaluation,
};

/** Runs, and gives what was asked with each call, beside what is observed. */
async function play(given: ExperimentConfig, trouble: Trouble = {}, soFar: RunSoFar | null = null) {
  const asked: string[][] = [];
  const { workers, ...seen } = standIns({
    ...trouble,
    answer: (prompts, adapter) => {
      asked.push(prompts.map(({ id }) => id));
      return trouble.answer?.(prompts, adapter) ?? prompts;
    },
  });
  if (!soFar) return { ...(await observedRun(workers, given)), ...seen, asked };
  const events: RunEvent[] = [];
  const onEvent = (event: RunEvent) => events.push(event);
  const record = await runExperiment(given, servicesOf(workers, { onEvent }), soFar);
  const notices = events.flatMap((event) => (event.kind === 'notice' ? event.message : []));
  return { record, events, notices, ...seen, asked };
}

const stepsOf = (curve: readonly CurvePoint[]) => curve.map(({ step }) => step);
const rightOf = (curve: readonly CurvePoint[], task: string) =>
  curve.map((point) => point.tasks.find((score) => score.task === task)!.correct);
const first = ['direction-0', 'direction-1', 'spp4-0', 'spp4-1'];

test('the first items of each task are asked every so many steps, on the way only, and the whole is a curve', async () => {
  let answered = 0;
  const { record, events, asked, restarts, fed } = await play(config, {
    // The base model knows no direction, the first adapter one of two.
    says: (id) => (id.startsWith('direction') && (answered++ < 3 || id === 'direction-1') ? 'no' : undefined),
  });
  expect(record).toMatchObject({ ending: 'finished', message: null });
  expect(stepsOf(record.curve)).toEqual([0, 2, 4, 6]);
  expect(rightOf(record.curve, 'direction')).toEqual([0, 1, 1, 1]);
  expect(rightOf(record.curve, 'spp4')).toEqual([2, 2, 2, 2]);
  expect(record.curve[1]!.tasks[0]).toEqual({ task: 'direction', items: 2, correct: 1, parsed: 1 });
  expect(record.report?.curve).toEqual(record.curve);
  // Three of each task before and after, and two of each in between, twice.
  expect(asked.map((ids) => ids.length)).toEqual([3, 3, 2, 2, 2, 2, 3, 3]);
  expect(asked.slice(2, 4).flat()).toEqual(first);
  // One trainer for all, and no conversation is left out or comes twice but by the window of four batches.
  expect(restarts).toEqual({ trainer: 0, inference: 0 });
  expect(record.steps.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(new Set(fed)).toEqual(new Set([0, 2, 4, 6, 8, 10]));
  const told = events.flatMap((event) => (event.kind === 'curve' ? [stepsOf(event.points)] : []));
  expect(told).toEqual([[0], [0, 2], [0, 2, 4], [0, 2, 4, 6]]);
});

test('without it a run asks, feeds and tells nothing more', async () => {
  const off = { ...config, evaluation: { ...evaluation, probeEvery: 0 } };
  const { record, events, asked, fed } = await play(off);
  expect(record).toMatchObject({ ending: 'finished', curve: [], report: { curve: [] } });
  expect(asked.map((ids) => ids.length)).toEqual([3, 3, 3, 3]);
  expect(fed).toEqual([0, 2, 4, 6, 8, 10]);
  expect(events.filter(({ kind }) => kind === 'curve')).toEqual([]);
});

test('nothing is asked on the way by a run that trains nothing, or less than the steps between', async () => {
  const none = await play({ ...config, trainOn: [] });
  expect(none.record).toMatchObject({ ending: 'finished', curve: [] });
  const long = await play({ ...config, evaluation: { ...evaluation, probeEvery: 6, probeItems: 100 } });
  expect(stepsOf(long.record.curve)).toEqual([0, 6]);
  expect(long.record.curve[0]!.tasks.map(({ items }) => items)).toEqual([3, 3]);
  expect(long.asked).toHaveLength(4);
});

test('how often it is asked is told before', () => {
  const probes = (steps: number, probeEvery: number) =>
    probesOf(ExperimentConfig.parse({ training: { steps }, evaluation: { probeEvery } }));
  expect([probes(6, 2), probes(7, 2), probes(120, 20), probes(5, 5), probes(0, 5), probes(9, 0)]).toEqual([
    2, 3, 5, 0, 0, 0,
  ]);
});

test('the end of the curve is the adapter that validation chose, at its step', async () => {
  const training = { ...config.training, validationItems: 2, validateEvery: 2 };
  const { workers } = standIns();
  const trainer = (await workers.trainer()) as unknown as {
    train: (config: unknown, onEvent: (event: { kind: string; metrics: StepMetrics }) => void) => unknown;
  };
  const { train } = trainer;
  // The lowest loss is that after four of six steps.
  trainer.train = (given, onEvent, ...rest: unknown[]) =>
    (train as (...all: unknown[]) => unknown)(
      given,
      (event: { kind: string; metrics: StepMetrics }) => {
        const { step } = event.metrics ?? {};
        const validation = step % 2 === 1 && { validation: { loss: step === 3 ? 1 : 2, accuracy: 0.5 } };
        onEvent(event.kind === 'step' ? { ...event, metrics: { ...event.metrics, ...validation } } : event);
      },
      ...rest,
    );
  const { record } = await observedRun(workers, { ...config, training });
  expect(record.report?.training.validation?.steps).toBe(4);
  expect(stepsOf(record.curve)).toEqual([0, 2, 4]);
});

describe('a run that is stopped', () => {
  const stop = async (isTime: (event: RunEvent) => boolean) => {
    const controller = new AbortController();
    const events: RunEvent[] = [];
    const onEvent = (event: RunEvent) => {
      events.push(event);
      if (isTime(event)) controller.abort();
    };
    const services = servicesOf(standIns().workers, { onEvent, signal: controller.signal });
    const record = await runExperiment(config, services);
    const checkpoints = events.flatMap((event) => (event.kind === 'checkpoint' ? event.checkpoint : []));
    const { items, steps, curve } = record;
    return { record, soFar: { items, steps, curve, checkpoint: checkpoints.at(-1) ?? null } };
  };
  /** In the middle of what is asked after so many steps. */
  const inProbe = (step: number) => (event: RunEvent) =>
    event.kind === 'progress' && event.doing === `asking after ${step} steps` && event.done > 0;

  test('between two points goes on with those it has', async () => {
    const { record, soFar } = await stop((event) => event.kind === 'step' && event.step.step === 4);
    expect(record).toMatchObject({ ending: 'stopped', report: null });
    expect(stepsOf(record.curve)).toEqual([0, 2, 4]);
    const resumed = await play(config, {}, soFar);
    expect(resumed.record).toMatchObject({ ending: 'finished', message: null });
    expect(stepsOf(resumed.record.report!.curve)).toEqual([0, 2, 4, 6]);
    // What was asked on the way before is not asked again.
    expect(resumed.asked.map((ids) => ids.length)).toEqual([3, 3]);
  });

  test('in the middle of a point is stopped there, and asks for the whole point when it goes on', async () => {
    const { record, soFar } = await stop(inProbe(4));
    expect(record).toMatchObject({ ending: 'stopped', message: null });
    expect(record.adapter).not.toBeNull();
    expect(stepsOf(record.curve)).toEqual([0, 2]);
    const resumed = await play(config, {}, soFar);
    expect(stepsOf(resumed.record.curve)).toEqual([0, 2, 4, 6]);
    expect(resumed.asked.map((ids) => ids.length)).toEqual([2, 2, 3, 3]);
  });

  test('without a checkpoint begins the curve anew', async () => {
    const { soFar } = await stop((event) => event.kind === 'step' && event.step.step === 4);
    const resumed = await play(config, {}, { ...soFar, checkpoint: null });
    expect(stepsOf(resumed.record.curve)).toEqual([0, 2, 4, 6]);
    expect(resumed.asked.map((ids) => ids.length)).toEqual([2, 2, 2, 2, 3, 3]);
  });

  test('and goes on elsewhere loses the points on the way, which is told', async () => {
    const { soFar } = await stop((event) => event.kind === 'step' && event.step.step === 4);
    const { record, notices } = await play(config, { device: 'webgpu' }, soFar);
    expect(record.ending).toBe('finished');
    expect(stepsOf(record.curve)).toEqual([0, 4, 6]);
    expect(record.curve.every(({ by }) => by.device === 'webgpu')).toBe(true);
    expect(notices).toContainEqual(
      expect.stringMatching(/^The curve loses 3 points that came from elsewhere/),
    );
  });
});

describe('a worker that is lost while a point is asked', () => {
  const breaks = (times: number): NonNullable<Trouble['answer']> => {
    let [calls, broken] = [0, 0];
    return (prompts) => {
      if (++calls > 2 && broken++ < times)
        throw Object.assign(new Error('The inference engine failed: its GPU was lost.'), {
          name: 'EngineBroken',
        });
      return prompts;
    };
  };

  test('is loaded again, with its images, and the point is asked again', async () => {
    const { record, restarts, notices } = await play(config, { answer: breaks(1) });
    expect(record).toMatchObject({ ending: 'finished', message: null });
    expect(stepsOf(record.curve)).toEqual([0, 2, 4, 6]);
    expect(restarts).toEqual({ trainer: 1, inference: 1 });
    expect(notices).toEqual([expect.stringMatching(/engine failed.* goes on by itself from step 2/)]);
  });

  test('again and again: the run ends with what it has', async () => {
    const { record } = await play(config, { answer: breaks(99) });
    expect(record).toMatchObject({ ending: 'failed', message: expect.stringMatching(/engine failed/) });
    expect(stepsOf(record.curve)).toEqual([0]);
    expect(record.steps).toHaveLength(2);
  });
});
