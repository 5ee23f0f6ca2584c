/** German words: asking the model. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const ask: Words['ask'] = {};
