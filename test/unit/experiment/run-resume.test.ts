/**
 * The run that loses its trainer, and the run that is resumed: nothing is asked or trained twice. The
 * workers are stand-ins; the real trainer is cut off and resumed in test/browser/workers/trainer-resume.test.ts.
 */
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/experiment/event.ts';
import { type OpenModel, openEmbeddedModel } from '../../../src/experiment/open-model.ts';
import { runExperiment } from '../../../src/experiment/run.ts';
import type { RunSoFar } from '../../../src/experiment/run-state.ts';
import type { TrainSummary } from '../../../workers/messages.ts';
import { recordedAdapter } from '../../fixtures/recorded-run.ts';
import {
  shortConfig as config,
  observedRun,
  servicesOf,
  skipPauses,
  standIns,
  stoppedRun,
  type Trouble,
} from '../../fixtures/stand-in-workers.ts';

skipPauses();

describe('a trainer that is lost on the way', () => {
  const runWith = async (trouble: Trouble) => {
    const { workers, ...seen } = standIns(trouble);
    return { ...(await observedRun(workers)), ...seen };
  };
  const lost = {
    ending: 'failed',
    message: 'The GPU reported an error: the device was lost.',
    stepsDone: 3,
    adapter: recordedAdapter,
    isGpuLost: true,
  } as const;

  test.each<[string, () => Partial<TrainSummary>]>([
    ['a worker that dies', () => dead()],
    ['a GPU that is lost', () => lost],
  ])('%s: a fresh one goes on from the checkpoint, and it is told', async (_, strike) => {
    const { record, events, notices, restarts, fed } = await runWith({ step: once(strike) });
    expect(record).toMatchObject({ ending: 'finished', message: null });
    expect(record.steps.map(({ step }) => step)).toEqual([0, 1, 2, 3]);
    expect(restarts).toEqual({ trainer: 1, inference: 0 });
    expect(events).toContainEqual({ kind: 'rewind', steps: 2 });
    expect(notices).toEqual([
      expect.stringMatching(/(stopped working|lost).* goes on by itself from step 2/),
    ]);
    // Conversation 4 is the first that step 2 needs.
    expect(fed.slice(fed.lastIndexOf(4))).toEqual([4, 6]);
  });

  test('inference that was on the lost GPU is loaded anew, and has its images again', async () => {
    const { record, restarts } = await runWith({ device: 'webgpu', step: once() });
    expect(record).toMatchObject({ ending: 'finished', message: null });
    expect(restarts).toEqual({ trainer: 1, inference: 1 });
  });

  test('inference that comes back elsewhere answers again what it answered before training', async () => {
    const { record, notices, restarts } = await runWith({
      device: 'webgpu',
      step: once(),
      load: (which, time) => (which === 'inference' && time > 1 ? 'wasm' : undefined),
    });
    expect(record).toMatchObject({ ending: 'finished', message: null });
    expect(restarts.inference).toBe(1);
    expect(notices.slice(1)).toEqual([
      'Answers come from wasm.',
      expect.stringMatching(/^6 answers are asked for again: .* on the processor/),
    ]);
    const devices = record.items.flatMap(({ before, after }) => [before?.by?.device, after?.by?.device]);
    expect(devices).toEqual(Array(12).fill('wasm'));
    expect(record.report?.environment.inferenceDevice).toBe('wasm');
  });

  test('again and again: after three times it ends, with the checkpoint kept', async () => {
    const { record, notices, restarts } = await runWith({ step: (step) => (step === 3 ? lost : undefined) });
    expect(record).toMatchObject({ ending: 'failed', message: lost.message, adapter: recordedAdapter });
    expect(record.steps.map(({ step }) => step)).toEqual([0, 1, 2]);
    expect([restarts.trainer, notices.length]).toEqual([3, 3]);
  });

  const dead = () => {
    throw new Error('The trainer worker stopped working.');
  };
  const gone = () => {
    throw new Error('No graphics card was found.');
  };
  /** Loses the GPU once, or what `strike` does. */
  const once = (strike: () => Partial<TrainSummary> = () => lost) => {
    let strikes = 0;
    return (step: number) => (step === 3 && strikes++ === 0 ? strike() : undefined);
  };

  test.each<[string, Trouble, { trainer: number; inference: number }]>([
    [
      'the trainer',
      { step: once(), load: (which, time) => (which === 'trainer' && time === 2 ? gone() : undefined) },
      { trainer: 2, inference: 0 },
    ],
    [
      'inference',
      {
        device: 'webgpu',
        step: once(),
        load: (which, time) => (which === 'inference' && time < 4 && time > 1 ? gone() : undefined),
      },
      { trainer: 3, inference: 3 },
    ],
  ])('%s that cannot be opened again at once is tried again', async (_, trouble, expected) => {
    const { record, restarts } = await runWith(trouble);
    expect(record).toMatchObject({ ending: 'finished', message: null });
    expect(record.steps.map(({ step }) => step)).toEqual([0, 1, 2, 3]);
    expect(restarts).toEqual(expected);
  });

  test('a trainer that never opens ends the run at once', async () => {
    const { record, notices, restarts } = await runWith({
      load: (which) => (which === 'trainer' ? gone() : undefined),
    });
    expect(record).toMatchObject({ ending: 'failed', message: 'No graphics card was found.' });
    expect([notices, restarts.trainer]).toEqual([[], 0]);
  });

  /** Breaks so many times after the first batches, while the trainer works. */
  const breaks = (times: number, first = 1) => {
    let count = 0;
    return () => {
      if (++count > first && count <= first + times)
        throw Object.assign(new Error('The inference engine failed: its GPU was lost.'), {
          name: 'EngineBroken',
        });
    };
  };
  test('inference that breaks while it makes data is loaded anew, and training goes on', async () => {
    const { record, notices, restarts } = await runWith({ encode: breaks(2) });
    expect(record).toMatchObject({ ending: 'finished', message: null });
    expect(record.steps.map(({ step }) => step)).toEqual([0, 1, 2, 3]);
    expect(restarts).toEqual({ trainer: 2, inference: 2 });
    expect(notices[0]).toMatch(/engine failed.* goes on by itself from step \d/);
  });

  test('inference that breaks before the trainer is opened too, with the data of validation', async () => {
    const training = { ...config.training, validationItems: 3 };
    const { workers, restarts, heldOut } = standIns({ encode: breaks(1, 0) });
    const record = await runExperiment({ ...config, training }, servicesOf(workers));
    expect(record).toMatchObject({ ending: 'finished', message: null });
    expect([restarts.inference, heldOut]).toEqual([1, [3]]);
  });

  test('inference that breaks again and again ends the run after three times', async () => {
    const { record, restarts } = await runWith({ encode: breaks(99) });
    expect(record).toMatchObject({ ending: 'failed', message: expect.stringMatching(/engine failed/) });
    expect(restarts).toEqual({ trainer: 3, inference: 3 });
    expect(record.items.every(({ before }) => before !== null)).toBe(true);
  });

  test('stopped while it waits to try again: stopped at once', async () => {
    const controller = new AbortController();
    const { workers } = standIns({ step: (step) => (step === 3 ? lost : undefined) });
    const onEvent = ({ kind }: RunEvent) => {
      if (kind === 'rewind') setTimeout(() => controller.abort(), 10);
    };
    const record = await runExperiment(config, servicesOf(workers, { onEvent, signal: controller.signal }));
    expect(record).toMatchObject({ ending: 'stopped', adapter: recordedAdapter });
  });

  test("a failure that is not the GPU's comes to an end at once", async () => {
    const bad = { ...lost, message: 'the loss is not a finite number', isGpuLost: false };
    const { record, restarts } = await runWith({ step: (step) => (step === 1 ? bad : undefined) });
    expect(record).toMatchObject({ ending: 'failed', message: bad.message });
    expect(restarts.trainer).toBe(0);
  });

  test('a worker is ended by plan after 256 steps, and none of the data comes twice', async () => {
    // The second one opens at the second try only.
    const { workers, restarts, fed } = standIns({
      load: (which, time) => (which === 'trainer' && time === 2 ? gone() : undefined),
    });
    const long = { ...config, training: { ...config.training, steps: 300 } };
    const record = await runExperiment(long, servicesOf(workers));
    expect(record.ending).toBe('finished');
    expect(record.steps.map(({ step }) => step)).toEqual(Array.from({ length: 300 }, (_, step) => step));
    expect(restarts).toEqual({ trainer: 2, inference: 0 });
    expect(fed).toEqual(Array.from({ length: 300 }, (_, step) => 2 * step));
  });
});

describe('a run that is gone on with', () => {
  const played = async (stopAt: (event: RunEvent) => boolean) => {
    const { record, events } = await stoppedRun(stopAt);
    const checkpoints = events.flatMap((event) => (event.kind === 'checkpoint' ? event.checkpoint : []));
    const { items, steps, curve } = record;
    return { items, steps, curve, checkpoint: checkpoints.at(-1) ?? null };
  };
  const resume = async (soFar: RunSoFar, trouble: Trouble = {}, openModel: OpenModel = openEmbeddedModel) => {
    const asked: string[] = [];
    const trained: number[] = [];
    const notices: string[] = [];
    const { workers } = standIns({
      ...trouble,
      answer: (prompts) => {
        asked.push(...prompts.map(({ id }) => id));
        return prompts;
      },
      step: (step) => void trained.push(step),
    });
    const onEvent = (event: RunEvent) => {
      if (event.kind === 'notice') notices.push(event.message);
    };
    const record = await runExperiment(config, servicesOf(workers, { onEvent, openModel }), soFar);
    return { record, asked, trained, notices };
  };
  const all = [0, 1, 2, 3];
  const afterTwo = (event: RunEvent) => event.kind === 'step' && event.step.step === 2;
  const inEvaluation = (event: RunEvent) => event.kind === 'items' && event.items[0]!.after !== null;

  test.each<[string, (event: RunEvent) => boolean, { asked: number; trained: number[] }]>([
    ['in training', afterTwo, { asked: 6, trained: [2, 3] }],
    ['before its first checkpoint', (event) => event.kind === 'step', { asked: 6, trained: all }],
    ['in the baseline', (event) => event.kind === 'items', { asked: 9, trained: all }],
    ['in the evaluation', inEvaluation, { asked: 3, trained: [] }],
  ])('stopped %s: only what is lacking is done', async (_, stopAt, lacking) => {
    const { record, asked, trained } = await resume(await played(stopAt));
    expect(record).toMatchObject({ ending: 'finished', message: null, adapter: recordedAdapter });
    expect(record.report).toMatchObject({ isResumed: true, environment: { gpu: expect.any(String) } });
    expect(record.items.every(({ before, after }) => before && after)).toBe(true);
    expect(record.steps.map(({ step }) => step)).toEqual(all);
    expect([asked.length, trained]).toEqual([lacking.asked, lacking.trained]);
  });

  test.each([
    { name: 'in training', stopAt: afterTwo, dropped: 6 },
    { name: 'in the evaluation', stopAt: inEvaluation, dropped: 9 },
  ])('stopped $name, on another device: all is asked there, and it is told', async ({ stopAt, dropped }) => {
    const { record, asked, notices } = await resume(await played(stopAt), { device: 'webgpu' });
    expect(record).toMatchObject({ ending: 'finished', message: null });
    expect(asked).toHaveLength(12);
    expect(notices).toEqual([
      expect.stringMatching(`^${dropped} answers are asked for again: .* on the GPU`),
    ]);
    expect(record.items.every(({ before, after }) => before?.by?.device === after?.by?.device)).toBe(true);
  });

  test('with answers of a version that did not note who gave them: its checkpoint is refused, answers are asked again', async () => {
    const soFar = await played(afterTwo);
    const items = soFar.items.map(({ before, ...result }) => {
      const { by: _, ...unsigned } = before!;
      return { ...result, before: unsigned };
    });
    const refused = await resume({ ...soFar, items });
    expect([refused.record.ending, refused.asked.length]).toEqual(['failed', 0]);
    expect(refused.record.message).toMatch(/its checkpoint does not fit them/);
    const { record, asked } = await resume({ ...soFar, items, checkpoint: null });
    expect([record.ending, asked.length]).toEqual(['finished', 12]);
  });

  const otherFiles: OpenModel = async (id) => ({
    ...(await openEmbeddedModel(id)),
    source: { kind: 'files', files: { 'onnx/decoder_model_merged_q4.onnx': new Blob(['other weights']) } },
  });

  test('with other files of the model: its checkpoint is refused, and what it had is kept', async () => {
    const soFar = await played(afterTwo);
    const { record, asked } = await resume(soFar, {}, otherFiles);
    expect(record).toMatchObject({ ending: 'failed', items: soFar.items });
    expect(record.message).toMatch(/^Expected the files of .* that this run was begun with, got others/);
    expect([record.steps.length, asked]).toEqual([2, []]);
  });

  test('with other files of the model before its first checkpoint: all is asked of them', async () => {
    const soFar = await played((event) => event.kind === 'step');
    const { record, asked } = await resume(soFar, {}, otherFiles);
    expect([record.ending, asked.length]).toEqual(['finished', 12]);
  });

  test('with a checkpoint of another strength of place: it is refused, and what it had is kept', async () => {
    const soFar = await played(afterTwo);
    const { checkpoint } = soFar;
    const other = { ...checkpoint!, adapter: { ...checkpoint!.adapter, place: 0.5 } };
    const { record, asked } = await resume({ ...soFar, checkpoint: other });
    expect(record).toMatchObject({
      ending: 'failed',
      message:
        'Expected a checkpoint at strength of place 0.2, at which this run sees, got one at 0.5. Start a new run.',
    });
    expect([record.steps.length, asked]).toEqual([2, []]);
    const usual = { ...checkpoint!, adapter: { ...checkpoint!.adapter, place: 0.2 } };
    expect((await resume({ ...soFar, checkpoint: usual })).record.ending).toBe('finished');
  });

  test('that fails again at once keeps what it had', async () => {
    const soFar = await played(afterTwo);
    const workers = {
      ...standIns().workers,
      inference: () => Promise.reject(new Error('no engine')),
    };
    const record = await runExperiment(config, servicesOf(workers), soFar);
    expect(record).toMatchObject({ ending: 'failed', message: 'no engine', items: soFar.items });
    expect(record.steps).toHaveLength(2);
  });
});
