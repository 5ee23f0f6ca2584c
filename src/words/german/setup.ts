/** German words: the setup of an experiment. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const setup: Words['setup'] = {};
