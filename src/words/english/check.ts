/** English words: “Check this computer”. Not here: where they stand (src/app). */

/** The words. */
export const check = {};
