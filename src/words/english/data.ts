/** English words: the data: samples, export, import, own pictures. Not here: where they stand (src/app). */

/** The words. */
export const data = {};
