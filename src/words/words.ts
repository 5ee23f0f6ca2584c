/**
 * The words of the page in the language that is chosen: English for commands and until another is. Not here: the words
 * themselves (english.ts, german.ts), where the choice is kept (src/app/page/language.ts).
 */
import { batch, signal } from '@preact/signals';
import { english, type Words } from './english.ts';

/** The languages, each by its own name; their keys are those of links and browsers (BCP 47). */
export const languages = { en: 'English', de: 'Deutsch' } as const;
/** One of the languages. */
export type Language = keyof typeof languages;

/** Others than English are fetched when they are first spoken. */
const tables: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => english,
  de: async () => (await import('./german.ts')).german,
};

/** The words. Read them when you show them, not when a module is loaded: the language may change meanwhile. */
export const words = signal<Words>(english);

/** The language of `words`. */
export const language = signal<Language>('en');

/** The language that was asked for last. */
let wanted: Language = 'en';

/**
 * Changes the language, unless another is asked for while its words are fetched. @throws an Error of the browser if they
 * cannot be; the language then stays.
 */
export async function speak(next: Language): Promise<void> {
  wanted = next;
  const table = await tables[next]();
  if (wanted !== next) return;
  batch(() => {
    words.value = table;
    language.value = next;
  });
}
