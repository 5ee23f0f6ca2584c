/** English words: the page as a whole: head, introduction, notices. Not here: where they stand (src/app). */

/** The words. */
export const page = {};
