/** English words: the teacher’s link. Not here: where they stand (src/app). */

/** The words. */
export const teacher = {};
