/**
 * The bootstrap: how much a mean or a median would vary over other samples of items, estimated from the items at hand by
 * drawing them again and again with replacement. Seeded, so the same on every machine.
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap, Chapman & Hall 1993 (chapters 6, 13, 14).
 * Not here: what is compared (route-length.ts), intervals of shares (tests.ts).
 */
import type { RandomStream } from '../../sparkle/scene/random.ts';
import type { Interval } from './tests.ts';

/** A number that summarizes a sample. The sample is sorted in rising order and not empty. */
export type Statistic = (sorted: Float64Array) => number;

export const mean: Statistic = (sorted) => {
  let sum = 0;
  for (const value of sorted) sum += value;
  return sum / sorted.length;
};

export const median: Statistic = (sorted) =>
  (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;

/** The statistic of `count` samples drawn with replacement from the values, in rising order. */
export function replicates(
  values: readonly number[],
  statistic: Statistic,
  count: number,
  random: RandomStream,
): Float64Array {
  const sorted = Float64Array.from(values).sort();
  const sample = new Float64Array(sorted.length);
  const drawn = new Uint32Array(sorted.length);
  const found = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    drawn.fill(0);
    for (let draw = 0; draw < sorted.length; draw++) drawn[random.int(sorted.length)]! += 1;
    // Each value is written as often as it was drawn, so the sample is sorted already.
    let end = 0;
    for (let place = 0; place < sorted.length; place++) {
      const start = end;
      end += drawn[place]!;
      sample.fill(sorted[place]!, start, end);
    }
    found[i] = statistic(sample);
  }
  return found.sort();
}

/** The percentile interval: the bounds of the middle `level` of the replicates, which come in rising order. */
export function percentileInterval(found: Float64Array, level = 0.95): Interval {
  return { low: quantile(found, (1 - level) / 2), high: quantile(found, (1 + level) / 2) };
}

/**
 * The bias-corrected and accelerated interval (BCa; Efron, J. Am. Stat. Assoc. 82, 1987): percentiles, corrected
 * for the bias of the replicates (in rising order) and for the skewness of the values. For smooth statistics like the mean:
 * the jackknife that it uses says nothing about a median.
 */
export function bcaInterval(
  values: readonly number[],
  statistic: Statistic,
  found: Float64Array,
  level = 0.95,
): Interval {
  const estimate = statistic(Float64Array.from(values).sort());
  // Ties count half: replicates of few distinct values often equal the estimate.
  const below = found.reduce((sum, value) => sum + (value < estimate ? 1 : value === estimate ? 0.5 : 0), 0);
  const share = Math.min(Math.max(below, 0.5), found.length - 0.5) / found.length;
  const bias = normalQuantile(share);
  const acceleration = accelerationOf(values, statistic);
  const bound = (tail: number) => {
    const z = bias + normalQuantile(tail);
    return quantile(found, normalShare(bias + z / (1 - acceleration * z)));
  };
  return { low: bound((1 - level) / 2), high: bound((1 + level) / 2) };
}

/** A sixth of the skewness of the jackknife values (each: the statistic with one value left out); 0 if all are equal. */
export function accelerationOf(values: readonly number[], statistic: Statistic): number {
  const sorted = Float64Array.from(values).sort();
  const without = sorted.map((_, place) => statistic(sorted.filter((_, other) => other !== place)));
  const middle = mean(without);
  let [squares, cubes] = [0, 0];
  for (const value of without) {
    squares += (middle - value) ** 2;
    cubes += (middle - value) ** 3;
  }
  return squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
}

/** The value below which `share` of the sorted numbers lie, interpolated linearly between two of them. */
export function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place));
}

/**
 * The share of the standard normal distribution below z, by its Taylor series (Marsaglia, J. Stat. Softw. 11(4),
 * 2004); off by less than 1e-14 for |z| < 7.
 */
export function normalShare(z: number): number {
  if (Math.abs(z) > 8) return z > 0 ? 1 : 0;
  let [sum, last, term] = [z, 0, z];
  for (let i = 3; sum !== last; i += 2) {
    term *= (z * z) / i;
    last = sum;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** The z with that share of the standard normal distribution below it, by bisection; share between 0 and 1. */
export function normalQuantile(share: number): number {
  let [low, high] = [-8, 8];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
