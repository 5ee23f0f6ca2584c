/** English words: the setup of an experiment. Not here: where they stand (src/app). */

/** The words. */
export const setup = {};
