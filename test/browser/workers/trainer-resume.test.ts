/**
 * Training that is interrupted and resumed gives the same curve and adapter as training without a break: the real trainer
 * on a small random model. Also validation, early stopping, gradient accumulation, and a GPU that is lost at each stage.
 * Not here: how a run resumes (run-resume.test.ts), storing checkpoints (run-storage.test.ts).
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { LoraConfig, TrainConfig } from '../../../models/config.ts';
import { readCheckpoint, type TrainCheckpoint, writeCheckpoint } from '../../../models/train-checkpoint.ts';
import { stream } from '../../../src/sparkle/scene/random.ts';
import type { Example, StepMetrics } from '../../../workers/messages.ts';
import { ObservedTrainer } from '../../fixtures/observed-trainer.ts';
import { trainingExample, trainingExamples, trainingModel } from '../../fixtures/training-model.ts';

const { model, source } = trainingModel();
const lora = LoraConfig.parse({ rank: 4, alpha: 8, dropout: 0.1 });
/** Every setting that could make a resumed training differ is on. */
const config = TrainConfig.parse({
  steps: 14,
  batchSize: 2,
  accumulate: 2,
  warmupSteps: 3,
  learningRate: 0.01,
  schedule: 'linear',
  weightDecay: 0.01,
  validationItems: 6,
  validateEvery: 4,
  checkpointEvery: 3,
});
const heldOut = trainingExamples(10_000, config.validationItems);

/** The device that the trainer opened last, so that a test can break it. */
let device: GPUDevice;
let isBornLost = false;
const requestDevice = GPUAdapter.prototype.requestDevice;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
  device = await requestDevice.call(this, descriptor);
  if (isBornLost) device.destroy();
  return device;
};
afterAll(() => {
  GPUAdapter.prototype.requestDevice = requestDevice;
});

const trainer = new ObservedTrainer();
let start: Adapter;
const reload = async () => {
  await trainer.load(model, source, lora, 1);
  start = await trainer.exportAdapter();
};
beforeAll(reload);
beforeEach(async () => {
  await trainer.useAdapter(start);
  trainer.holdOut(heldOut);
});
afterAll(() => trainer.dispose());

/** Adds the conversations that a config trains on, from number `first`. */
const feed = ({ steps, accumulate, batchSize }: TrainConfig, first = 0) =>
  trainer.addConversations(trainingExamples(first, steps * accumulate * batchSize - first));

/** Trains from a checkpoint or from the beginning and gives all that was reported. Calls `onStep` after every step. */
async function run(given: TrainConfig, from: TrainCheckpoint | null, onStep = (_: StepMetrics) => {}) {
  feed(given, from?.conversation);
  const steps: StepMetrics[] = [];
  const checkpoints: TrainCheckpoint[] = [];
  const summary = await trainer.train(
    given,
    (event) => {
      if (event.kind === 'checkpoint') checkpoints.push(event.checkpoint);
      if (event.kind === 'step') {
        steps.push(event.metrics);
        onStep(event.metrics);
      }
    },
    from,
  );
  return { summary, steps, checkpoints };
}

/** The checkpoint written to its files and read again, as after the page was closed. */
const stored = (checkpoint: TrainCheckpoint): Promise<TrainCheckpoint> => {
  const { json, tensors } = writeCheckpoint(checkpoint);
  return readCheckpoint(json, async () => tensors);
};

const numbersOf = (steps: readonly StepMetrics[]) =>
  steps.flatMap(({ step, loss, gradNorm, learningRate, validation }) => [
    step,
    loss,
    gradNorm,
    learningRate,
    validation?.loss ?? 0,
    validation?.accuracy ?? 0,
  ]);

const elementsOf = ({ modules }: Adapter) => modules.flatMap(({ loraA, loraB }) => [...loraA, ...loraB]);

/** The largest difference. */
function apart(a: readonly number[], b: readonly number[]): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, i) => {
    const difference = Math.abs(value - b[i]!);
    return Math.max(difference, most);
  }, 0);
}

describe('training that is cut off', () => {
  let whole: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    trainer.holdOut(heldOut);
    await trainer.useAdapter(start);
    whole = await run(config, null);
    // A software GPU compiles all kernels here.
  }, 180_000);

  test('the unbroken one: finished, validated, checkpoints on time', () => {
    expect(whole.summary).toMatchObject({ ending: 'finished', stepsDone: 14, isGpuLost: false });
    expect(whole.steps.flatMap(({ step, validation }) => (validation ? step : []))).toEqual([3, 7, 11, 13]);
    const stepsOf = whole.checkpoints.map(({ step }) => step);
    for (const step of [3, 6, 9, 12, 14]) expect(stepsOf).toContain(step);
    expect(whole.checkpoints.map(({ isComplete }) => isComplete).indexOf(true)).toBe(stepsOf.length - 1);
    expect(whole.steps.at(-1)!.loss).toBeLessThan(whole.steps[0]!.loss);
  });

  const stops = stream(7, 'stops').sample(
    Array.from({ length: config.steps - 1 }, (_, i) => [i + 1]),
    3,
  );
  test.each(stops)(
    'stopped after %i steps: the resumed curve and adapter are those of the unbroken one',
    async (stopAfter) => {
      const before = await run(config, null, ({ step }) => {
        if (step + 1 === stopAfter) trainer.stop();
      });
      expect(before.summary).toMatchObject({ ending: 'stopped', stepsDone: stopAfter });
      const checkpoint = before.checkpoints.at(-1)!;
      expect(checkpoint).toMatchObject({ step: stopAfter, isComplete: false });
      // A fresh trainer knows nothing of what was learned.
      await trainer.useAdapter(start);
      const after = await run(config, await stored(checkpoint));
      expect(after.summary).toMatchObject({ ending: 'finished', stepsDone: 14 });
      expect(apart(numbersOf([...before.steps, ...after.steps]), numbersOf(whole.steps))).toBeLessThan(1e-6);
      expect(apart(elementsOf(after.summary.adapter), elementsOf(whole.summary.adapter))).toBeLessThan(1e-6);
    },
  );

  test('twice, by a lost GPU and then by plan: from the last checkpoint on, on another device', async () => {
    const first = await run(config, null, ({ step }) => {
      if (step === 7) device.destroy();
    });
    expect(first.summary).toMatchObject({ ending: 'failed', isGpuLost: true });
    const checkpoint = first.checkpoints.at(-1)!;
    expect(checkpoint.step).toBeLessThan(8);
    const known = first.steps.slice(0, checkpoint.step);
    await reload();
    trainer.holdOut(heldOut);

    feed(config, checkpoint.conversation);
    const second: StepMetrics[] = [];
    let last = checkpoint;
    const { ending } = await trainer.train(
      config,
      (event) => {
        if (event.kind === 'step') second.push(event.metrics);
        if (event.kind === 'checkpoint') last = event.checkpoint;
      },
      await stored(checkpoint),
      12,
    );
    expect([ending, last.step]).toEqual(['paused', 12]);
    const third = await run(config, await stored(last));
    expect(apart(numbersOf([...known, ...second, ...third.steps]), numbersOf(whole.steps))).toBeLessThan(
      1e-6,
    );
    expect(apart(elementsOf(third.summary.adapter), elementsOf(whole.summary.adapter))).toBeLessThan(1e-6);
  });

  test('on the processor too, with the numbers of the GPU', async () => {
    await trainer.load(model, source, lora, 1, 'wasm');
    const unbroken = await run(config, null);
    expect(unbroken.summary.ending).toBe('finished');
    expect(apart(numbersOf(unbroken.steps), numbersOf(whole.steps))).toBeLessThan(0.02);
    await trainer.useAdapter(start);
    const before = await run(config, null, ({ step }) => {
      if (step === 5) trainer.stop();
    });
    await trainer.useAdapter(start);
    const after = await run(config, await stored(before.checkpoints.at(-1)!));
    expect(apart(numbersOf([...before.steps, ...after.steps]), numbersOf(unbroken.steps))).toBeLessThan(1e-6);
    await reload();
  });

  test('a checkpoint of another model, seed, rank or with modules missing is refused with the reason', async () => {
    const [checkpoint] = whole.checkpoints;
    const { adapter } = checkpoint!;
    const go = (change: Partial<TrainCheckpoint>) =>
      trainer.train(config, () => {}, { ...checkpoint!, ...change });
    await expect(go({ model: 'another' })).rejects.toThrow(
      /of folder:random-tiny with seed 1, got one of another/,
    );
    await expect(go({ seed: 2 })).rejects.toThrow(/got one of folder:random-tiny with seed 2/);
    await expect(go({ adapter: { ...adapter, rank: 8 } })).rejects.toThrow(/rank 4.* got rank 8/);
    await expect(go({ squareMean: { ...adapter, modules: adapter.modules.slice(1) } })).rejects.toThrow(
      /14 modules, got 13/,
    );
    // Nothing has changed, and the trainer can be used.
    expect(elementsOf(await trainer.exportAdapter())).toEqual(elementsOf(start));
  });
});

describe('validation', () => {
  test('is the mean loss over all answer tokens, and the share of them with the largest logit', async () => {
    const { steps, summary } = await run({ ...config, steps: 1, learningRate: 1e-9 }, null);
    let [loss, right, count] = [0, 0, 0];
    for (const example of heldOut) {
      const logits = await trainer.logits(example);
      const labels = example.conversation.labels.filter((label, i) => i > 0 && label >= 0);
      labels.forEach((label, row) => {
        const values = [...logits.subarray(row * 64, (row + 1) * 64)];
        loss += Math.log(values.reduce((sum, value) => sum + Math.exp(value), 0)) - values[label]!;
        right += Number(values.every((value) => value <= values[label]!));
        count++;
      });
    }
    expect(steps[0]!.validation!.loss).toBeCloseTo(loss / count, 4);
    expect(steps[0]!.validation!.accuracy).toBeCloseTo(right / count, 6);
    expect(summary.message).toMatch(/^The adapter of step 1 is used/);
  });

  test('that gets worse ends training early, and the best adapter is used', async () => {
    const early = {
      ...config,
      learningRate: 0.1,
      schedule: 'constant',
      validateEvery: 1,
      patience: 2,
    } as const;
    const { steps, summary, checkpoints } = await run({ ...early, steps: 200, warmupSteps: 0 }, null);
    const losses = steps.map(({ validation }) => validation!.loss);
    const best = losses.indexOf(Math.min(...losses));
    expect(summary.stepsDone).toBe(best + 3);
    expect(summary.message).toMatch(
      new RegExp(
        `^Training ended early, after ${best + 3} of 200 steps: 2 validations.*step ${best + 1} is used`,
      ),
    );
    expect(checkpoints.at(-1)).toMatchObject({ isComplete: true, best: { step: best + 1 } });
    expect(elementsOf(summary.adapter)).toEqual(elementsOf(checkpoints.at(-1)!.best!.adapter));
    const measured = await trainer.loss(heldOut);
    const counts = heldOut.map(
      ({ conversation }) => conversation.labels.filter((label) => label >= 0).length,
    );
    const total = counts.reduce((sum, count) => sum + count, 0);
    const mean = measured.reduce((sum, loss, i) => sum + loss * counts[i]!, 0) / total;
    expect(mean).toBeCloseTo(losses[best]!, 5);
  });
});

test('two batches added up are one batch of twice the size', async () => {
  const plain = { ...config, steps: 1, validationItems: 0 };
  const undropped = LoraConfig.parse({ rank: 4, alpha: 8 });
  await trainer.load(model, source, undropped, 1);
  const one = await run({ ...plain, batchSize: 4, accumulate: 1 }, null);
  await trainer.useAdapter(start);
  const two = await run({ ...plain, batchSize: 2, accumulate: 2 }, null);
  expect(two.steps[0]!.loss).toBeCloseTo(one.steps[0]!.loss, 5);
  expect(two.steps[0]!.gradNorm / one.steps[0]!.gradNorm).toBeCloseTo(1, 4);
  expect(two.steps[0]!.stepMs).toBeGreaterThan(0);
  await reload();
});

describe('a GPU that is lost', () => {
  /** A conversation whose use makes the device be lost. */
  const deadly = (): Example => {
    const { conversation, features } = trainingExample(1);
    return {
      conversation,
      get features() {
        device.destroy();
        return features;
      },
    };
  };
  const expectLost = async (ending: Promise<{ summary: Awaited<ReturnType<ObservedTrainer['train']>> }>) => {
    const { summary } = await ending;
    expect(summary).toMatchObject({ ending: 'failed', isGpuLost: true });
    expect(summary.message).toMatch(/^The GPU reported an error.*lost/);
    expect(elementsOf(summary.adapter).every(Number.isFinite)).toBe(true);
    await reload();
    // The trainer works again.
    expect((await trainer.loss(heldOut)).every(Number.isFinite)).toBe(true);
  };

  test('while the model loads', async () => {
    isBornLost = true;
    await expect(trainer.load(model, source, lora, 1)).rejects.toThrow(/^The GPU reported an error.*lost/);
    isBornLost = false;
    await expect(trainer.exportAdapter()).rejects.toThrow(/Call load\(\) first/);
    await reload();
  });

  test('in a step', async () => {
    trainer.addConversations([deadly()]);
    await expectLost(run(config, null));
  });

  test('in a validation', async () => {
    trainer.holdOut([...heldOut.slice(1), deadly()]);
    await expectLost(run(config, null));
  });

  test('while the trainer waits for data that never come', async () => {
    const running = trainer.train(config, () => {});
    device.destroy();
    await expectLost(running.then((summary) => ({ summary })));
  });

  test('while a checkpoint is read', async () => {
    await expectLost(
      run({ ...config, checkpointEvery: 2 }, null, ({ step }) => {
        if (step === 1) device.destroy();
      }),
    );
  });
});
