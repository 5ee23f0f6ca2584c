/**
 * What the engine says in English, message by message, and what it comes to here: nothing, for it is English already.
 * Not here: finding the message (src/words/thrown.ts).
 */

/** Pairs of the English message and this language's; `{0}` stands for what varies, by its place in the English one. */
export const thrown: readonly (readonly [english: string, here: string])[] = [];
