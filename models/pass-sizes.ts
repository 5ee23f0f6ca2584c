/**
 * How much is computed in one pass, and what sizes are padded to: told in one place, because the estimate of memory
 * counts on the same. Not here: the batch that a person chooses (config.ts), the estimate (memory.ts).
 */

/** Images that the vision encoder takes together. */
export const imagesPerPass = 8;

/** Prompts answered together. */
export const promptsPerPass = 32;

/** Sequences in one pass where only the loss is wanted; where there is a batch size, no more than that. */
export const lossesPerPass = 8;

/** Kernels load four numbers at a time, along places too; few sizes, so that buffers are reused. */
export const placeMultiple = 8;

/** Rows that a loss is taken on. Few sizes, so that buffers are reused. */
export const answerMultiple = 64;
