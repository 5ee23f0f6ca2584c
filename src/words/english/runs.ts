/** English words: the kept runs. Not here: where they stand (src/app). */

/** The words. */
export const runs = {};
