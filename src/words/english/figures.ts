/** English words: the figures: axes, legends, captions, names of tasks. Not here: where they stand (src/app). */

/** The words. */
export const figures = {};
