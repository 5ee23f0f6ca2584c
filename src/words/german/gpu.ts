/** German words: the graphics card and the processor. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const gpu: Words['gpu'] = {};
