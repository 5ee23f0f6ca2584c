/**
 * The statistics behind every score: an interval for one share, a test for two answers to the same items, and what
 * such tests are worth when there are several. Not here: what is not a count of right answers (bootstrap.ts).
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
 * 1927). Of no items nothing is known: 0 to 1.
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
  // At no or all items right a bound is exactly 0 or 1; rounding must not say otherwise.
  return {
    low: correct === 0 ? 0 : (centre - spread) / scale,
    high: correct === total ? 1 : (centre + spread) / scale,
  };
}

/**
 * McNemar's exact test, two-sided: the chance of a split of the changed items at least this uneven, were both
 * directions equally likely (binomial, p = 1/2; McNemar, Psychometrika 12, 1947). Items judged alike play no part;
 * if none changed the answer is 1.
 */
export function mcNemarExact(wrongToRight: number, rightToWrong: number): number {
  for (const count of [wrongToRight, rightToWrong]) {
    if (!Number.isInteger(count) || count < 0) throw new Error(`Expected two counts of items, got ${count}.`);
  }
  const changed = wrongToRight + rightToWrong;
  // Sum of log binomials: 2^-changed alone would vanish from about 1,000 items on.
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
 * times one fewer, and so on, never falling and at most 1. Calling those below 0.05 changes calls a false one in at
 * most 5 % of such families, however the tests hang together (Holm, Scand. J. Statist. 6, 1979).
 */
export function holmAdjust(ps: readonly number[]): number[] {
  const rising = ps.map((p, place) => ({ p, place })).sort((a, b) => a.p - b.p);
  const adjusted = [...ps];
  let largest = 0;
  for (const [rank, { p, place }] of rising.entries()) {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * p));
    adjusted[place] = largest;
  }
  return adjusted;
}
