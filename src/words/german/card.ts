/** German words: the page of the model card. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const card: Words['card'] = {};
