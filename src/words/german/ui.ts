/** German words: the controls: copying, closing, choosing files. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const ui: Words['ui'] = {};
