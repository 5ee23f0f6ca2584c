/**
 * Chooses the tilings of the products with frozen weights, and of attention, by timing them on the GPU: which one is fastest depends on
 * registers, caches and compiler of a card, of which a browser tells nothing. Not here: the tilings (../kernels/tile.ts),
 * remembering the choice (the page), whether the GPU's numbers are right (self-test.ts).
 */
import { dispose, type Tensor, tensor2d } from '@tensorflow/tfjs';
import { type AttentionShape, attention, attentionGradient } from '../kernels/attention.ts';
import { frozenMatmul, frozenMatmulGradient, uploadMatrix } from '../kernels/frozen-matmul.ts';
import { submitRecorded } from '../kernels/program.ts';
import { useTilings } from '../kernels/tile.ts';
import { ropeTable } from '../rope-table.ts';
import type { Gpu } from './device.ts';
import { check, randomFloats, randomMatrix } from './self-test-case.ts';
import {
  type TilingChoice,
  type TilingMs,
  type TilingName,
  type TimedProduct,
  tilingNames,
  timedProducts,
} from './tiling-choice.ts';

/** A product x [rows, inFeatures] · Wᵀ, or its gradient. */
interface ProductShape {
  readonly rows: number;
  readonly outFeatures: number;
  readonly inFeatures: number;
}

type AttentionProduct = 'attention' | 'attentionGradient';
type FrozenProduct = Exclude<TimedProduct, AttentionProduct>;

/** The shape that each product is timed in, both attentions in the same. */
export type TimedShapes = Readonly<Record<FrozenProduct, ProductShape> & { attention: AttentionShape }>;

/**
 * Between the smallest and the largest product of SmolVLM-256M on four conversations of 160 tokens, a part of its head on
 * the answers of a batch, and its attention.
 */
export const realShapes: TimedShapes = {
  forward: { rows: 640, outFeatures: 1152, inFeatures: 576 },
  forwardFewRows: { rows: 32, outFeatures: 4096, inFeatures: 576 },
  gradient: { rows: 640, outFeatures: 1152, inFeatures: 576 },
  attention: { sequences: 4, positions: 160, heads: 9, keyHeads: 3, headSize: 64 },
};

/** Each round times every tiling once: what slows the machine down for a while slows all of them. */
const rounds = 5;
/** A sample repeats its product until it lasts about so long, since waiting for the GPU takes a millisecond itself. */
const sampleMs = 20;
const mostRepeats = 64;
/** Where timing takes longer, it ends with what is known. */
const budgetMs = 15_000;
/** Another tiling must be at least so much faster than `registers`: less is within what two timings differ by. */
const neededGain = 1.05;
/** Tilings add up in another order, so their results differ by rounding. */
const agreement = 1e-5;

/** The chosen tiling of each product, and the times it was chosen by. */
export interface TimedTilings {
  readonly choice: TilingChoice;
  readonly ms: TilingMs;
}

/**
 * The fastest tiling of each product on an open GPU; a tiling whose numbers differ from those of `registers` is not chosen.
 * Leaves `registers` in use. Never rejects: where the GPU reports an error, it ends with what is known until then.
 */
export async function timeTilings(gpu: Gpu, shapes: TimedShapes): Promise<TimedTilings> {
  const endMs = performance.now() + budgetMs;
  const choice: Partial<Record<TimedProduct, TilingName>> = {};
  const ms: Partial<Record<TimedProduct, Partial<Record<TilingName, number>>>> = {};
  try {
    for (const product of timedProducts) {
      if (performance.now() > endMs) break;
      useTilings({});
      const times = await timesOf(gpu, product, createWork(gpu, product, shapes), endMs);
      gpu.check();
      choice[product] = fastest(times);
      const timed = [...times].filter(([, samples]) => samples.length > 0);
      ms[product] = Object.fromEntries(timed.map(([name, samples]) => [name, median(samples)]));
    }
  } catch {
    // What is known is kept; the rest is as if it had not been timed.
  } finally {
    useTilings({});
  }
  return { choice, ms };
}

/** Milliseconds of a product in each sample, by tiling, the same number of samples for all of them. */
type TilingTimes = ReadonlyMap<TilingName, readonly number[]>;

/** The tiling with the smallest median, unless `registers` is about as fast, or there are too few samples to tell. */
export function fastest(times: TilingTimes): TilingName {
  const usual = times.get('registers')!;
  if (usual.length < 3) return 'registers';
  const medians = [...times].map(([name, samples]) => ({ name, ms: median(samples) }));
  const [best] = medians.sort((a, b) => a.ms - b.ms);
  return best!.ms * neededGain <= median(usual) ? best!.name : 'registers';
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Work that is timed: `run` enqueues it, with the tilings in use, and gives its result. */
interface Work {
  readonly names: readonly TilingName[];
  readonly run: () => Tensor;
  readonly dispose: () => void;
}

function createWork(gpu: Gpu, product: TimedProduct, shapes: TimedShapes): Work {
  return product === 'attention' || product === 'attentionGradient'
    ? attentionWork(product, shapes.attention)
    : productWork(gpu, product, shapes[product]);
}

function productWork(
  gpu: Gpu,
  product: FrozenProduct,
  { rows, outFeatures, inFeatures }: ProductShape,
): Work {
  const kept: Tensor[] = [];
  const weight = uploadMatrix(randomMatrix(outFeatures, inFeatures, 11), (fresh) => {
    gpu.backend.uploadToGPU(fresh.dataId);
    kept.push(fresh);
    return fresh;
  });
  const width = product === 'gradient' ? outFeatures : inFeatures;
  const left = tensor2d(randomFloats(rows * width, 12), [rows, width]);
  return {
    names: tilingNames,
    run: () =>
      product === 'gradient'
        ? frozenMatmulGradient(left, rows, weight, null, null) // [M, K]
        : frozenMatmul(left, rows, weight, null, 1, null), // [M, N]
    dispose: () => dispose([...kept, left]),
  };
}

function attentionWork(product: AttentionProduct, shape: AttentionShape): Work {
  const { sequences, positions, heads, keyHeads, headSize } = shape;
  const rows = sequences * positions;
  const width = (heads + 2 * keyHeads) * headSize;
  const qkv = tensor2d(randomFloats(rows * width, 13), [rows, width]);
  const dAttended = tensor2d(randomFloats(rows * heads * headSize, 14), [rows, heads * headSize]);
  const table = ropeTable(positions, headSize, 1e4); // [T, D / 2, 2]
  const known = attention(qkv, shape);
  return {
    names: ['registers', 'staged'],
    run: () => {
      if (product === 'attentionGradient') return attentionGradient(qkv, known, dAttended, table, shape); // [M, W]
      const { attended, logSums } = attention(qkv, shape);
      logSums.dispose();
      return attended; // [M, N · D]
    },
    dispose: () => dispose([qkv, dAttended, table, known.attended, known.logSums]),
  };
}

async function timesOf(gpu: Gpu, product: TimedProduct, work: Work, endMs: number): Promise<TilingTimes> {
  const sample = async (name: TilingName, times: number): Promise<number> => {
    useTilings({ [product]: name });
    const startMs = performance.now();
    for (let i = 0; i < times; i++) work.run().dispose();
    submitRecorded(gpu.backend);
    await gpu.device.queue.onSubmittedWorkDone();
    return performance.now() - startMs;
  };
  try {
    // This compiles them too.
    const names = await agreeing(product, work);
    gpu.check();
    const repeats = Math.ceil(sampleMs / Math.max(await sample('registers', 1), sampleMs / mostRepeats));
    const times = new Map(names.map((name): [TilingName, number[]] => [name, []]));
    for (let round = 0; round < rounds && performance.now() < endMs; round++) {
      for (const [name, samples] of times) samples.push((await sample(name, repeats)) / repeats);
    }
    return times;
  } finally {
    work.dispose();
    gpu.trim();
  }
}

/**
 * The tilings whose result is that of `registers` up to rounding, itself included. All results have memory of their own: one
 * that was not written must not show an earlier one's numbers.
 */
async function agreeing(product: TimedProduct, { names, run }: Work): Promise<TilingName[]> {
  const results = names.map((name) => {
    useTilings({ [product]: name });
    return run();
  });
  const [usual, ...others] = (await Promise.all(results.map((result) => result.data()))) as Float32Array[];
  dispose(results);
  return names.filter(
    (name, i) => i === 0 || check(name, others[i - 1]!, usual!, agreement).error <= agreement,
  );
}
