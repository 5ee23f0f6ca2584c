/** English words: the base models. Not here: where they stand (src/app). */

/** The words. */
export const models = {};
