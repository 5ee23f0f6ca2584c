/**
 * English words: questions and answers of the model's language in the page's own. They are English already: there is no
 * gloss. Not here: where a gloss stands (src/app/ui/gloss.tsx).
 */

/** How a language glosses what is asked and answered. */
interface GlossWords {
  /** A text of the lab's own forms in this language; null if it is none, or has no words. */
  readonly of: (text: string) => string | null;
  /** The gloss as it stands below the text. */
  readonly line: (gloss: string) => string;
}

/** No gloss. */
export const gloss: GlossWords | null = null as GlossWords | null;
