/** English words: the page of the model card. Not here: where they stand (src/app). */

/** The words. */
export const card = {};
