/**
 * How long the given routes are: a route that is not the shortest may still be nearly so. Before and after are
 * compared on the same items, only where both routes are legal. Not here: the ratio of one route
 * (src/sparkle/score.ts), the resampling (bootstrap.ts).
 */

import type { ScoredItem } from '../../sparkle/dataset/imported.ts';
import { stream } from '../../sparkle/scene/random.ts';
import type { Score } from '../../sparkle/task/item.ts';
import { bcaInterval, mean, median, percentileInterval, replicates } from './bootstrap.ts';
import type { Interval } from './tests.ts';

/** What is read of an item's result; null where it has no answer yet. */
interface Routed {
  readonly item: Pick<ScoredItem, 'form' | 'task'>;
  readonly before: { readonly score: Score } | null;
  readonly after: { readonly score: Score } | null;
}

/** Lengths are over the shortest length: 1 is optimal. */
export interface LengthRatioReport {
  /** Items with a legal route (every object once, from the asked start): before, after, and both times. */
  readonly legalBefore: number;
  readonly legalAfter: number;
  readonly pairs: number;
  /** Over the pairs; null where there is none. */
  readonly change: LengthChange | null;
}

/** After less before, pair by pair: below 0 the routes became shorter. Intervals: 95 %, null of fewer than 5 pairs. */
export interface LengthChange {
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

/** So few pairs drawn again and again say nothing about others. */
const pairsMin = 5;

/** Compares the routes of one task, all its items given. null where its items ask for no route. */
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
