/** German words: the teacher’s link. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const teacher: Words['teacher'] = {};
