/** English words: the graphics card and the processor. Not here: where they stand (src/app). */

/** The words. */
export const gpu = {};
