/**
 * Chooses the tilings of the products with frozen weights by timing them on the GPU: which one is fastest depends on
 * registers, caches and compiler of a card, of which a browser tells nothing. Not here: the tilings (../kernels/tile.ts),
 * remembering the choice (the page), whether the GPU's numbers are right (self-test.ts).
 */
import { type Tensor, tensor2d } from '@tensorflow/tfjs';
import {
  frozenMatmul,
  frozenMatmulGradient,
  type GpuMatrix,
  uploadMatrix,
} from '../kernels/frozen-matmul.ts';
import { submitRecorded } from '../kernels/program.ts';
import { useTilings } from '../kernels/tile.ts';
import type { Gpu } from './device.ts';
import { check, randomFloats, randomMatrix } from './self-test-case.ts';
import {
  type TilingChoice,
  type TilingName,
  type TimedProduct,
  tilingNames,
  timedProducts,
} from './tiling-choice.ts';

/** A product x [rows, inFeatures] · Wᵀ, or its gradient. */
interface Shape {
  readonly rows: number;
  readonly outFeatures: number;
  readonly inFeatures: number;
}

/** The shape that each product is timed in. */
export type TimedShapes = Readonly<Record<TimedProduct, Shape>>;

/**
 * Between the smallest and the largest product of SmolVLM-256M on four conversations of 160 tokens, and a part of its head
 * on the answers of a batch.
 */
export const realShapes: TimedShapes = {
  forward: { rows: 640, outFeatures: 1152, inFeatures: 576 },
  forwardFewRows: { rows: 32, outFeatures: 4096, inFeatures: 576 },
  gradient: { rows: 640, outFeatures: 1152, inFeatures: 576 },
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

/**
 * The fastest tiling of each product on an open GPU; a tiling whose numbers differ from those of `registers` is not chosen.
 * Leaves `registers` in use. Throws GpuError if the GPU reports an error.
 */
export async function timeTilings(gpu: Gpu, shapes: TimedShapes): Promise<TilingChoice> {
  const endMs = performance.now() + budgetMs;
  const choice: Partial<Record<TimedProduct, TilingName>> = {};
  try {
    for (const product of timedProducts) {
      choice[product] = fastest(await timesOf(gpu, product, shapes[product], endMs));
      gpu.check();
    }
    return choice;
  } finally {
    useTilings({});
  }
}

/** Milliseconds of each sample, by tiling, the same number of samples for all of them. */
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

async function timesOf(
  gpu: Gpu,
  product: TimedProduct,
  { rows, outFeatures, inFeatures }: Shape,
  endMs: number,
): Promise<TilingTimes> {
  const kept: Tensor[] = [];
  const weight: GpuMatrix = uploadMatrix(randomMatrix(outFeatures, inFeatures, 11), (fresh) => {
    gpu.backend.uploadToGPU(fresh.dataId);
    kept.push(fresh);
    return fresh;
  });
  const width = product === 'gradient' ? outFeatures : inFeatures;
  const left = tensor2d(randomFloats(rows * width, 12), [rows, width]);
  const run = (): Tensor =>
    product === 'gradient'
      ? frozenMatmulGradient(left, rows, weight, null, null)
      : frozenMatmul(left, rows, weight, null, 1, null);
  const sample = async (name: TilingName, times: number): Promise<number> => {
    useTilings({ [product]: name });
    const startMs = performance.now();
    for (let i = 0; i < times; i++) run().dispose();
    submitRecorded(gpu.backend);
    await gpu.device.queue.onSubmittedWorkDone();
    return performance.now() - startMs;
  };
  try {
    // This compiles them too.
    const names = await agreeing(product, run);
    gpu.check();
    const repeats = Math.ceil(sampleMs / Math.max(await sample('registers', 1), sampleMs / mostRepeats));
    const times = new Map(names.map((name): [TilingName, number[]] => [name, []]));
    for (let round = 0; round < rounds && performance.now() < endMs; round++) {
      for (const [name, samples] of times) samples.push(await sample(name, repeats));
    }
    return times;
  } finally {
    for (const tensor of [...kept, left]) tensor.dispose();
    gpu.trim();
  }
}

/**
 * The tilings whose result is that of `registers` up to rounding, itself included. All results have memory of their own: one
 * that was not written must not show an earlier one's numbers.
 */
async function agreeing(product: TimedProduct, run: () => Tensor): Promise<TilingName[]> {
  const results = tilingNames.map((name) => {
    useTilings({ [product]: name });
    return run();
  });
  const [usual, ...others] = (await Promise.all(results.map((result) => result.data()))) as Float32Array[];
  for (const result of results) result.dispose();
  return tilingNames.filter(
    (name, i) => i === 0 || check(name, others[i - 1]!, usual!, agreement).error <= agreement,
  );
}
