/** German words: the recorded studies and their replay. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const record: Words['record'] = {};
