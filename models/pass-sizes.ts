/**
 * How much is computed in one pass, and what sizes are padded to. In one file, because the estimate of memory uses the
 * same numbers. Not here: the batch size that a person chooses (config.ts), the estimate (memory.ts).
 */
import type { ModelShape } from './registry.ts';

/** Whole patches along a side of an image: pixels that fill none are not seen, as at SmolVLM2-2.2B's 384 px by 14. */
export const patchesAlong = ({
  imageSizePx,
  patchSizePx,
}: Pick<ModelShape['vision'], 'imageSizePx' | 'patchSizePx'>): number =>
  Math.floor(imageSizePx / patchSizePx);

/** Patches of an image. */
export const patchesOf = (vision: ModelShape['vision']): number => patchesAlong(vision) ** 2;

/** Bytes of a layer's attention scores for one image, before and after the softmax: 2 · heads · patches² floats. */
export const attentionBytes = (vision: ModelShape['vision']): number =>
  2 * 4 * vision.heads * patchesOf(vision) ** 2;

/**
 * Images that are encoded together: eight, or fewer (but at least one) if their attention scores would take more than
 * 268 MB. For SmolVLM, with 1,024 patches an image, it is two.
 */
export const imagesPerPass = (vision: ModelShape['vision']): number =>
  Math.max(1, Math.min(8, Math.floor(2 ** 28 / attentionBytes(vision))));

/** Prompts answered together. */
export const promptsPerPass = 32;

/** Sequences in one pass that computes losses only; fewer if the batch size is smaller. */
export const lossesPerPass = 8;

/**
 * Workers that share a training step on a processor of so many cores, one conversation each at a time. With more than two
 * cores, one is left to the page. At most four: each holds the decoder, and memory for a pass.
 */
export const crewSize = (cores: number): number => Math.max(1, Math.min(4, cores > 2 ? cores - 1 : cores));

/**
 * Sequences are padded to a multiple of this: kernels read four numbers at a time, and with few sizes buffers are
 * reused.
 */
export const positionMultiple = 8;

/** Answer rows are padded to a multiple of this: with few sizes, buffers are reused. */
export const answerMultiple = 64;
