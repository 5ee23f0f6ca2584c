/**
 * The words that several styles share: the names of directions and regions in all styles; in plain English also how objects,
 * numbers and positions are written. Moves are spelled in scene/lattice.ts. Not here: questions and answers (words.ts,
 * language.ts), reading (reading.ts).
 */
import type { Point } from '../scene/scene.ts';

/** The eight directions in every style: counter-clockwise from right, as directionClass counts. */
export const directionNames = [
  'right',
  'top right',
  'top',
  'top left',
  'left',
  'down left',
  'down',
  'down right',
] as const;

/** The nine parts of the image in every style: row by row from the bottom-left, as regionClass counts. */
export const regionNames = [
  'down left',
  'down',
  'down right',
  'left',
  'center',
  'right',
  'top left',
  'top',
  'top right',
] as const;

/** How a sentence names an object: 'N1', or 'the red object'. */
export const labelled = (name: string): string => (/^N\d+$/.test(name) ? name : `the ${name} object`);

/** 'a', 'a and b', 'a, b and c'. */
export const series = (words: readonly string[], last: 'and' | 'or' = 'and'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;

/** Two decimals at most: 3.5 for 3.499, 4 for 4. */
export const decimals = (value: number): string => String(Number(value.toFixed(2)));

/** '(3.5, 4)'. */
export const pointText = (point: Point): string => `(${decimals(point.x)}, ${decimals(point.y)})`;
