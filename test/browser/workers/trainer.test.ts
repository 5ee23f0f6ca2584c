/**
 * The trainer on the real weights of sparkle-tiny, with short random sequences: it learns, stops, fails with a plain message
 * and keeps the last good adapter. Not here: its numbers (decoder.test.ts, trainer-parity.test.ts).
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { LoraConfig, TrainConfig } from '../../../models/config.ts';
import { sparkleTiny } from '../../../models/registry.ts';
import { ownOrigin } from '../../../models/source.ts';
import type { StepMetrics, TrainEvent } from '../../../workers/messages.ts';
import { ObservedTrainer } from '../../fixtures/observed-trainer.ts';
import { sparkleTinyExamples as examples } from '../../fixtures/training-model.ts';

const vocabulary = 512;
const lora = LoraConfig.parse({ rank: 4, alpha: 8 });
const training = TrainConfig.parse({ steps: 4, batchSize: 2, warmupSteps: 1, learningRate: 4e-3 });

/** The device that the trainer opens, so that a test can break it. */
let device: GPUDevice;
const requestDevice = GPUAdapter.prototype.requestDevice;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
  device = await requestDevice.call(this, descriptor);
  return device;
};
afterAll(() => {
  GPUAdapter.prototype.requestDevice = requestDevice;
});

/** Ignores all events but steps. */
const ofSteps =
  (take: (metrics: StepMetrics) => void) =>
  (event: TrainEvent): void => {
    if (event.kind === 'step') take(event.metrics);
  };

const trainer = new ObservedTrainer();
let start: Adapter;
/** A software GPU takes seconds to compile the kernels of a device, so it is opened again only after it was broken. */
const reload = async () => {
  await trainer.load(sparkleTiny, ownOrigin, lora, 1);
  start = await trainer.exportAdapter();
};
beforeAll(reload);
beforeEach(() => trainer.useAdapter(start));
afterAll(() => trainer.dispose());

const changed = (a: Adapter, b: Adapter): boolean =>
  a.modules.some(({ loraA, loraB }, i) => {
    const other = b.modules[i]!;
    return (
      loraA.some((value, at) => value !== other.loraA[at]) ||
      loraB.some((value, at) => value !== other.loraB[at])
    );
  });

describe('training', () => {
  test('the loss on a fixed batch falls, with the schedule, and no tensor is left behind', async () => {
    const batch = examples(2);
    const steps = 10;
    for (let step = 0; step < steps; step++) trainer.addConversations(batch);
    const metrics: StepMetrics[] = [];
    const tensors: number[] = [];
    const summary = await trainer.train(
      { ...training, steps },
      ofSteps((step) => {
        metrics.push(step);
        tensors.push(trainer.tensorCount());
      }),
    );
    expect(summary).toMatchObject({ ending: 'finished', message: null, stepsDone: steps });
    expect(metrics.map(({ step }) => step)).toEqual(Array.from({ length: steps }, (_, step) => step));
    expect(metrics.at(-1)!.loss).toBeLessThan(0.8 * metrics[0]!.loss);
    expect(metrics[0]!.learningRate).toBeCloseTo(4e-3, 12);
    expect(metrics[5]!.learningRate).toBeCloseTo(2e-3, 12);
    expect(metrics[0]!.gradNorm).toBeGreaterThan(0);
    // Four batches are sorted together. Each has two sequences of 57 or of 60 tokens, in two rows of 64. The seed decides
    // their order in each window; it is not from short to long.
    const tokens = metrics.map(({ paddingShare }) => Math.round((1 - paddingShare!) * 128));
    for (const window of [tokens.slice(0, 4), tokens.slice(4, 8), tokens.slice(8)]) {
      const half = window.length / 2;
      expect(window.toSorted()).toEqual([...Array(half).fill(114), ...Array(half).fill(120)]);
    }
    expect([tokens.slice(0, 4), tokens.slice(4, 8)]).not.toEqual(Array(2).fill([114, 114, 120, 120]));
    expect(new Set(tensors.slice(1)).size).toBe(1);

    // The summary, the export and the loss belong together.
    expect(changed(summary.adapter, await trainer.exportAdapter())).toBe(false);
    const [first, second] = await trainer.loss(batch);
    await trainer.useAdapter(start);
    expect(await trainer.loss(batch)).not.toEqual([first, second]);
    await trainer.useAdapter(summary.adapter);
    expect(await trainer.loss(batch)).toEqual([first, second]);
  });

  test('waits for conversations, and stops after the step at hand with what was learned', async () => {
    trainer.addConversations(examples(3));
    let steps = 0;
    const running = trainer.train(
      { ...training, steps: 50 },
      ofSteps(() => {
        steps++;
        if (steps === 2) trainer.stop();
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(steps).toBe(0);
    await expect(trainer.loss(examples(1))).rejects.toThrow(/while training runs/);
    trainer.addConversations(examples(13, 2));
    const summary = await running;
    expect(summary).toMatchObject({ ending: 'stopped', stepsDone: 2 });
    expect(changed(summary.adapter, start)).toBe(true);
  });

  test('can be stopped while it waits', async () => {
    const running = trainer.train(training, () => {});
    await new Promise((resolve) => setTimeout(resolve, 20));
    trainer.stop();
    expect(await running).toMatchObject({ ending: 'stopped', stepsDone: 0 });
  });

  test('packs batches by length', async () => {
    trainer.addConversations(examples(8));
    const shares: number[] = [];
    await trainer.train(
      training,
      ofSteps(({ paddingShare }) => shares.push(paddingShare!)),
    );
    // Lengths 60 57 54 51 48 60 57 54 in pairs, in any order: 48 51 of 56 positions, 54 54 of 56, 57 57 of 64, 60 60 of 64.
    const expected = [1 - 99 / 112, 1 - 108 / 112, 1 - 114 / 128, 1 - 120 / 128].toSorted();
    expect(shares).toHaveLength(4);
    shares.toSorted().forEach((share, i) => {
      expect(share).toBeCloseTo(expected[i]!, 12);
    });
  });
});

describe('what goes wrong', () => {
  test('a loss that is not a number: the last good adapter, and a plain message', async () => {
    const good = examples(8);
    const bad = good.map((example, i) =>
      i === 7 ? { ...example, features: example.features.map(() => Number.NaN) } : example,
    );
    trainer.addConversations(bad);
    const summary = await trainer.train(training, () => {});
    expect(summary.ending).toBe('failed');
    expect(summary.message).toMatch(/^Training ended at step \d: the loss is not a finite number \(NaN\)/);
    expect(summary.adapter.modules.every(({ loraB }) => loraB.every(Number.isFinite))).toBe(true);
    expect(changed(summary.adapter, await trainer.exportAdapter())).toBe(false);
    // The trainer can be used again.
    expect((await trainer.loss(good)).every(Number.isFinite)).toBe(true);
  });

  test('an error of the GPU', async () => {
    trainer.addConversations(examples(8));
    const summary = await trainer.train(
      training,
      ofSteps(({ step }) => {
        if (step === 1) device.createShaderModule({ code: 'fn broken( {' });
      }),
    );
    expect(summary.ending).toBe('failed');
    expect(summary.message).toMatch(/^The GPU reported an error.*Reload the page/s);
    expect(summary.stepsDone).toBeLessThanOrEqual(3);
    expect(summary.adapter.modules.every(({ loraA }) => loraA.every(Number.isFinite))).toBe(true);
    await reload();
  });

  test('a GPU that is lost', async () => {
    trainer.addConversations(examples(8));
    const summary = await trainer.train(
      training,
      ofSteps(({ step }) => {
        if (step === 1) device.destroy();
      }),
    );
    expect(summary.ending).toBe('failed');
    expect(summary.message).toMatch(/^The GPU reported an error.*lost/);
    expect(summary.stepsDone).toBe(2);
    expect(changed(summary.adapter, start)).toBe(true);
    expect(summary.adapter.modules.every(({ loraB }) => loraB.every(Number.isFinite))).toBe(true);
    await reload();
  });

  test('an adapter of another rank, shape or model', async () => {
    const adapter = await trainer.exportAdapter();
    const [first, ...others] = adapter.modules;
    await expect(trainer.useAdapter({ ...adapter, rank: 8 })).rejects.toThrow(
      /rank 4 and alpha 8, got rank 8/,
    );
    await expect(trainer.useAdapter({ ...adapter, modules: others })).rejects.toThrow(/42 modules, got 41/);
    const short = { ...first!, loraA: first!.loraA.slice(1) };
    await expect(trainer.useAdapter({ ...adapter, modules: [short, ...others] })).rejects.toThrow(
      /q_proj to have lora_A \[4, 192\].*got 767/,
    );
    const renamed = { ...first!, name: 'layers.9.self_attn.q_proj' };
    await expect(trainer.useAdapter({ ...adapter, modules: [renamed, ...others] })).rejects.toThrow(
      /to have layers.0.self_attn.q_proj/,
    );
  });

  test('a model file that is missing', async () => {
    const missing = { ...sparkleTiny, path: 'models/nowhere' };
    await expect(trainer.load(missing, ownOrigin, lora, 1)).rejects.toThrow(
      /models\/nowhere\/config.json: expected/,
    );
    await expect(trainer.exportAdapter()).rejects.toThrow(/Call load\(\) first/);
    await reload();
  });
});

describe('the start', () => {
  test('an untrained adapter gives the logits of the base model, bit for bit', async () => {
    const [example] = examples(1);
    const untrained = await trainer.logits(example!);
    expect(untrained.length).toBe(14 * vocabulary);
    const adapter = await trainer.exportAdapter();
    const zero = {
      ...adapter,
      modules: adapter.modules.map((module) => ({ ...module, loraA: module.loraA.map(() => 0) })),
    };
    await trainer.useAdapter(zero);
    expect(await trainer.logits(example!)).toEqual(untrained);
  });

  test('the seed decides the first adapter', async () => {
    await trainer.load(sparkleTiny, ownOrigin, lora, 1);
    expect(changed(await trainer.exportAdapter(), start)).toBe(false);
    await trainer.load(sparkleTiny, ownOrigin, lora, 2);
    expect(changed(await trainer.exportAdapter(), start)).toBe(true);
    await reload();
  });
});
