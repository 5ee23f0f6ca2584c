/** Dropout with a mask that is computed, not stored. Not here: where it applies (../lora.ts). */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import source from './dropout.wgsl?raw';
import { groupGrid, runKernel } from './program.ts';

/** What a training step leaves out. */
export interface Dropout {
  /** The share that is left out, 0 to below 1. */
  readonly rate: number;
  /** A whole number for each run and step: another one, another mask. */
  readonly seed: number;
}

/** PCG's output function (Jarzynski and Olano 2020), from one 32-bit number to another. */
function hash(value: number): number {
  const state = (Math.imul(value, 747796405) + 2891336453) >>> 0;
  const word = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277803737) >>> 0;
  return ((word >>> 22) ^ word) >>> 0;
}

/** The key of a mask, from the seed and a number of the place it is for; 32 bits. */
export const dropoutKey = (seed: number, place: number): number => hash(hash(seed >>> 0) ^ (place >>> 0));

/** Hashes below this are left out. */
const leastKept = (rate: number): number => Math.round(rate * 2 ** 32);

/** Whether the mask of that key keeps an element: what the kernel computes, for those that run elsewhere. */
export const isKept = (element: number, rate: number, key: number): boolean =>
  hash((element ^ key) >>> 0) >= leastKept(rate);

/** x [..] with the mask of that key, what is kept grown by 1 / (1 - rate), so that the sum stays; + base [..]. */
export function dropout(x: Tensor, rate: number, key: number, base: TensorInfo | null): Tensor {
  const quads = x.size / 4;
  return runKernel({
    name: 'dropout',
    source,
    inputs: { x: { tensor: x, components: 4 }, base: { tensor: base ?? x, components: 4 } },
    integers: { quads, key: key | 0, least: leastKept(rate) | 0, hasBase: base ? 1 : 0 },
    floats: { scale: 1 / (1 - rate) },
    groups: groupGrid(quads),
    output: { shape: x.shape },
    outputComponents: 4,
  }); // [..]
}
