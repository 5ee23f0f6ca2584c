/** English words: the result of a run. Not here: where they stand (src/app). */

/** The words. */
export const result = {};
