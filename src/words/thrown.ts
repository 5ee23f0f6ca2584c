/**
 * A message of the engine in the language of the page. The engine, its workers and the commands speak English; what of
 * theirs a person reads on the page is found again among the messages of the table. Not here: the messages
 * (german/thrown.ts).
 */
import { words } from './words.ts';

/** The text in the language of the page; unchanged if the table does not have it. */
export function inWords(text: string): string {
  for (const { pattern, here } of patterns()) {
    const found = pattern.exec(text);
    if (found) return here.replaceAll(/\{(\d+)\}/g, (_, place) => inWords(found[Number(place) + 1] ?? ''));
  }
  return text;
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
