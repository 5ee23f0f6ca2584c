/** German words: the base models. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const models: Words['models'] = {};
