/** English words: comparing runs. Not here: where they stand (src/app). */

/** The words. */
export const compare = {};
