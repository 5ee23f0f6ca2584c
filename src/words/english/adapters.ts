/** English words: adapters: trained, opened, merged, chosen. Not here: where they stand (src/app). */

/** The words. */
export const adapters = {};
