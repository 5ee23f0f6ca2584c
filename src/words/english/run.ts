/** English words: the running run. Not here: where they stand (src/app). */

/** The words. */
export const run = {};
