/** English words: taking an experiment to other tools. Not here: where they stand (src/app). */

/** The words. */
export const takeaway = {};
