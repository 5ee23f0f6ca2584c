/**
 * The decoder's losses and all LoRA gradients against plain TensorFlow.js operations with its tape on the CPU backend,
 * and against finite differences. A small random model with rank 3, so that the padding to 4 is tested too.
 */
import { memory, setBackend, type Tensor, tensor1d, zeros } from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Adapter } from '../../../models/adapter/adapter.ts';
import { type LoraLayout, layOut } from '../../../models/adapter/layout.ts';
import { packAdapter, unpackAdapter } from '../../../models/adapter/pack.ts';
import { createBatch, disposeBatch, type Sequence } from '../../../models/batch.ts';
import {
  createDecoder,
  type Decoder,
  logitsOf,
  lossesAndGradient,
  lossesOf,
} from '../../../models/decoder.ts';
import { type Dropout, dropoutKey, isKept } from '../../../models/dropout-mask.ts';
import { type Gpu, openGpu } from '../../../models/gpu/device.ts';
import { tuneFor } from '../../../models/kernels/tile.ts';
import { initAdapter } from '../../../models/lora.ts';
import { normalStream } from '../../../models/random.ts';
import { targetsOf } from '../../../models/weights.ts';
import { countingBindGroups } from '../../fixtures/bind-group-count.ts';
import {
  type MatrixFormat,
  randomAdapter,
  randomDecoder,
  randomSequences,
  relativeError,
  type SmallDecoder,
  smallConfig,
  smallImageToken,
  smolConfig,
} from '../../fixtures/decoder-model.ts';
import {
  adapterTensors,
  type Masks,
  referenceGradients,
  referenceLogits,
} from '../../fixtures/decoder-reference.ts';

const rank = 3;
const model = randomDecoder(1);
const adapter = randomAdapter(model, rank, 2);
const sequences = randomSequences([29, 37], 3);

let gpu: Gpu;
let layout: LoraLayout;
let decoder: Decoder;
beforeAll(async () => {
  gpu = await openGpu();
  layout = layOut(targetsOf(model.weights), adapter);
  decoder = createDecoder(model.weights, layout, gpu.backend);
});
afterEach(() => gpu.check());
afterAll(() => {
  decoder.dispose();
  gpu.dispose();
});

const onCpu = async <T>(work: () => T): Promise<T> => {
  await setBackend('cpu');
  try {
    return work();
  } finally {
    await setBackend('webgpu');
  }
};

const stateOf = (flat: Float32Array) => ({ layout, flat: tensor1d(flat) as Tensor });
const makeBatch = () => createBatch(sequences, model.weights, smallImageToken).batch;

async function meanLoss(losses: Tensor, count: number): Promise<number> {
  const values = await losses.data();
  let sum = 0;
  for (let row = 0; row < count; row++) sum += values[row * 2 + 1]!;
  return sum / count;
}

const packed = (bits: MatrixFormat['bits'], blockSize: number): MatrixFormat => ({
  bits,
  blockSize,
  hasZeroPoints: bits === 4,
});

interface Case {
  readonly model: SmallDecoder;
  readonly adapter: Adapter;
  readonly sequences: readonly Sequence[];
  readonly layout: LoraLayout;
  readonly decoder: Decoder;
  readonly dropout?: Dropout;
}

/** The kernels' dropout masks, for the reference. */
function masksOf({ model, sequences, layout }: Case, { rate, seed }: Dropout): Masks {
  const places = Math.ceil(Math.max(...sequences.map(({ inputIds }) => inputIds.length)) / 8) * 8;
  const isLabelled = (label: number, place: number) => place > 0 && label >= 0;
  return (name, width, s) => {
    const key = dropoutKey(seed, layout.slots.find((place) => place.name === name)!.atA);
    const { labels } = sequences[s]!;
    // After the attention of the last layer, rows are the answer rows, one after another.
    const isOfAnswers =
      name.startsWith(`layers.${model.weights.layers.length - 1}.`) && !/[qkv]_proj/.test(name);
    let answers = sequences
      .slice(0, s)
      .reduce((sum, { labels }) => sum + labels.filter(isLabelled).length, 0);
    const rows = [...labels].map((_, place) => {
      if (!isOfAnswers) return s * places + place;
      return isLabelled(labels[place + 1] ?? -100, place + 1) ? answers++ : 0;
    });
    return Float32Array.from({ length: labels.length * width }, (_, i) =>
      isKept(rows[Math.floor(i / width)]! * width + (i % width), rate, key) ? 1 / (1 - rate) : 0,
    );
  };
}

async function expectGradients(given: Case, budgetBytes = 2 ** 30): Promise<void> {
  const masks = given.dropout ? masksOf(given, given.dropout) : null;
  const expected = await onCpu(() => referenceGradients(given.model, given.adapter, given.sequences, masks));
  const { batch } = createBatch(given.sequences, given.model.weights, smallImageToken);
  // The old contents of the gradient must not matter.
  const gradient = tensor1d(new Float32Array(given.layout.size).fill(5));
  const flat: Tensor = tensor1d(packAdapter(given.adapter, given.layout));
  const lora = { layout: given.layout, flat, dropout: given.dropout ?? null };
  const losses = lossesAndGradient(given.decoder, lora, batch, gradient, { budgetBytes });
  const loss = await meanLoss(losses, batch.answers.count);
  expect(Math.abs(loss - expected.loss) / expected.loss).toBeLessThan(1e-6);
  const values = (await gradient.data()) as Float32Array;
  const found = unpackAdapter(values, given.layout);
  found.modules.forEach(({ name, loraA, loraB }, i) => {
    const { dA, dB } = expected.gradients[i]!;
    expect(relativeError(loraA, dA), `A of ${name}`).toBeLessThan(5e-6);
    expect(relativeError(loraB, dB), `B of ${name}`).toBeLessThan(5e-6);
  });
  // The padding of the rank has no gradient, so it stays zero.
  expect(packAdapter(found, given.layout)).toEqual(values);
  disposeBatch(batch);
}

describe('loss and gradients', () => {
  for (const { tiles, budgetBytes, what } of [
    { tiles: 'cpu', budgetBytes: 2 ** 30, what: 'traces kept' },
    { tiles: 'cpu', budgetBytes: 0, what: 'layers computed again' },
    { tiles: 'gpu', budgetBytes: 2 ** 30, what: 'tiles of a graphics card' },
  ] as const) {
    test(`equal those of plain operations: ${what}`, async () => {
      tuneFor(tiles);
      await expectGradients({ model, adapter, sequences, layout, decoder }, budgetBytes);
    });
  }

  for (const { what, settings, dropout } of [
    { what: 'some modules', settings: { targetModules: ['q_proj', 'v_proj', 'down_proj'] } },
    { what: 'rsLoRA', settings: { scaling: 'rslora' } },
    { what: 'dropout', settings: {}, dropout: { rate: 0.3, seed: 77 } },
    {
      what: 'dropout on some modules',
      settings: { targetModules: ['k_proj', 'o_proj', 'up_proj'] },
      dropout: { rate: 0.5, seed: -3 },
    },
  ] as const) {
    test(`equal those of plain operations: ${what}`, async () => {
      tuneFor('cpu');
      const other = randomAdapter(model, rank, 2, settings);
      const otherLayout = layOut(targetsOf(model.weights), { ...other, ...settings });
      for (const budgetBytes of [0, 2 ** 30]) {
        await expectGradients(
          { model, adapter: other, sequences, layout: otherLayout, decoder, ...(dropout && { dropout }) },
          budgetBytes,
        );
      }
    });
  }

  for (const { what, formatOf } of [
    { what: '4 bits in blocks of 16', formatOf: () => packed(4, 16) },
    { what: '8 bits', formatOf: () => packed(8, 32) },
    { what: 'halves', formatOf: () => packed(16, 0) },
    { what: 'floats', formatOf: () => packed(32, 0) },
    {
      what: 'packed in different ways',
      formatOf: (module: string) =>
        ({ k_proj: packed(8, 32), o_proj: packed(16, 0), up_proj: packed(4, 16), lm_head: packed(8, 16) })[
          module
        ] ?? packed(4, 32),
    },
  ]) {
    test(`equal those of plain operations: ${what}`, async () => {
      tuneFor('cpu');
      const other = randomDecoder(31, smallConfig, formatOf);
      const own = createDecoder(other.weights, layout, gpu.backend);
      await expectGradients({ model: other, adapter, sequences, layout, decoder: own });
      own.dispose();
    });
  }

  test('equal those of plain operations: a rank whose projection is wider than a norm takes along', async () => {
    tuneFor('cpu');
    const wide = randomAdapter(model, 20, 2);
    const wideLayout = layOut(targetsOf(model.weights), wide);
    const own = createDecoder(model.weights, wideLayout, gpu.backend);
    await expectGradients({ model, adapter: wide, sequences, layout: wideLayout, decoder: own });
    own.dispose();
  });

  test('of two batches add up to those of both together', async () => {
    const lora = stateOf(packAdapter(adapter, layout));
    const batches = [[sequences[0]!], [sequences[1]!], sequences].map(
      (some) => createBatch(some, model.weights, smallImageToken).batch,
    );
    const [first, second, both] = batches.map((batch) => ({ batch, gradient: zeros([layout.size]) }));
    const scale = 1 / both!.batch.answers.count;
    lossesAndGradient(decoder, lora, first!.batch, first!.gradient, { scale });
    lossesAndGradient(decoder, lora, second!.batch, first!.gradient, { scale, isFirst: false });
    lossesAndGradient(decoder, lora, both!.batch, both!.gradient);
    const [added, whole] = [await first!.gradient.data(), await both!.gradient.data()];
    expect(relativeError(added, whole)).toBeLessThan(2e-6);
    batches.forEach(disposeBatch);
  });

  test('equal those of plain operations: the widths of SmolVLM-256M', async () => {
    tuneFor('cpu');
    const wide = randomDecoder(21, smolConfig);
    const wideAdapter = randomAdapter(wide, 8, 22);
    const wideLayout = layOut(targetsOf(wide.weights), wideAdapter);
    const wideDecoder = createDecoder(wide.weights, wideLayout, gpu.backend);
    await expectGradients({
      model: wide,
      adapter: wideAdapter,
      sequences: randomSequences([20, 13], 23, smolConfig),
      layout: wideLayout,
      decoder: wideDecoder,
    });
    wideDecoder.dispose();
  });

  test('agree with finite differences', async () => {
    tuneFor('cpu');
    const start = packAdapter(adapter, layout);
    const gradient = zeros([layout.size]);
    const batch = makeBatch();
    lossesAndGradient(decoder, stateOf(start), batch, gradient);
    const slopes = (await gradient.data()) as Float32Array;
    const lossAt = (flat: Float32Array) =>
      meanLoss(lossesOf(decoder, stateOf(flat), batch), batch.answers.count);
    const normal = normalStream(11);
    const stepSize = 2e-3;
    for (let trial = 0; trial < 3; trial++) {
      // Half along the gradient, half random: the slope is then well above the rounding of the loss.
      const length = Math.hypot(...slopes);
      const direction = slopes.map((slope) => slope / length + (0.5 * normal()) / Math.sqrt(layout.size));
      const moved = (sign: number) => start.map((value, i) => value + sign * stepSize * direction[i]!);
      const measured = ((await lossAt(moved(1))) - (await lossAt(moved(-1)))) / (2 * stepSize);
      const predicted = slopes.reduce((sum, slope, i) => sum + slope * direction[i]!, 0);
      expect(Math.abs(measured - predicted) / Math.abs(predicted)).toBeLessThan(2e-3);
    }
    disposeBatch(batch);
  });
});

test('steps of other shapes leave no tensor and no memory behind', async () => {
  const gradient: Tensor = zeros([layout.size]);
  const lora = stateOf(packAdapter(adapter, layout));
  const after: { tensors: number; bytes: number }[] = [];
  for (let round = 0; round < 4; round++) {
    for (const lengths of [[29, 37], [12], [40, 9, 22]]) {
      const { batch } = createBatch(randomSequences(lengths, 3), model.weights, smallImageToken);
      const losses = lossesAndGradient(decoder, lora, batch, gradient, {
        budgetBytes: round % 2 ? 0 : 2 ** 30,
      });
      await losses.data();
      disposeBatch(batch);
      losses.dispose();
      gpu.trim();
    }
    after.push({ tensors: memory().numTensors, bytes: gpu.backend.memory().numBytesAllocatedInGPU });
  }
  expect(after[3]).toEqual(after[0]);
});

test('from the third step on, the bind groups of the steps before serve', () =>
  countingBindGroups(async (take) => {
    const gradient: Tensor = zeros([layout.size]);
    const lora = stateOf(packAdapter(adapter, layout));
    const made: number[] = [];
    for (let step = 0; step < 6; step++) {
      const batch = makeBatch();
      gpu.repeatBuffers();
      take();
      const losses = lossesAndGradient(decoder, lora, batch, gradient);
      made.push(take());
      await losses.data();
      losses.dispose();
      disposeBatch(batch);
    }
    expect(made[0]).toBeGreaterThan(20);
    expect(made.slice(2)).toEqual([0, 0, 0, 0]);
  }));

describe('logits', () => {
  const logitsFor = async (flat: Float32Array): Promise<Float32Array> => {
    const { batch } = createBatch([sequences[0]!], model.weights, smallImageToken);
    const values = await logitsOf(decoder, stateOf(flat), batch).data();
    disposeBatch(batch);
    return values.slice(0, batch.answers.count * smallConfig.vocab_size) as Float32Array;
  };

  test('equal those of plain operations', async () => {
    const all = await onCpu(() =>
      referenceLogits(model, adapter, adapterTensors(adapter), sequences[0]!).dataSync(),
    );
    const expected = [...sequences[0]!.labels].flatMap((label, place) =>
      label < 0
        ? []
        : [...all.subarray((place - 1) * smallConfig.vocab_size, place * smallConfig.vocab_size)],
    );
    expect(relativeError(await logitsFor(packAdapter(adapter, layout)), expected)).toBeLessThan(2e-6);
  });

  test('of an adapter whose B is zero are those of the base model, bit for bit', async () => {
    const untrained = packAdapter(initAdapter(targetsOf(model.weights), adapter, 5), layout);
    const base = await logitsFor(new Float32Array(layout.size));
    expect(await logitsFor(untrained)).toEqual(base);
    expect(relativeError(await logitsFor(packAdapter(adapter, layout)), base)).toBeGreaterThan(0.01);
  });
});

describe('sequences that do not fit', () => {
  const [good] = randomSequences([12], 9);
  for (const { what, sequence, message } of [
    { what: 'too long', sequence: randomSequences([65], 9)[0]!, message: /1 to 64 tokens.*got 65/ },
    {
      what: 'features missing',
      sequence: { ...good!, features: new Float32Array(64) },
      message: /\[4, 64\].*got 64 numbers/,
    },
    {
      what: 'unknown token',
      sequence: { ...good!, inputIds: good!.inputIds.map((id, i) => (i === 9 ? 40 : id)) },
      message: /below 40/,
    },
    {
      what: 'no labels',
      sequence: { ...good!, labels: good!.labels.map(() => -100) },
      message: /at least one labelled token/,
    },
  ]) {
    test(`are refused: ${what}`, () => {
      expect(() => createBatch([sequence], model.weights, smallImageToken)).toThrow(message);
    });
  }
});
