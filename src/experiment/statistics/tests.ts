/**
 * The statistics behind every score: an interval for one share, a test for two answers to the same items, and the
 * adjustment of several such tests. Not here: statistics other than counts of right answers (bootstrap.ts).
 */

/** The standard normal quantile of a two-sided 95 % interval. */
const z95 = 1.959964;

/** Bounds of a share, 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval for `correct` of `total`, without continuity correction (Wilson, J. Am. Stat. Assoc. 22,
 * 1927). 0 to 1 if there are no items.
 */
export function wilsonInterval(correct: number, total: number, z = z95): Interval {
  if (!(correct >= 0 && correct <= total)) {
    throw new Error(`Expected 0 <= correct <= total, got ${correct} of ${total}.`);
  }
  if (total === 0) return { low: 0, high: 1 };
  const share = correct / total;
  const centre = share + z ** 2 / (2 * total);
  const spread = z * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2));
  const scale = 1 + z ** 2 / total;
  // If no item or every item is right, one bound is exactly 0 or 1, whatever rounding gives.
  return {
    low: correct === 0 ? 0 : (centre - spread) / scale,
    high: correct === total ? 1 : (centre + spread) / scale,
  };
}

/**
 * McNemar's exact test, two-sided: the chance that the changed items split at least this unevenly if both
 * directions are equally likely (binomial, p = 1/2; McNemar, Psychometrika 12, 1947). Items that did not change do not
 * count; if none changed, p is 1.
 */
export function mcNemarExact(wrongToRight: number, rightToWrong: number): number {
  for (const count of [wrongToRight, rightToWrong]) {
    if (!Number.isInteger(count) || count < 0) throw new Error(`Expected two counts of items, got ${count}.`);
  }
  const changed = wrongToRight + rightToWrong;
  // Summed from log binomials: 2^-changed alone underflows from about 1,000 items on.
  let logTerm = -changed * Math.LN2;
  let tail = 0;
  for (let i = 0; i <= Math.min(wrongToRight, rightToWrong); i++) {
    if (i > 0) logTerm += Math.log((changed - i + 1) / i);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}

/**
 * Holm's adjusted p of each test of a family, in the given order: the smallest p times the number of tests, the next
 * times one fewer, and so on, never falling and at most 1. If a change is claimed for each p below 0.05, at most 5 % of such
 * families have a false claim, however the tests depend on each other (Holm, Scand. J. Statist. 6, 1979).
 */
export function holmAdjust(ps: readonly number[]): number[] {
  const rising = ps.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = [...ps];
  let largest = 0;
  for (const [rank, { p, index }] of rising.entries()) {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * p));
    adjusted[index] = largest;
  }
  return adjusted;
}
