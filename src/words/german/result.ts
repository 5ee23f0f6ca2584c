/** German words: the result of a run. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const result: Words['result'] = {};
