/**
 * German words: questions, descriptions and answers of the lab's own forms, found again by their English sentences. A text
 * with any other sentence has no gloss. Not here: where the English is made (src/sparkle/style, src/sparkle/task), where a
 * gloss stands (src/app/ui/gloss.tsx).
 */
import type { Words } from '../english.ts';
import { sentences } from './questions.ts';

const colours: Readonly<Record<string, string>> = {
  yellow: 'Gelb',
  red: 'Rot',
  green: 'Grün',
  brown: 'Braun',
  blue: 'Blau',
  purple: 'Lila',
  black: 'Schwarz',
  orange: 'Orange',
  pink: 'Rosa',
  cyan: 'Türkis',
  grey: 'Grau',
  olive: 'Oliv',
  teal: 'Blaugrün',
  magenta: 'Magenta',
  navy: 'Dunkelblau',
  maroon: 'Rotbraun',
  lime: 'Hellgrün',
  gold: 'Gold',
  coral: 'Koralle',
};

/** Directions, parts of the image and moves. */
const places: Readonly<Record<string, string>> = {
  right: 'rechts',
  left: 'links',
  up: 'oben',
  top: 'oben',
  down: 'unten',
  center: 'Mitte',
};

/** What joins names, numbers and places. */
const joints: Readonly<Record<string, string>> = {
  and: 'und',
  or: 'oder',
  between: 'zwischen',
  to: '–',
  at: 'bei',
  yes: 'ja',
  no: 'nein',
};

/** All single words. As a map: a record would also know the words that every object has, such as constructor. */
const all: ReadonlyMap<string, string> = new Map(Object.entries({ ...colours, ...places, ...joints }));

/** The name of an object; a printed label and an unknown name stay as they are. */
export const nameOf = (name: string): string => colours[name.toLowerCase()] ?? name;

/** `top left`: a direction or a part of the image; null if it is none. */
export function placeOf(text: string): string | null {
  const words = text.split(' ').map((word) => places[word]);
  return words.every((word) => word !== undefined) ? words.join(' ') : null;
}

/** Names, numbers, places and what joins them, as parts of sentences and as answers; null if there is any other word. */
function phrase(text: string): string | null {
  let isKnown = true;
  const said = text
    .replace(/\bthe (\w+) object\b/gi, '$1')
    .replace(/\b(\d+) by (\d+) grid\b/g, 'Gitter $1 mal $2')
    .replace(/[a-z]\w*/gi, (word) => {
      const known = all.get(word.toLowerCase());
      if (known === undefined && !/^(?:N\d+|Gitter|mal)$/.test(word)) isKnown = false;
      return known ?? word;
    });
  return isKnown ? said : null;
}

/** `a {0} b` as `^a (.+?) b$`. */
const patterns = sentences.map(([english, german]) => ({
  german,
  pattern: new RegExp(
    `^${english
      .split(/\{\d\}/)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('(.+?)')}$`,
  ),
  /** The place in the German sentence of each group. */
  places: [...english.matchAll(/\{(\d)\}/g)].map(([, place]) => Number(place)),
}));

function sentence(text: string): string | null {
  for (const { pattern, german, places: order } of patterns) {
    const found = pattern.exec(text)?.slice(1).map(phrase);
    if (!found || found.some((part) => part === null)) continue;
    return german.replaceAll(/\{(\d)\}/g, (_, place) => found[order.indexOf(Number(place))]!);
  }
  return null;
}

/** A line: an option with its letter, or sentences. */
function line(text: string): string | null {
  const [, letter, option = ''] = /^([A-Z])\. (.+)$/.exec(text) ?? [];
  if (letter !== undefined) {
    const said = phrase(option);
    return said === null ? null : `${letter}. ${said}`;
  }
  const said = text.split(/(?<=[.?!])\s+/).map(sentence);
  return said.every((each) => each !== null) ? said.join(' ') : null;
}

/** A question, a description or an answer in German; null if it is no form of the lab, or has no words. */
export function inGerman(text: string): string | null {
  const lines = text.trim().split('\n').map(line);
  const said = lines.every((each) => each !== null) ? lines.join('\n') : phrase(text.trim());
  return said === null || said === text.trim() ? null : said;
}

/** The words. */
export const gloss: Words['gloss'] = { of: inGerman, line: (said) => `Auf Deutsch: ${said}` };
