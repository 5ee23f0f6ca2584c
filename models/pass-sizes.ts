/**
 * How much is computed in one pass, and what sizes are padded to: told in one place, because the estimate of memory
 * counts on the same. Not here: the batch that a person chooses (config.ts), the estimate (memory.ts).
 */
import type { ModelShape } from './registry.ts';

/** Patches of an image. */
export const patchesOf = ({ imageSizePx, patchSizePx }: ModelShape['vision']): number =>
  (imageSizePx / patchSizePx) ** 2;

/** float32 bytes of a layer's attention over an image's patches, before and after its softmax: 2 · heads · patches². */
export const attentionBytes = (vision: ModelShape['vision']): number =>
  2 * 4 * vision.heads * patchesOf(vision) ** 2;

/**
 * Images that the vision encoder takes together: eight where they are small, fewer where their attention would
 * take more than 268 MB, but at least one. Two of SmolVLM's, with 1,024 patches each.
 */
export const imagesPerPass = (vision: ModelShape['vision']): number =>
  Math.max(1, Math.min(8, Math.floor(2 ** 28 / attentionBytes(vision))));

/** Prompts answered together. */
export const promptsPerPass = 32;

/** Sequences in one pass where only the loss is wanted; where there is a batch size, no more than that. */
export const lossesPerPass = 8;

/** Kernels load four numbers at a time, along positions too; few sizes, so that buffers are reused. */
export const positionMultiple = 8;

/** Rows that a loss is taken on. Few sizes, so that buffers are reused. */
export const answerMultiple = 64;
