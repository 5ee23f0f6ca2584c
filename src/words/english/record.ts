/** English words: the recorded studies and their replay. Not here: where they stand (src/app). */

/** The words. */
export const record = {};
