/**
 * Reads counts, and yes or no, in plain English, for questions about figures. Nothing is guessed: an answer that
 * says two different things is not read. Not here: other forms (reading.ts).
 */
import type { Claim } from './query.ts';
import { numbersIn, sentences, tidy } from './statements.ts';

/** Words for small numbers; also how often. 'one' is read although it may be no number ('this one'). */
const countWords: readonly (readonly string[])[] = [
  ['zero', 'none', 'never'],
  ['one', 'once'],
  ['two', 'twice'],
  ['three'],
  ['four'],
  ['five'],
  ['six'],
  ['seven'],
  ['eight'],
  ['nine'],
  ['ten'],
  ['eleven'],
  ['twelve'],
];
const valueOfWord = new Map(countWords.flatMap((words, value) => words.map((word) => [word, value])));
const wordPattern = new RegExp(`\\b(?:${[...valueOfWord.keys()].join('|')})\\b`, 'g');

/** The different whole numbers from 0 on in a statement, as digits or words; NaN for any other number. */
function countsIn(statement: string): number[] {
  const digits = numbersIn(statement).map((value) =>
    Number.isInteger(value) && value >= 0 ? value : Number.NaN,
  );
  const words = [...statement.matchAll(wordPattern)].map(([word]) => valueOfWord.get(word)!);
  return [...new Set([...digits, ...words])];
}

/** The part that is introduced as the answer, if it has an answer; else the whole text. */
function answerPart(tidied: string, isAnswer: (part: string) => boolean): string {
  const introduction = [...tidied.matchAll(/\banswer\b\s*(?:is\b|[:=])/g)].at(-1);
  const introduced = introduction && tidied.slice(introduction.index + introduction[0].length);
  return introduced !== undefined && isAnswer(introduced) ? introduced : tidied;
}

/** The count in the last statement that has one; null if that has two, or no whole number. Never throws. */
export function readCount(text: string): Claim | null {
  const part = answerPart(tidy(text), (introduced) => countsIn(introduced).length > 0);
  const told = sentences(part)
    .flatMap((sentence) => sentence.split(/\b(?:so|thus|hence|therefore)\b|:/))
    .map(countsIn)
    .filter((counts) => counts.length > 0)
    .at(-1);
  const [value] = told ?? [];
  return told?.length === 1 && value !== undefined && Number.isFinite(value)
    ? { form: 'count', value }
    : null;
}

/**
 * The yes or no that a sentence begins with, or that is introduced as the answer; null if there is none, or where
 * two sentences differ. Never throws.
 */
export function readYesNo(text: string): Claim | null {
  // 'No gap is there' is no answer.
  const opening = /^[\s"'([]*(yes\b|no\b(?=\s*(?:$|[^\w\s])|\s+(?:they|the|it|there)\b))/;
  // 'Yes and no' and 'Yes, no' say both.
  const joint = '\\s*(?:,?\\s*\\b(?:and|or|and\\/or)\\b|[/-])\\s*';
  const both = new RegExp(
    `^[\\s"'([]*(?:yes${joint}no\\b|no${joint}yes\\b|yes[\\s,]+no\\s*$|no[\\s,]+yes\\s*$)`,
  );
  const part = answerPart(tidy(text), (introduced) => opening.test(introduced) || both.test(introduced));
  const told = sentences(part.replace(/:/g, '\n')).flatMap((sentence) =>
    both.test(sentence) ? ['yes', 'no'] : (opening.exec(sentence)?.[1] ?? []),
  );
  return told.length > 0 && new Set(told).size === 1 ? { form: 'yes-no', isYes: told[0] === 'yes' } : null;
}
