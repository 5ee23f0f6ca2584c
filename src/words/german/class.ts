/** German words: collecting the results of a class. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const classroom: Words['classroom'] = {};
