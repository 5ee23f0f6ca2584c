/** German words: “Check this computer”. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const check: Words['check'] = {};
