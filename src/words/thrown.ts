/**
 * A message of the engine in the language of the page. The engine, its workers and the commands speak English; what of
 * theirs a person reads on the page is found again among the messages of the table. Not here: the messages
 * (german/thrown.ts).
 */
import { words } from './words.ts';

/** What came of the parts of the text that is being read: each is looked for in many ways, and only once. */
let parts: Map<string, string> | null = null;

/** The text in the language of the page; what the table does not have stays as it is. */
export function inWords(text: string): string {
  const isWhole = parts === null;
  parts ??= new Map();
  try {
    const here = parts.get(text) ?? translated(text);
    parts.set(text, here);
    return here;
  } finally {
    if (isWhole) parts = null;
  }
}

function translated(text: string): string {
  // A name or a number; what is quoted is somebody's own.
  if (!/\s/.test(text)) return found(text) ?? text;
  if (/^"[^"]*"$/.test(text)) return text;
  const isSentence = /[.!?]$/.test(text);
  return (isSentence ? null : listed(text)) ?? found(text) ?? named(text) ?? sentences(text);
}

/** `run.zip: message`; null if there is no name, or nothing known after it. */
function named(text: string): string | null {
  const match = /^(\S+|"[^"]*"|[^.:"]{1,60}): ([\s\S]+)$/.exec(text);
  if (!match) return null;
  const [, before, message] = match as unknown as [string, string, string];
  const [beginning, known] = [/^\S+$|^"/.test(before) ? before : found(before), inWords(message)];
  return beginning === null || known === message ? null : `${beginning}: ${known}`;
}

/** The message as a whole; null if the table does not have it. */
function found(text: string): string | null {
  for (const { pattern, here } of patterns()) {
    const match = pattern.exec(text);
    if (match) return here.replaceAll(/\{(\d+)\}/g, (_, place) => inWords(match[Number(place) + 1] ?? ''));
  }
  return null;
}

/** What stands in a list without being a message: something quoted, or a word with a sign or digit that no plain word has. */
const name = /^(?:"[^"]*"|\S*[\d._"]\S*)$/;

/** `"a and b", b.json and c.json`, also of messages; null if it is no list of what is known. */
function listed(text: string): string | null {
  const listing = text.split(/(, (?![^([]*[)\]])| and | or )(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  // What was expected and what came are two parts of one message.
  if (listing.length === 1 || listing.some((part) => part.startsWith('expected'))) return null;
  const here = listing.map((part, i) => (i % 2 === 1 ? joint(part) : name.test(part) ? part : found(part)));
  return here.includes(null) ? null : here.join('');
}

const joint = (text: string): string => {
  const { and, or } = words.value.format;
  return text.replace('and', and).replace('or', or);
};

/** No message has more sentences, with those of what varies in it. */
const sentencesMax = 12;

/** Several messages, one after the other: the longest beginning that the table has, and so on with the rest. */
function sentences(text: string): string {
  const ends = [...text.matchAll(/(?<=[.!?…;]) (?=\S)/g)].map(({ index }) => index);
  for (const end of ends.slice(0, sentencesMax).toReversed()) {
    const first = stopped(text.slice(0, end));
    if (first !== null) return `${first} ${inWords(text.slice(end + 1))}`;
  }
  const whole = stopped(text);
  if (whole !== null) return whole;
  // What is not known stays, and what follows it is looked for.
  const [end] = ends;
  return end === undefined ? text : `${text.slice(0, end)} ${inWords(text.slice(end + 1))}`;
}

/** A message to which a sign was added, or whose full stop was taken away; null if the table does not have it. */
function stopped(text: string): string | null {
  const sign = /[.;]$/.exec(text)?.[0] ?? '';
  const known = sign ? (found(text) ?? found(text.slice(0, -1))) : found(`${text}.`);
  if (known === null) return null;
  const bare = known.replace(/[.;]$/, '');
  return `${bare}${sign}`;
}

interface Pattern {
  readonly pattern: RegExp;
  readonly here: string;
}

/** Made once a table. */
let made: { readonly of: unknown; readonly patterns: readonly Pattern[] } = { of: null, patterns: [] };

function patterns(): readonly Pattern[] {
  const { thrown } = words.value;
  if (made.of !== thrown) made = { of: thrown, patterns: inOrder(thrown) };
  return made.patterns;
}

/** The message with the most fixed letters first: a loose one would take what a closer one says better. */
function inOrder(thrown: readonly (readonly [string, string])[]): readonly Pattern[] {
  const fixed = (text: string) => text.replaceAll(/\{\d+\}/g, '').length;
  return [...thrown]
    .sort(([one], [other]) => fixed(other) - fixed(one))
    .map(([english, here]) => ({ pattern: patternOf(english), here }));
}

/** `a {0} b` as `^a ([\s\S]*?) b$`. */
const patternOf = (english: string): RegExp =>
  new RegExp(
    `^${english
      .split(/\{\d+\}/)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('([\\s\\S]*?)')}$`,
  );
