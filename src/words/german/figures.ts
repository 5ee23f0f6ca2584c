/** German words: the figures: axes, legends, captions, names of tasks. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const figures: Words['figures'] = {};
