/** German words: the data: samples, export, import, own pictures. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const data: Words['data'] = {};
