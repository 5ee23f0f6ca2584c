/**
 * What the engine says in English, message by message, and the same in German. Not here: finding the message
 * (src/words/thrown.ts).
 */
import type { Words } from '../english.ts';

/** Pairs of the English message and the German one; `{0}` stands for what varies, by its place in the English one. */
export const thrown: Words['thrown'] = [];
