/** English words: the offline copy. Not here: where they stand (src/app). */

/** The words. */
export const offline = {};
