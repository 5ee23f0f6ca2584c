/** German words: the kept runs. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const runs: Words['runs'] = {};
