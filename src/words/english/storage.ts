/** English words: what the page keeps and where. Not here: where they stand (src/app). */

/** The words. */
export const storage = {};
