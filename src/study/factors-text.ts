/**
 * The seeds of a study, and the values that it sweeps, as a person types them on the page or in a command. Not here: the
 * study (study.ts), its link (study-link.ts).
 */
import { sweepable } from './study.ts';

const maxCount = 50;
const partsOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** Reads `1-3, 7`; a sentence if it cannot be read. */
export function readSeeds(text: string): number[] | string {
  const seeds: number[] = [];
  for (const part of partsOf(text)) {
    const [, first, last = first] = /^(\d{1,10})(?:\s*[-–]\s*(\d{1,10}))?$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === undefined || to < from || to >= 2 ** 31)
      return `Expected whole numbers, or a range such as 1-5, got "${part}". Correct the seeds.`;
    if (to - from >= maxCount) return `Expected at most ${maxCount} seeds, got ${to - from + 1}. Take fewer.`;
    for (let seed = from; seed <= to; seed++) seeds.push(seed);
  }
  return listProblem(seeds, 'seed') ?? seeds;
}

/** `1-3, 7`. */
export function seedsTextOf(seeds: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const seed of seeds) {
    const last = ranges.at(-1);
    if (last && seed === last[1] + 1) last[1] = seed;
    else ranges.push([seed, seed]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

/** Reads the values of a setting; a sentence if one cannot be read, or the setting cannot have it. */
export const readValues =
  (setting: string) =>
  (text: string): number[] | string => {
    const option = sweepable.find(({ key }) => key === setting);
    const values: number[] = [];
    for (const part of partsOf(text)) {
      const value = Number(part);
      if (!option?.schema.safeParse(value).success)
        return `Expected ${option?.expected ?? 'a number'}, got "${part}". Correct the values.`;
      values.push(value);
    }
    return listProblem(values, 'value') ?? values;
  };

function listProblem(values: readonly number[], what: string): string | null {
  if (values.length === 0) return `Expected at least one ${what}, got none. Name one.`;
  if (values.length > maxCount)
    return `Expected at most ${maxCount} ${what}s, got ${values.length}. Take fewer.`;
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  return twice === undefined ? null : `The ${what} ${twice} is named more than once. Name it once.`;
}
