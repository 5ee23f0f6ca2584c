/** English words: the finding: verdicts, reasons, what a result can show. Not here: where they stand (src/app). */

/** The words. */
export const finding = {};
