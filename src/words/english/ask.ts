/** English words: asking the model. Not here: where they stand (src/app). */

/** The words. */
export const ask = {};
