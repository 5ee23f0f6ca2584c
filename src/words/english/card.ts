/** English words: the page of the model card. Not here: where they stand (src/app), the card (models/sparkle-tiny/README.md). */

/** The words. */
export const card = {
  documentTitle: 'sparkle-tiny · Sparkle Lab',
  /** That the card is in another language than the page; empty if it is not. */
  isEnglish: '',
};
