/**
 * What can be found in plain English: sentences, names, directions, regions, numbers and points. Case, articles,
 * markdown, LaTeX, code fences and punctuation do not matter. Nothing here throws, or chooses between two findings.
 * Not here: which finding is the answer (reading.ts).
 */

import { colors, distractorColors, unseenColors } from '../scene/palette.ts';
import type { Point } from '../scene/scene.ts';

/** The text in lower case without markdown, code fences, LaTeX commands and typographic signs. */
export function tidy(text: string): string {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[‘’‛′]/g, "'")
      .replace(/[“”„″]/g, '"')
      .replace(/[−‐‑]/g, '-')
      .replace(/```[a-z]*/g, '\n')
      .replace(/\\boxed\s*\{/g, '\nanswer: ')
      .replace(/\\[a-z]+/g, ' ')
      .replace(/[*`$#\\{}]/g, ' ')
      .replace(/_/g, ' ')
      // A list may be broken into lines; it is still one list.
      .replace(/\[[^[\]]*\]/g, (list) => list.replace(/\s+/g, ' '))
  );
}

/** Sentences and lines. A decimal point does not end a sentence. */
export const sentences = (tidied: string): string[] =>
  tidied.split(/[.!?](?=\s|$)|[\n;]/).filter((sentence) => sentence.trim() !== '');

/**
 * Whether a sentence is a denial: what it names is then not its answer. Lists have a test of their own (lists.ts), because
 * a way may contain a denial: 'without backtracking'.
 */
export const isDenial = (sentence: string): boolean =>
  /\b(?:not|nor|neither|never|cannot|without|except|rather than|instead of)\b|n't\b/.test(sentence);

/** Colour words: all that scenes draw, and some that an answer may use by mistake. */
const colorNames = [
  ...[colors, distractorColors, unseenColors].flatMap((known) => [...known.keys()]),
  ...['white', 'gray', 'violet', 'turquoise', 'silver', 'beige'],
];

/** One name: a colour word, or a printed label. */
export const namePattern = `\\b(?:n\\d{1,3}|${colorNames.join('|')})\\b`;

/** As scenes spell it: labels with a capital. */
export const nameOf = (word: string): string => (/^n\d/.test(word) ? word.toUpperCase() : word);

const distinct = <T>(values: readonly T[]): T[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

const matches = (sentence: string, pattern: string): string[] =>
  [...sentence.matchAll(new RegExp(pattern, 'g'))].map((match) => match[0]);

/** The different names in a sentence, in order of first mention. */
export const namesIn = (sentence: string): string[] => distinct(matches(sentence, namePattern).map(nameOf));

/** Column and row words: -1 is left or down, 0 the middle, 1 right or top. */
const columnWords: Readonly<Record<string, number>> = {
  left: -1,
  leftward: -1,
  leftwards: -1,
  west: -1,
  right: 1,
  rightward: 1,
  rightwards: 1,
  east: 1,
};
const rowWords: Readonly<Record<string, number>> = {
  top: 1,
  up: 1,
  upper: 1,
  upward: 1,
  upwards: 1,
  above: 1,
  north: 1,
  down: -1,
  bottom: -1,
  lower: -1,
  downward: -1,
  downwards: -1,
  below: -1,
  beneath: -1,
  under: -1,
  south: -1,
};
const middleWords = ['center', 'centre', 'middle', 'central'];

const either = (words: readonly string[]): string => words.join('|');

/** Pattern of the words for a side, also as the end of compound ones such as 'southwest'. */
export const placeWords = either([...Object.keys(columnWords), ...Object.keys(rowWords)]);

const placeWord = new RegExp(
  `\\b(?:(${either(Object.keys(rowWords))}|)-?(${either(Object.keys(columnWords))})|(${either(Object.keys(rowWords))})|(${either(middleWords)}))\\b`,
  'g',
);

/** A place in words: column and row as above; null if the words do not say it. */
interface Place {
  readonly column: number | null;
  readonly row: number | null;
}

/**
 * The different places in a sentence. 'top left', 'left and down', 'center right' and 'southwest' are one place each;
 * 'left or right' are two. So is 'right above', which may mean either.
 */
function placesIn(sentence: string): Place[] {
  const places: Place[] = [];
  let end = 0;
  for (const match of sentence.matchAll(placeWord)) {
    const [word, rowOfBoth, column, row, middle] = match;
    const gap = sentence.slice(end, match.index);
    const place: Place = {
      column: column ? columnWords[column]! : middle ? 0 : null,
      row: row || rowOfBoth ? rowWords[row || rowOfBoth!]! : middle ? 0 : null,
    };
    end = match.index + word.length;
    const before = places.at(-1);
    const joined =
      before && /^(?:[\s-]*|\s+and\s+(?:to\s+)?(?:the\s+)?)$/.test(gap) ? join(before, place) : null;
    const isIdiom = /^(?:above|below|beneath|under)$/.test(word) && /^\s+$/.test(gap);
    if (joined && !isIdiom) places[places.length - 1] = joined;
    else places.push(place);
  }
  return distinct(places);
}

/** A row and a column make one place, and a middle adds nothing to either; two rows or two columns make none. */
function join(a: Place, b: Place): Place | null {
  if (a.column === null && b.row === null) return { column: b.column, row: a.row };
  if (a.row === null && b.column === null) return { column: a.column, row: b.row };
  const isMiddle = (place: Place) => place.column === 0 && place.row === 0;
  if (isMiddle(a) && !isMiddle(b)) return b;
  if (isMiddle(b) && !isMiddle(a)) return a;
  return null;
}

/** Classes of directionClass: by row from down to top, by column from left to right. */
const directionOfPlace = [
  [5, 6, 7],
  [4, null, 0],
  [3, 2, 1],
] as const;

/** The different direction classes in a sentence. 'center' alone is none. */
export const directionsIn = (sentence: string): number[] =>
  distinct(placesIn(sentence).map(({ column, row }) => directionOfPlace[(row ?? 0) + 1]?.[(column ?? 0) + 1]))
    .filter((direction) => direction !== null)
    .filter((direction) => direction !== undefined);

const ownCentre = new RegExp(`\\b(?:${either(middleWords)}) of (?:the )?(?:${namePattern})`, 'g');

/** The different region classes in a sentence. The centre of an object is not the centre of the image. */
export const regionsIn = (sentence: string): number[] =>
  distinct(
    placesIn(sentence.replace(ownCentre, ' ')).map(
      ({ column, row }) => ((row ?? 0) + 1) * 3 + (column ?? 0) + 1,
    ),
  );

/** A number that is not part of a word, of another number or of a label. */
const numberPattern = '(?<![\\w.])-?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?![\\w]|\\.\\d)';

/** The different numbers in a sentence; of an equation only the right side. */
export function numbersIn(sentence: string): number[] {
  const told = sentence
    .slice(1 + Math.max(sentence.lastIndexOf('='), sentence.lastIndexOf('≈')))
    .replace(/\b10\s*(?:by|x|×)\s*10\b|\b\d+ decimals?\b|\bout of \d+\b/g, ' ');
  return distinct(matches(told, numberPattern).map(Number).filter(Number.isFinite));
}

const pointPatterns = [
  `[([]\\s*(?:x\\s*[=:]\\s*)?(${numberPattern})\\s*[,;]\\s*(?:y\\s*[=:]\\s*)?(${numberPattern})\\s*[)\\]]`,
  `\\bx\\s*[=:]\\s*(${numberPattern})\\s*(?:,|and|,\\s*and)\\s*y\\s*[=:]\\s*(${numberPattern})`,
  `^\\s*(${numberPattern})\\s*,\\s*(${numberPattern})\\s*$`,
];

/** The different points in a sentence: '(3.5, 4)', '[3.5, 4]', 'x = 3.5, y = 4', or nothing but '3.5, 4'. */
export function pointsIn(sentence: string): Point[] {
  const found = pointPatterns.flatMap((pattern) =>
    [...sentence.matchAll(new RegExp(pattern, 'g'))].map((match) => ({
      x: Number(match[1]),
      y: Number(match[2]),
    })),
  );
  return distinct(found).filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
}
