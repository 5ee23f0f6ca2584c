/** The bootstrap against published results, exact laws and another implementation. */
import { describe, expect, test } from 'vitest';
import {
  accelerationOf,
  bcaInterval,
  mean,
  median,
  normalQuantile,
  normalShare,
  percentileInterval,
  replicates,
  type Statistic,
} from '../../../src/experiment/statistics/bootstrap.ts';
import { stream } from '../../../src/sparkle/scene/random.ts';

const deviation = (values: Float64Array) => Math.sqrt(variance(values));
const variance: Statistic = (values) => {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length;
};

/** Efron and Tibshirani 1993, table 2.1: survival of the treated mice, in days. */
const mice = [94, 197, 16, 38, 99, 141, 23];
/** The same, table 14.1: spatial test A of 26 children. */
const spatial = [
  48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41,
];

describe('standard errors', () => {
  // Efron and Tibshirani 1993, table 2.2, last column: what infinitely many samples give. 20,000 samples are off by
  // about 1 / sqrt(2 * 20,000) = 0.5 % (one standard error), so 2 % is four of them.
  test.each([
    ['mean', mean, 23.36],
    ['median', median, 37.83],
  ] as const)('of the %s of the mice', (_, statistic, published) => {
    const found = replicates(mice, statistic, 20_000, stream(1, 'mice'));
    expect(Math.abs(deviation(found) / published - 1)).toBeLessThan(0.02);
  });

  test('the median of seven has the law that counting gives', () => {
    // The median is at most the value of rank r if four or more of seven draws are: a sum of binomials.
    const choose = [1, 7, 21, 35, 35, 21, 7, 1];
    const atMost = (rank: number) =>
      [4, 5, 6, 7].reduce((sum, k) => sum + (choose[k]! * rank ** k * (7 - rank) ** (7 - k)) / 7 ** 7, 0);
    const count = 50_000;
    const found = replicates(mice, median, count, stream(2, 'mice'));
    for (const [i, value] of [...mice].sort((a, b) => a - b).entries()) {
      const share = found.filter((each) => each <= value).length / count;
      const p = atMost(i + 1);
      expect(Math.abs(share - p)).toBeLessThanOrEqual(4.5 * Math.sqrt((p * (1 - p)) / count));
    }
  });
});

describe('intervals', () => {
  test('the variance of the spatial test: published acceleration and BCa interval', () => {
    // Efron and Tibshirani 1993, section 14.3: variance 171.5, acceleration 0.061; table 14.2: 90 % BCa interval
    // (115.8, 259.6), percentile interval (100.8, 233.9), both of 2,000 samples, so their own last digits are chance.
    // 400,000 samples of scipy 1.17.1 (stats.bootstrap, seeds 0 to 3) give (115.5 to 115.9, 260.9 to 261.6) and, of
    // 200,000, (97.7 to 98.0, 235.5 to 235.8). 100,000 here: bounds off by at most 0.6 (one standard error).
    expect(variance(Float64Array.from(spatial))).toBeCloseTo(171.5, 1);
    expect(accelerationOf(spatial, variance)).toBeCloseTo(0.061, 3);
    const found = replicates(spatial, variance, 100_000, stream(1, 'spatial'));
    const bca = bcaInterval(spatial, variance, found, 0.9);
    expect(Math.abs(bca.low - 115.7)).toBeLessThan(1);
    expect(Math.abs(bca.high - 261.3)).toBeLessThan(2);
    const percentile = percentileInterval(found, 0.9);
    expect(Math.abs(percentile.low - 97.9)).toBeLessThan(1);
    expect(Math.abs(percentile.high - 235.6)).toBeLessThan(1);
  });

  test('a mean of skewed differences with many ties, against scipy', () => {
    // scipy 1.17.1, stats.bootstrap, 400,000 samples: BCa (-0.2298, -0.0233), percentile (-0.2060, -0.0120).
    const differences = [0, 0, 0, -0.31, -0.05, 0.12, 0, -0.44, -0.18, 0, -0.02, 0.07, -0.6, 0, -0.09];
    const found = replicates(differences, mean, 20_000, stream(1, 'differences'));
    const bca = bcaInterval(differences, mean, found);
    expect(bca.low).toBeCloseTo(-0.23, 2);
    expect(bca.high).toBeCloseTo(-0.023, 2);
    const percentile = percentileInterval(found);
    expect(percentile.low).toBeCloseTo(-0.206, 2);
    expect(percentile.high).toBeCloseTo(-0.012, 2);
  });

  test('of three values all 27 samples are known, and so is the interval', () => {
    // Means of the 27 equally likely draws from 0, 3, 9: 1/27 of them are 0, 3/27 are 1 or less.
    const found = replicates([9, 0, 3], mean, 27_000, stream(3, 'three'));
    const share = (bound: number) => found.filter((value) => value <= bound).length / found.length;
    expect(share(0)).toBeCloseTo(1 / 27, 2);
    expect(share(1)).toBeCloseTo(4 / 27, 2);
    expect(percentileInterval(found, 0.9)).toEqual({ low: 1, high: 7 });
  });

  test('equal values leave nothing open', () => {
    const found = replicates([2, 2, 2, 2], mean, 100, stream(1, 'equal'));
    expect(percentileInterval(found)).toEqual({ low: 2, high: 2 });
    expect(bcaInterval([2, 2, 2, 2], mean, found)).toEqual({ low: 2, high: 2 });
  });

  test('the same seed draws the same samples, another one others', () => {
    const draw = (seed: number) => [...replicates(spatial, mean, 50, stream(seed, 'again'))];
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});

describe('the normal distribution', () => {
  // Abramowitz and Stegun, Handbook of Mathematical Functions (1964), table 26.1.
  test.each([
    [0, 0.5],
    [1, 0.841344746068543],
    [1.96, 0.97500210485178],
    [3, 0.99865010196837],
  ])('below %f lie %f', (z, share) => {
    expect(normalShare(z)).toBeCloseTo(share, 14);
    expect(normalShare(-z)).toBeCloseTo(1 - share, 14);
    expect(normalQuantile(share)).toBeCloseTo(z, 10);
  });

  test('far out it ends', () => {
    expect(normalShare(50)).toBe(1);
    expect(normalShare(-50)).toBe(0);
    expect(normalQuantile(0.025)).toBeCloseTo(-1.959964, 6);
  });
});
