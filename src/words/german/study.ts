/** German words: studies. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const study: Words['study'] = {};
