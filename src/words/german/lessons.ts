/** German words: the lessons’ frame: their list, steps and sheet. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const lessons: Words['lessons'] = {};
