/**
 * Which language the page speaks: that of its link, else the one chosen by hand, else the browser's first that the lab has.
 * Not here: the words (src/words).
 */
import { effect, signal } from '@preact/signals';
import { type Language, language, languages, speak, words } from '../../words/words.ts';
import { readMark, writeMark } from '../storage/marks.ts';
import { tell } from './notice.ts';

const key = 'language';
const all = Object.keys(languages) as Language[];

/** What the link of the page says: it is written again into each link of this page. Null if it says none. */
const linkedLanguage = signal<Language | null>(null);

/** Speaks the language of the link, of the last choice, or of the browser; before the page is shown. */
export async function followLanguage(page: Window): Promise<void> {
  effect(() => {
    page.document.documentElement.lang = language.value;
  });
  linkedLanguage.value = readLanguage(page.location.hash).linked;
  const first = linkedLanguage.value ?? known(readMark(page, key)) ?? ofBrowser(page.navigator.languages);
  await speakOrTell(first);
}

/** Changes the language by hand: it is remembered, and the link of the page has it. */
export async function chooseLanguage(page: Window, next: Language): Promise<void> {
  if (!(await speakOrTell(next))) return;
  linkedLanguage.value = next;
  writeMark(page, key, next);
}

/** Takes the language out of a fragment, with or without `#`: what it says, and the rest, which others read. */
export function readLanguage(fragment: string): {
  linked: Language | null;
  rest: string;
  problem: string | null;
} {
  const bare = fragment.replace(/^#/, '');
  const said = new URLSearchParams(bare).get(key);
  if (said === null) return { linked: null, rest: bare, problem: null };
  const linked = known(said);
  const rest = bare
    .split('&')
    .filter((part) => !part.startsWith(`${key}=`))
    .join('&');
  const problem = linked ? null : words.value.page.unknownLanguage(said, all);
  return { linked, rest, problem };
}

/** The fragment with the language that the link is to have: that of the page's own link, if no other is named. */
export const withLanguage = (fragment: string, linked: Language | null = linkedLanguage.value): string =>
  [...(linked ? [`${key}=${linked}`] : []), ...(fragment ? [fragment] : [])].join('&');

/** The address of another page of the lab, which is to speak the language of this one's link. */
export const pageAddress = (path: string): string => [path, withLanguage('')].filter(Boolean).join('#');

/** A fragment said another language than the page's: the page changes to it. */
export function takeLanguage(linked: Language | null): void {
  linkedLanguage.value = linked;
  if (linked && linked !== language.peek()) void speakOrTell(linked);
}

const known = (name: string | null): Language | null => all.find((each) => each === name) ?? null;

const ofBrowser = (wanted: readonly string[]): Language =>
  wanted.map((name) => known(name.toLowerCase().split('-')[0]!)).find((each) => each !== null) ?? 'en';

/** Whether it speaks it now. */
async function speakOrTell(next: Language): Promise<boolean> {
  try {
    await speak(next);
    // Another may have been asked for meanwhile.
    return language.peek() === next;
  } catch {
    tell('problem', words.value.page.languageNotFetched(languages[next]));
    return false;
  }
}
