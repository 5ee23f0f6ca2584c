/**
 * The plain decoder on the WebAssembly backend: loss, logits and all LoRA gradients against the reference on the CPU
 * backend, and its AdamW against the formula. Not here: the same in a browser (test/e2e/no-webgpu.test.ts).
 */
import { resolve } from 'node:path';
import { memory, setBackend, type Tensor, tensor1d, zeros } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { layOut } from '../../../models/adapter/layout.ts';
import { packAdapter, unpackAdapter } from '../../../models/adapter/pack.ts';
import { createBatch, type Sequence } from '../../../models/batch.ts';
import { plainAdamw, plainGradientNorm } from '../../../models/plain/adamw.ts';
import { openPlainBackend } from '../../../models/plain/backend.ts';
import { checkPlainSize } from '../../../models/plain/decoder.ts';
import { elementsOf, openProcessor } from '../../../models/plain/processor.ts';
import { normalStream } from '../../../models/random.ts';
import { targetsOf } from '../../../models/weights.ts';
import {
  randomAdapter,
  randomDecoder,
  randomSequences,
  relativeError,
  type SmallDecoder,
  smallConfig,
  smallImageToken,
  smolConfig,
} from '../../fixtures/decoder-model.ts';
import { adapterTensors, referenceGradients, referenceLogits } from '../../fixtures/decoder-reference.ts';

// In Node the file is read from disk.
vi.mock('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url', () => ({
  default: resolve('node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'),
}));

beforeAll(async () => {
  await openProcessor();
});

const onCpu = async <T>(work: () => T): Promise<T> => {
  await setBackend('cpu');
  try {
    return work();
  } finally {
    await setBackend('wasm');
  }
};

/** A decoder with these weights, and an adapter for it. */
async function prepare(model: SmallDecoder, adapter: Adapter) {
  const layout = layOut(targetsOf(model.weights), adapter);
  const backend = await openPlainBackend(model.weights, layout, null);
  const flat: Tensor = tensor1d(packAdapter(adapter, layout));
  return { layout, backend, lora: { layout, flat }, gradient: zeros([layout.size]) };
}

const batchOf = (model: SmallDecoder, sequences: readonly Sequence[]) =>
  createBatch(sequences, model.weights, smallImageToken).batch;

function meanLoss(losses: Tensor, count: number): number {
  const values = losses.dataSync();
  let sum = 0;
  for (let row = 0; row < count; row++) sum += values[row * 2 + 1]!;
  return sum / count;
}

const small = randomDecoder(1);
const smallAdapter = randomAdapter(small, 3, 2);
const smallSequences = randomSequences([29, 37], 3);

describe('loss and gradients equal those of the reference', () => {
  for (const { what, model, adapter, sequences } of [
    {
      what: 'two layers, grouped heads, rank 3',
      model: small,
      adapter: smallAdapter,
      sequences: smallSequences,
    },
    ...[randomDecoder(21, smolConfig)].map((model) => ({
      what: 'the widths of SmolVLM-256M',
      model,
      adapter: randomAdapter(model, 8, 22),
      sequences: randomSequences([20, 13], 23, smolConfig),
    })),
  ]) {
    test(what, async () => {
      const expected = await onCpu(() => referenceGradients(model, adapter, sequences));
      const { layout, backend, lora, gradient } = await prepare(model, adapter);
      const batch = batchOf(model, sequences);
      // The old contents of the gradient must not matter.
      elementsOf(gradient).fill(5);
      const tensors = memory().numTensors;
      const losses = await backend.lossesAndGradient(lora, batch, gradient);
      expect(memory().numTensors).toBe(tensors + 1);
      const loss = meanLoss(losses, batch.answers.count);
      expect(Math.abs(loss - expected.loss) / expected.loss).toBeLessThan(1e-6);
      const values = gradient.dataSync() as Float32Array;
      const found = unpackAdapter(values, layout);
      found.modules.forEach(({ name, loraA, loraB }, i) => {
        const { dA, dB } = expected.gradients[i]!;
        expect(relativeError(loraA, dA), `A of ${name}`).toBeLessThan(1e-5);
        expect(relativeError(loraB, dB), `B of ${name}`).toBeLessThan(1e-5);
      });
      // The padding of the rank has no gradient, so it stays zero.
      expect(packAdapter(found, layout)).toEqual(values);
      backend.dispose();
    });
  }

  test('a step of several batches: the sum of theirs, each scaled', async () => {
    const { backend, lora, gradient } = await prepare(small, smallAdapter);
    const both = batchOf(small, smallSequences);
    await backend.lossesAndGradient(lora, both, gradient);
    const whole = gradient.dataSync().slice();
    const scale = 1 / both.answers.count;
    await Promise.all(
      smallSequences.map((sequence, i) =>
        backend.lossesAndGradient(lora, batchOf(small, [sequence]), gradient, { scale, isFirst: i === 0 }),
      ),
    );
    expect(relativeError(gradient.dataSync(), whole)).toBeLessThan(1e-6);
    backend.dispose();
  });

  test('modules that are not adapted have none', async () => {
    const settings = { rank: 4, alpha: 8, targetModules: ['q_proj', 'down_proj'] as const };
    const layout = layOut(targetsOf(small.weights), settings);
    const backend = await openPlainBackend(small.weights, layout, null);
    const flat: Tensor = tensor1d(
      Float32Array.from({ length: layout.size }, normalStream(3)).map((value) => 0.1 * value),
    );
    const gradient = zeros([layout.size]);
    await backend.lossesAndGradient({ layout, flat }, batchOf(small, smallSequences), gradient);
    const values = gradient.dataSync();
    for (const { atA, inFeatures, isTarget } of layout.slots) {
      const isZero = values.subarray(atA, atA + 4 * inFeatures).every((value) => value === 0);
      expect(isZero).toBe(!isTarget);
    }
    backend.dispose();
  });
});

test('with dropout the gradient agrees with finite differences of the loss under the same mask', async () => {
  const { layout, backend, gradient } = await prepare(small, smallAdapter);
  const batch = batchOf(small, smallSequences);
  const start = packAdapter(smallAdapter, layout);
  const stateOf = (elements: Float32Array, seed: number | null = 9) => ({
    layout,
    flat: tensor1d(elements) as Tensor,
    dropout: seed === null ? null : { rate: 0.3, seed },
  });
  const unused = zeros([layout.size]);
  const lossAt = async (elements: Float32Array, seed: number | null = 9) =>
    meanLoss(await backend.lossesAndGradient(stateOf(elements, seed), batch, unused), batch.answers.count);
  const here = await lossAt(start);
  expect(here).not.toBeCloseTo(await lossAt(start, null), 3);
  expect(here).not.toBeCloseTo(await lossAt(start, 10), 3);
  await backend.lossesAndGradient(stateOf(start), batch, gradient);
  const slopes = gradient.dataSync() as Float32Array;
  const normal = normalStream(11);
  const length = Math.hypot(...slopes);
  const direction = slopes.map((slope) => slope / length + (0.5 * normal()) / Math.sqrt(layout.size));
  const moved = (sign: number) => start.map((value, i) => value + sign * 2e-3 * direction[i]!);
  const measured = ((await lossAt(moved(1))) - (await lossAt(moved(-1)))) / 4e-3;
  const predicted = slopes.reduce((sum, slope, i) => sum + slope * direction[i]!, 0);
  expect(Math.abs(measured - predicted) / Math.abs(predicted)).toBeLessThan(2e-3);
  backend.dispose();
});

test('logits equal those of the reference', async () => {
  const [sequence] = smallSequences;
  const all = await onCpu(() =>
    referenceLogits(small, smallAdapter, adapterTensors(smallAdapter), sequence!).dataSync(),
  );
  const { vocab_size: vocabulary } = smallConfig;
  const expected = [...sequence!.labels].flatMap((label, place) =>
    label < 0 ? [] : [...all.subarray((place - 1) * vocabulary, place * vocabulary)],
  );
  const { backend, lora } = await prepare(small, smallAdapter);
  const found = (await backend.logitsOf(lora, batchOf(small, [sequence!]))).dataSync();
  expect(relativeError(found.slice(0, expected.length), expected)).toBeLessThan(2e-6);
  backend.dispose();
});

test('AdamW: ten steps against its formula, with a clip factor and decay', () => {
  const normal = normalStream(5);
  const start = Float32Array.from({ length: 70 }, normal);
  const weights = tensor1d(start);
  const moments = zeros([2, 70]);
  const [w, m, v] = [[...start], Array<number>(70).fill(0), Array<number>(70).fill(0)];
  for (let step = 1; step <= 10; step++) {
    const gradient = Float32Array.from({ length: 70 }, normal);
    const clip = step % 2 === 0 ? 1 : 0.3;
    const numbers = { rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.1, clip, step };
    plainAdamw(weights, moments, tensor1d(gradient), numbers);
    for (let i = 0; i < 70; i++) {
      const g = clip * gradient[i]!;
      m[i] = 0.9 * m[i]! + 0.1 * g;
      v[i] = 0.999 * v[i]! + 0.001 * g * g;
      const direction = m[i]! / (1 - 0.9 ** step) / (Math.sqrt(v[i]! / (1 - 0.999 ** step)) + 1e-8);
      w[i] = w[i]! - 0.01 * (direction + 0.1 * w[i]!);
    }
    expect(relativeError(weights.dataSync(), w)).toBeLessThan(1e-6);
  }
});

test('the length of a gradient that is written in place again and again', () => {
  const gradient = zeros([1000]);
  for (const value of [3, 0, 0.5]) {
    elementsOf(gradient).fill(value);
    expect(plainGradientNorm(gradient).dataSync()[0]).toBeCloseTo(value * Math.sqrt(1000), 4);
  }
});

test('a model too large for dense floats is refused in plain words', () => {
  const { weights } = small;
  expect(() => checkPlainSize(weights)).not.toThrow();
  const huge = { ...weights, lmHead: { ...weights.lmHead, outFeatures: 2 ** 21 } };
  expect(() => checkPlainSize(huge)).toThrow(/at most 67 million weights.*got 134 million/);
});
