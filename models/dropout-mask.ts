/**
 * The mask of dropout, computed from a seed instead of stored: whether each element is kept. GPU and processor use the
 * same one. Not here: applying it (kernels/dropout.ts, plain/operations.ts).
 */

/** What a training step leaves out. */
export interface Dropout {
  /** The share of elements that are left out, from 0 to below 1. */
  readonly rate: number;
  /** A whole number, different for each run and step: each seed gives another mask. */
  readonly seed: number;
}

/** PCG's output function (Jarzynski and Olano 2020), from one 32-bit number to another. */
function hash(value: number): number {
  const state = (Math.imul(value, 747796405) + 2891336453) >>> 0;
  const word = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277803737) >>> 0;
  return ((word >>> 22) ^ word) >>> 0;
}

/** The 32-bit key of a mask, from the step's seed and the number of the slot that the mask is for. */
export const dropoutKey = (seed: number, slot: number): number => hash(hash(seed >>> 0) ^ (slot >>> 0));

/** Elements whose hash is below this are left out. */
export const leastKept = (rate: number): number => Math.round(rate * 2 ** 32);

/** Whether the mask with that key keeps an element. The kernel (kernels/dropout.wgsl) computes the same. */
export const isKept = (element: number, rate: number, key: number): boolean =>
  hash((element ^ key) >>> 0) >= leastKept(rate);
