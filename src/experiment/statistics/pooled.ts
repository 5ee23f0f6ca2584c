/**
 * A change pooled over seeds. Items are paired within a seed, and the seeds are the units: each has its own items and its
 * own training, so the mean of their differences and its t interval hold for trainings that were not made. Not here: one
 * run's own test (tests.ts).
 */
import type { Interval } from './tests.ts';

/** The changed items of one seed. */
export interface SeedChange {
  readonly items: number;
  readonly wrongToRight: number;
  readonly rightToWrong: number;
}

/** Differences are shares, -1 to 1, after minus before. */
export interface PooledChange {
  readonly mean: number;
  /** 95 %; null for one seed, which says nothing about others. */
  readonly interval: Interval | null;
  /** Two-sided, of no change in the mean; null for one seed. */
  readonly p: number | null;
}

/**
 * The mean difference over seeds, with Student's t interval (one less degree of freedom than seeds). The variance between
 * seeds contains that of drawing their items, so where it comes out smaller, that one is taken: few seeds may agree by
 * chance. Items' variance: Agresti and Min, Stat. Med. 24, 2005, with half an item added to each cell, so it is never 0.
 * Throws for no seed or a seed without items.
 */
export function pooledChange(seeds: readonly SeedChange[]): PooledChange {
  checkSeeds(seeds);
  const { mean, error } = meanOf(
    seeds.map(({ items, wrongToRight, rightToWrong }) => (wrongToRight - rightToWrong) / items),
    seeds.map(itemVariance),
  );
  if (error === null) return { mean, interval: null, p: null };
  const freedom = seeds.length - 1;
  const reach = tQuantile(0.975, freedom) * error;
  return {
    mean,
    interval: { low: Math.max(-1, mean - reach), high: Math.min(1, mean + reach) },
    p: Math.min(1, 2 * (1 - tShare(Math.abs(mean) / error, freedom))),
  };
}

/** The right answers of one seed. */
interface SeedShare {
  readonly items: number;
  readonly right: number;
}

/** A share of right answers over seeds, 0 to 1. */
export interface PooledShare {
  readonly mean: number;
  /** 95 %; null for one seed. */
  readonly interval: Interval | null;
}

/**
 * The mean share of right answers over seeds, with an interval made as that of a change: Student's t over seeds, never
 * narrower than drawing the items allows. Throws for no seed or a seed without items.
 */
export function pooledShare(seeds: readonly SeedShare[]): PooledShare {
  checkSeeds(seeds);
  const { mean, error } = meanOf(
    seeds.map(({ items, right }) => right / items),
    seeds.map(shareVariance),
  );
  if (error === null) return { mean, interval: null };
  const reach = tQuantile(0.975, seeds.length - 1) * error;
  return { mean, interval: { low: Math.max(0, mean - reach), high: Math.min(1, mean + reach) } };
}

function checkSeeds(seeds: readonly { readonly items: number }[]): void {
  if (seeds.length === 0 || seeds.some(({ items }) => items === 0))
    throw new Error('Expected at least one seed, each with items.');
}

/** The mean over seeds and its standard error: by what is between seeds, or within them if that is more; null for one. */
function meanOf(
  values: readonly number[],
  within: readonly number[],
): { mean: number; error: number | null } {
  const mean = average(values);
  const freedom = values.length - 1;
  if (freedom === 0) return { mean, error: null };
  const between = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / freedom;
  return { mean, error: Math.sqrt(Math.max(between, average(within)) / values.length) };
}

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The variance of a seed's difference over other samples of items. */
function itemVariance({ items, wrongToRight, rightToWrong }: SeedChange): number {
  const [n, up, down] = [items + 2, wrongToRight + 0.5, rightToWrong + 0.5];
  return (up + down - (up - down) ** 2 / n) / n ** 2;
}

/** The variance of a seed's share over other samples of items, with two items added to each side (Agresti and Coull 1998). */
function shareVariance({ items, right }: SeedShare): number {
  const [n, share] = [items + 4, (right + 2) / (items + 4)];
  return (share * (1 - share)) / n;
}

/**
 * The share of Student's t distribution below t >= 0, for a whole number of degrees of freedom: the finite series of
 * Abramowitz and Stegun, 26.7.3 and 26.7.4.
 */
export function tShare(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let i = isOdd ? 3 : 2; i <= freedom - 2; i += 2) {
    term *= (cosine ** 2 * (i - 1)) / i;
    sum += term;
  }
  const within = isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
  return 0.5 + within / 2;
}

/** The t with that share of the distribution below it, by bisection; share from 0.5 to 1. */
export function tQuantile(share: number, freedom: number): number {
  let [low, high] = [0, 1e4];
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (tShare(middle, freedom) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
