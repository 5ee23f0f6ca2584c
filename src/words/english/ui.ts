/** English words: the controls: copying, closing, choosing files. Not here: where they stand (src/app). */

/** The words. */
export const ui = {};
