/** German words: adapters: trained, opened, merged, chosen. Not here: where they stand (src/app). */
import type { Words } from '../english.ts';

/** The words. */
export const adapters: Words['adapters'] = {};
