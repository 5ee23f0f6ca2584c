/** German words: the running run. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const run: Words['run'] = {};
