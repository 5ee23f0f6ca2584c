/** German words: the offline copy. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const offline: Words['offline'] = {};
