/** German words: the finding: verdicts, reasons, what a result can show. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const finding: Words['finding'] = {};
