/**
 * The seeds of a study, and the values that it sweeps, as a person types them on the page or in a command. Not here: the
 * study (study.ts), its link (study-link.ts).
 */
import type { Words } from '../words/english.ts';
import { sweepable } from './study.ts';

type Say = Words['study'];

const maxCount = 50;
const filled = (parts: readonly string[]): string[] => parts.map((part) => part.trim()).filter(Boolean);

/** Reads `1-3, 7`; a sentence if it cannot be read. */
export function readSeeds(text: string, say: Say): number[] | string {
  const seeds: number[] = [];
  for (const part of filled(text.split(','))) {
    const [, first, last = first] = /^(\d{1,10})(?:\s*[-–]\s*(\d{1,10}))?$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === undefined || to < from || to >= 2 ** 31) return say.expectedSeeds(part);
    if (to - from >= maxCount) return say.tooManySeeds(maxCount, to - from + 1);
    for (let seed = from; seed <= to; seed++) seeds.push(seed);
  }
  return listProblem(seeds, { none: say.noSeed, tooMany: say.tooManySeeds, twice: say.seedTwice }) ?? seeds;
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

/** Values as a person types them, in the language of the words: `0, 0.5`. */
export const valuesTextOf = (values: readonly number[], { format }: Words): string =>
  format.numbers(values.map((value) => format.number(String(value))));

/** Reads the values of a setting; a sentence if one cannot be read, or the setting cannot have it. */
export const readValues =
  (setting: string, { format, study: say }: Words) =>
  (text: string): number[] | string => {
    const option = sweepable.find(({ key }) => key === setting);
    const values: number[] = [];
    for (const part of filled(format.typedNumbers(text))) {
      const value = Number(format.typedNumber(part));
      if (!option?.schema.safeParse(value).success)
        return say.expectedValue(option ? option.expected : say.aNumber, part);
      values.push(value);
    }
    const twice = (value: string) => say.valueTwice(format.number(value));
    return listProblem(values, { none: say.noValue, tooMany: say.tooManyValues, twice }) ?? values;
  };

/** What is said of a list that is wrong. */
interface ListWords {
  readonly none: string;
  readonly tooMany: (most: number, count: number) => string;
  readonly twice: (value: string) => string;
}

function listProblem(values: readonly number[], { none, tooMany, twice }: ListWords): string | null {
  if (values.length === 0) return none;
  if (values.length > maxCount) return tooMany(maxCount, values.length);
  const again = values.find((value, i) => values.indexOf(value) !== i);
  return again === undefined ? null : twice(String(again));
}
