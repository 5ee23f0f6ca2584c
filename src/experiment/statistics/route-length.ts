/**
 * How long the given routes are: a route that is not the shortest may be nearly as short. Before and after are compared on
 * the same items, and only if both routes are legal. Not here: the ratio of one route
 * (src/sparkle/score.ts), the resampling (bootstrap.ts).
 */

import type { ScoredItem } from '../../sparkle/dataset/imported.ts';
import { stream } from '../../sparkle/scene/random.ts';
import type { Score } from '../../sparkle/score.ts';
import { bcaInterval, mean, median, percentileInterval, replicates } from './bootstrap.ts';
import type { Interval } from './tests.ts';

/** What is read of an item's result. */
interface Routed {
  readonly item: Pick<ScoredItem, 'form' | 'task'>;
  readonly before: { readonly score: Score } | null;
  readonly after: { readonly score: Score } | null;
}

/** Lengths are divided by the shortest length: 1 is optimal. */
export interface LengthRatioReport {
  /** Items with a legal route (every object once, from the asked start): before, after, and both times. */
  readonly legalBefore: number;
  readonly legalAfter: number;
  readonly pairs: number;
  /** Over the pairs; null if there are none. */
  readonly change: LengthChange | null;
}

/**
 * Differences are after minus before, by pair: below 0 the routes became shorter. Intervals: 95 %, null for fewer than 5
 * pairs.
 */
interface LengthChange {
  readonly meanBefore: number;
  readonly meanAfter: number;
  readonly meanDifference: number;
  /** BCa bootstrap. */
  readonly meanInterval: Interval | null;
  readonly medianDifference: number;
  /** Percentile bootstrap. */
  readonly medianInterval: Interval | null;
}

const resamples = 5_000;

/** Fewer pairs are too few to resample. */
const pairsMin = 5;

/** Compares the routes of one task, given all its items. null if they ask for no route. */
export function compareLengths(items: readonly Routed[], seed: number): LengthRatioReport | null {
  const first = items.find(({ item }) => item.form === 'route');
  if (!first) return null;
  const ratios = items.map(({ before, after }) => ({
    before: before?.score.lengthRatio ?? null,
    after: after?.score.lengthRatio ?? null,
  }));
  const pairs = ratios.flatMap(({ before, after }) =>
    before !== null && after !== null ? [{ before, after }] : [],
  );
  return {
    legalBefore: ratios.filter(({ before }) => before !== null).length,
    legalAfter: ratios.filter(({ after }) => after !== null).length,
    pairs: pairs.length,
    change: pairs.length > 0 ? lengthChange(pairs, seed, first.item.task) : null,
  };
}

function lengthChange(
  pairs: readonly { readonly before: number; readonly after: number }[],
  seed: number,
  task: string,
): LengthChange {
  const rising = (values: readonly number[]) => Float64Array.from(values).sort();
  const differences = pairs.map(({ before, after }) => after - before);
  const hasInterval = pairs.length >= pairsMin;
  const draw = (statistic: typeof mean, name: string) =>
    replicates(differences, statistic, resamples, stream(seed, 'bootstrap', task, name));
  return {
    meanBefore: mean(rising(pairs.map(({ before }) => before))),
    meanAfter: mean(rising(pairs.map(({ after }) => after))),
    meanDifference: mean(rising(differences)),
    meanInterval: hasInterval ? bcaInterval(differences, mean, draw(mean, 'mean')) : null,
    medianDifference: median(rising(differences)),
    medianInterval: hasInterval ? percentileInterval(draw(median, 'median')) : null,
  };
}
