/** German words: what the page keeps and where. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const storage: Words['storage'] = {};
