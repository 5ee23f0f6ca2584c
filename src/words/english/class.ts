/** English words: collecting the results of a class. Not here: where they stand (src/app). */

/** The words. */
export const classroom = {};
