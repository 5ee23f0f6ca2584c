/**
 * What plain English says about two objects: which comparative is used, and from which object a direction is seen.
 * Works on tidied text. Not here: names and classes themselves (statements.ts), whole answers (reading.ts).
 */
import { nameOf, namePattern, namesIn, placeWords } from './statements.ts';

const less = '\\bless\\s+';
const nearWords = 'close|closer|closest|near|nearer|nearest';
const farWords = 'far|farther|further|farthest|furthest|distant';
const near = new RegExp(
  `\\b(?:${nearWords}|shorter|shortest|smaller|smallest)\\b|${less}(?:${farWords})\\b`,
  'i',
);
const far = new RegExp(
  `\\b(?:${farWords}|longer|longest|greater|greatest|larger|largest)\\b|${less}(?:${nearWords})\\b`,
  'i',
);

/** The comparatives of a text: 'closer' for nearest, shorter and the like, 'farther' for the opposite. A text may have both. */
export function comparativesIn(text: string): ('closer' | 'farther')[] {
  const told = text.replace(/\bby far\b|\bhow far\b/gi, ' ');
  return [...(near.test(told) ? ['closer' as const] : []), ...(far.test(told) ? ['farther' as const] : [])];
}

const object = `(?:the\\s+)?(${namePattern})(?:\\s+(?:object|disc|disk|circle|dot|point|place|pin|marker)s?\\b)?`;
const thanObject = new RegExp(`\\bthan\\s+(?:(?:to|from|is)\\s+)?${object}`, 'g');

/** The statement without the object of a comparison: 'than the green object'. */
export const withoutCompared = (statement: string): string => statement.replace(thanObject, ' ');

const view = '(?:the\\s+)?(?:perspective|viewpoint|point of view|position|location|centre|center)\\s+of\\s+';
const fromTo = new RegExp(`${object}\\s*(?:->|→|\\b(?:to|towards?)\\b)\\s*${object}`, 'g');
const grounds = [
  `\\b(?:from|relative to|with respect to|compared to|start(?:s|ing)? at|above|below|beneath|under)\\s+(?:${view})?${object}`,
  `(?:${placeWords})(?:[\\s-]+(?:side|hand|corner|direction))*\\s+of\\s+${object}`,
].map((pattern) => new RegExp(pattern, 'g'));

/**
 * How a statement gives the direction that was asked from `a` to `b`. 'direct': b seen from a, or neither is named.
 * 'reverse': a seen from b. 'other': seen from something else. 'unclear': it does not say from where.
 */
export function relationOf(
  statement: string,
  a: string,
  b: string,
): 'direct' | 'reverse' | 'other' | 'unclear' {
  const names = namesIn(statement);
  if (names.length === 0) return 'direct';
  const starts = [fromTo, ...grounds].flatMap((pattern) =>
    [...statement.matchAll(pattern)].map((match) => nameOf(match[1]!)),
  );
  const [start, ...others] = new Set(starts);
  if (start === undefined) return names.length === 1 && names[0] === b ? 'direct' : 'unclear';
  const isOfTwo = names.every((name) => name === a || name === b);
  if (others.length > 0 || !isOfTwo) return 'other';
  return start === a ? 'direct' : 'reverse';
}
