/** Changes pooled over seeds, against scipy 1.17 and in simulation. */
import { describe, expect, test } from 'vitest';
import {
  pooledChange,
  pooledShare,
  type SeedChange,
  tQuantile,
  tShare,
} from '../../../src/experiment/statistics/pooled.ts';
import { type RandomStream, stream } from '../../../src/sparkle/scene/random.ts';

test.each([
  // scipy.stats.t.ppf(.975, df), scipy.stats.t.cdf(1.7, df)
  [1, 12.706204736174694, 0.8307469726696672],
  [2, 4.302652729749462, 0.8843832868992144],
  [3, 3.1824463052837078, 0.906154679223295],
  [4, 2.7764451051977934, 0.917822529364975],
  [7, 2.364624251592784, 0.9335355516087224],
  [30, 2.0422724563012378, 0.9502610622057416],
])('Student’s t with %s degrees of freedom', (freedom, quantile, share) => {
  expect(tQuantile(0.975, freedom)).toBeCloseTo(quantile, 9);
  expect(tShare(1.7, freedom)).toBeCloseTo(share, 12);
});

/** A seed of 1,000 items whose difference is this share. */
const seedOf = (difference: number): SeedChange => ({
  items: 1000,
  wrongToRight: Math.max(0, Math.round(1000 * difference)),
  rightToWrong: Math.max(0, Math.round(-1000 * difference)),
});

test('seeds that differ: the mean, its interval and p as scipy.stats.ttest_1samp gives them', () => {
  const { mean, interval, p } = pooledChange([0.3, 0.1, -0.1, 0.4, 0.2].map(seedOf));
  expect(mean).toBeCloseTo(0.18, 12);
  expect(interval!.low).toBeCloseTo(-0.05883883880999799, 8);
  expect(interval!.high).toBeCloseTo(0.41883883880999806, 8);
  expect(p).toBeCloseTo(0.10453999977837544, 8);
});

test('seeds that agree more than their items allow do not give a narrower interval than the items do', () => {
  const seed = { items: 24, wrongToRight: 12, rightToWrong: 2 };
  const { interval } = pooledChange([seed, seed, seed]);
  // By hand: n = 26, up = 12.5, down = 2.5; (15 - 100 / 26) / 26² = 0.0165, over three seeds, times t(2).
  const reach = 4.302652729749462 * Math.sqrt((15 - 100 / 26) / 676 / 3);
  expect(interval!.high - 10 / 24).toBeCloseTo(reach, 9);
  const solved = pooledChange([24, 24].map((items) => ({ items, wrongToRight: items, rightToWrong: 0 })));
  expect(solved.interval!.low).toBeLessThan(1);
  expect(solved.interval!.high).toBe(1);
});

test('one seed says nothing about others, and no seed nothing at all', () => {
  expect(pooledChange([seedOf(0.4)])).toEqual({ mean: 0.4, interval: null, p: null });
  expect(() => pooledChange([])).toThrow('Expected at least one seed, each with items.');
  expect(() => pooledChange([{ items: 0, wrongToRight: 0, rightToWrong: 0 }])).toThrow('each with items');
});

describe('a share of right answers over seeds', () => {
  test('that differ: the mean and its interval as scipy.stats.t.interval gives them', () => {
    const { mean, interval } = pooledShare(
      [0.3, 0.1, 0.25, 0.4, 0.2].map((share) => ({ items: 1000, right: 1000 * share })),
    );
    expect(mean).toBeCloseTo(0.25, 12);
    expect(interval!.low).toBeCloseTo(0.11117774474011033, 8);
    expect(interval!.high).toBeCloseTo(0.38882225525988967, 8);
  });

  test('that agree: no narrower than their items allow, and within 0 and 1', () => {
    const half = { items: 24, right: 12 };
    const { interval } = pooledShare([half, half, half]);
    // By hand: n = 28, share 14 / 28; 0.25 / 28 over three seeds, times t(2).
    expect(interval!.high - 0.5).toBeCloseTo(4.302652729749462 * Math.sqrt(0.25 / 28 / 3), 9);
    const none = pooledShare([0, 0].map((right) => ({ items: 24, right })));
    expect(none.interval!.low).toBe(0);
    expect(none.interval!.high).toBeGreaterThan(0);
    expect(pooledShare([half])).toEqual({ mean: 0.5, interval: null });
    expect(() => pooledShare([])).toThrow('Expected at least one seed, each with items.');
  });
});

describe('coverage of the 95 % interval, over 2,000 simulated studies', () => {
  /** Near normal: the sum of twelve uniform numbers. */
  const normal = (random: RandomStream) =>
    Array.from({ length: 12 }, () => random.uniform(0, 1)).reduce((sum, each) => sum + each, -6);

  const drawSeed = (
    random: RandomStream,
    items: number,
    right: [number, number],
    spread: number,
  ): SeedChange => {
    const [before, after] = right;
    const ownAfter = Math.min(1, Math.max(0, after + spread * normal(random)));
    let [wrongToRight, rightToWrong] = [0, 0];
    for (let i = 0; i < items; i++) {
      const wasRight = random.uniform(0, 1) < before;
      const isRight = random.uniform(0, 1) < ownAfter;
      if (!wasRight && isRight) wrongToRight++;
      if (wasRight && !isRight) rightToWrong++;
    }
    return { items, wrongToRight, rightToWrong };
  };

  test.each([
    [3, 24, [0.1, 0.5], 0.1],
    [5, 24, [0.1, 0.5], 0.1],
    [3, 24, [0.1, 0.5], 0],
    [5, 24, [0.1, 0.5], 0],
    [3, 150, [0.05, 0.05], 0],
    [5, 150, [0.3, 0.6], 0.05],
  ] as const)('%s seeds of %s items, shares %s, spread %s', (seeds, items, [before, after], spread) => {
    const random = stream(1, 'coverage', seeds, items, before, after, spread);
    const studies = 2000;
    let covered = 0;
    for (let study = 0; study < studies; study++) {
      const { interval } = pooledChange(
        Array.from({ length: seeds }, () => drawSeed(random, items, [before, after], spread)),
      );
      if (interval!.low <= after - before && after - before <= interval!.high) covered++;
    }
    // Three standard errors of 2,000 draws are 1.5 %: a true 95 % does not fall below 93.5 %.
    expect(covered / studies).toBeGreaterThanOrEqual(0.935);
  });

  test.each([
    [3, 24, 0.5, 0.1],
    [5, 24, 0.5, 0.1],
    [3, 24, 0.1, 0],
    [5, 24, 0.1, 0],
    [3, 150, 0.05, 0],
    [5, 150, 0.6, 0.05],
  ] as const)('of a share: %s seeds of %s items, share %s, spread %s', (seeds, items, share, spread) => {
    const random = stream(1, 'coverage of a share', seeds, items, share, spread);
    const studies = 2000;
    let covered = 0;
    for (let study = 0; study < studies; study++) {
      const drawn = Array.from({ length: seeds }, () => {
        const own = Math.min(1, Math.max(0, share + spread * normal(random)));
        const right = Array.from({ length: items }, () => random.uniform(0, 1) < own).filter(Boolean).length;
        return { items, right };
      });
      const { interval } = pooledShare(drawn);
      if (interval!.low <= share && share <= interval!.high) covered++;
    }
    expect(covered / studies).toBeGreaterThanOrEqual(0.935);
  });
});
