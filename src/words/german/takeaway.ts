/** German words: taking an experiment to other tools. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const takeaway: Words['takeaway'] = {};
