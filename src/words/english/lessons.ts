/** English words: the lessons’ frame: their list, steps and sheet. Not here: where they stand (src/app). */

/** The words. */
export const lessons = {};
