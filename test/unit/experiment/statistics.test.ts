/** Interval, test and adjustment against published values. */
import { describe, expect, test } from 'vitest';
import { holmAdjust, mcNemarExact, wilsonInterval } from '../../../src/experiment/statistics/tests.ts';
import { stream } from '../../../src/sparkle/scene/random.ts';

describe('Wilson interval', () => {
  // Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3 (score, no continuity correction).
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i: %f to %f', (correct, total, low, high) => {
    const interval = wilsonInterval(correct, total);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test('its bounds solve the score equation, stay within 0 and 1, and mirror each other', () => {
    for (let total = 1; total <= 60; total++) {
      for (let correct = 0; correct <= total; correct++) {
        const { low, high } = wilsonInterval(correct, total, 1.96);
        const share = correct / total;
        for (const bound of [low, high]) {
          expect((share - bound) ** 2).toBeCloseTo((1.96 ** 2 * bound * (1 - bound)) / total, 10);
        }
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(wilsonInterval(total - correct, total, 1.96).low).toBeCloseTo(1 - high, 12);
      }
    }
  });

  test('no items: nothing known; impossible counts are refused', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
    expect(() => wilsonInterval(3, 2)).toThrow(/3 of 2/);
    expect(() => wilsonInterval(Number.NaN, 2)).toThrow(/NaN/);
  });
});

describe('McNemar exact', () => {
  // 1 and 7 (Bentur et al.): the worked example of Fagerland, Lydersen and Laake, BMC Medical Research Methodology 13
  // (2013) 91, supplement: 2 binomcdf(1, 8, 0.5) = 18/256. 12 and 5: stat-tools.xyz/mcnemar, 0.1435.
  test.each([
    [1, 7, 18 / 256, 10],
    [5, 12, 0.1435, 4],
  ])('%i and %i: %f', (b, c, p, digits) => {
    expect(mcNemarExact(b, c)).toBeCloseTo(p, digits);
    expect(mcNemarExact(c, b)).toBe(mcNemarExact(b, c));
  });

  test('agrees with exact whole-number arithmetic', () => {
    for (const [b, c] of [
      [0, 1],
      [0, 6],
      [2, 9],
      [10, 30],
      [44, 56],
      [3, 97],
      [100, 160],
      [450, 550],
    ] as const) {
      const n = b + c;
      let choose = 1n;
      let tail = 0n;
      for (let i = 0; i <= b; i++) {
        if (i > 0) choose = (choose * BigInt(n - i + 1)) / BigInt(i);
        tail += choose;
      }
      const scale = 10n ** 60n;
      const p = Number((2n * tail * scale) / 2n ** BigInt(n)) / 1e60;
      expect(mcNemarExact(b, c) / p).toBeCloseTo(1, 9);
    }
  });

  test('no change, an even split, and many items', () => {
    expect(mcNemarExact(0, 0)).toBe(1);
    expect(mcNemarExact(5, 5)).toBe(1);
    expect(mcNemarExact(900, 1100)).toBeGreaterThan(0);
    expect(mcNemarExact(900, 1100)).toBeLessThan(1e-4);
    expect(() => mcNemarExact(-1, 2)).toThrow(/-1/);
    expect(() => mcNemarExact(1.5, 2)).toThrow(/1.5/);
  });
});

describe('Holm', () => {
  test('four tests', () => {
    // The worked example of https://en.wikipedia.org/wiki/Holm-Bonferroni_method: of 0.01, 0.04, 0.03 and 0.005.
    expect(holmAdjust([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  });

  test('it is the closed test made of Bonferroni tests', () => {
    // Marcus, Peritz and Gabriel, Biometrika 63 (1976) 655-660: the p of a hypothesis is the largest p, here Bonferroni's
    // (number of tests times the smallest p), of all sets of hypotheses that contain it. Every set is tried.
    const random = stream(1, 'holm');
    for (let round = 0; round < 200; round++) {
      const ps = Array.from({ length: 1 + random.int(7) }, () =>
        random.int(4) === 0 ? 0.02 : random.uniform(0, 1) ** 3,
      );
      const closed = ps.map((_, place) => {
        let largest = 0;
        for (let set = 1; set < 2 ** ps.length; set++) {
          if (!((set >> place) & 1)) continue;
          const members = ps.filter((_, other) => (set >> other) & 1);
          largest = Math.max(largest, Math.min(1, members.length * Math.min(...members)));
        }
        return largest;
      });
      const adjusted = holmAdjust(ps);
      for (const [place, p] of closed.entries()) expect(adjusted[place]).toBeCloseTo(p, 12);
    }
  });

  test('one test is left as it is; none is none', () => {
    expect(holmAdjust([0.04])).toEqual([0.04]);
    expect(holmAdjust([])).toEqual([]);
    expect(holmAdjust([1, 1])).toEqual([1, 1]);
  });
});
