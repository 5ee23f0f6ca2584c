/** German words: the page of the model card. Not here: where they stand (src/app), the card (models/sparkle-tiny/README.md). */
import type { Words } from '../english.ts';

/** The words. */
export const card: Words['card'] = {
  documentTitle: 'sparkle-tiny · Sparkle Lab',
  isEnglish:
    'Die Karte des Modells gibt es nur auf Englisch: Sie sagt, was es ist, wie es gemacht wurde und was gemessen wurde.',
};
