/** German words: the page as a whole: head, introduction, notices. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const page: Words['page'] = {};
