/** English words: studies. Not here: where they stand (src/app). */

/** The words. */
export const study = {};
