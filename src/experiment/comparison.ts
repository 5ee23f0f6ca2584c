/**
 * Finished runs side by side. Where two runs answered the same items, their answers after training are compared item by
 * item; where they did not, only the shares of right answers can be set beside each other, and nothing is tested. Not here:
 * one run's before and after (report.ts), arms and seeds of a study (src/study/study-report.ts).
 */
import { type ScoredKind, type ScoredTask, scoredKind } from '../sparkle/dataset/imported.ts';
import { countRight, type ItemResult, type RunOutcome } from './report.ts';
import { holmAdjust, mcNemarExact } from './statistics/tests.ts';

/** What a comparison needs of a run. */
type ComparedRun = Pick<RunOutcome, 'items' | 'report'>;

/** One run's right answers to a task. */
interface RunTally {
  /** The place of the run in the list. */
  readonly run: number;
  readonly items: number;
  readonly before: number;
  readonly after: number;
  /** Whether its items of this task are those of the first run that has the task. */
  readonly isSame: boolean;
  /** Against that first run, after training; null for the first itself, and where the items are others. */
  readonly against: { readonly difference: number; readonly p: number; readonly pHolm: number } | null;
}

/** One task, with all runs that scored it. */
export interface ComparedTask {
  readonly task: ScoredTask;
  readonly kind: ScoredKind;
  /** What the best blind guess reaches, the mean of the runs; 0 to 1. */
  readonly blindBaseline: number;
  readonly runs: readonly RunTally[];
}

/** Items of a task are the same if they ask the same, in any order. */
const sameItems = (a: readonly ItemResult[], b: readonly ItemResult[]): boolean => {
  const keyOf = ({ item }: ItemResult) => JSON.stringify([item.id, item.question, item.answer, item.scene]);
  const known = new Set(a.map(keyOf));
  return a.length === b.length && b.every((each) => known.has(keyOf(each)));
};

/** McNemar's exact p for the answers after training of two runs to the same items. */
function pairedP(first: readonly ItemResult[], other: readonly ItemResult[]): number {
  const rightOf = (results: readonly ItemResult[]) =>
    new Map(results.map(({ item, after }) => [item.id, after?.score.isCorrect ?? false]));
  const [a, b] = [rightOf(first), rightOf(other)];
  const ids = [...a.keys()];
  return mcNemarExact(
    ids.filter((id) => !a.get(id) && b.get(id)).length,
    ids.filter((id) => a.get(id) && !b.get(id)).length,
  );
}

/**
 * All tasks that any of the runs scored, in the order in which they first occur. Runs without a report are not compared.
 * The p of all pairs are one family (Holm).
 */
export function compareRuns(runs: readonly ComparedRun[]): ComparedTask[] {
  const tasks = [...new Set(runs.flatMap(({ report }) => report?.tasks.map(({ task }) => task) ?? []))];
  const rows = tasks.map((task) => compareTask(task, runs));
  const tested = rows.flatMap((row) => row.runs.flatMap(({ against }) => against ?? []));
  const adjusted = holmAdjust(tested.map(({ p }) => p));
  const pHolmOf = new Map(tested.map((each, i) => [each, adjusted[i]!]));
  return rows.map((row) => ({
    ...row,
    runs: row.runs.map((tally) => ({
      ...tally,
      against: tally.against && { ...tally.against, pHolm: pHolmOf.get(tally.against)! },
    })),
  }));
}

function compareTask(task: ScoredTask, runs: readonly ComparedRun[]): ComparedTask {
  const having = runs.flatMap(({ items, report }, run) => {
    const row = report?.tasks.find((each) => each.task === task);
    return row
      ? [{ run, blind: row.blindBaseline, items: items.filter(({ item }) => item.task === task) }]
      : [];
  });
  const first = having[0]!;
  return {
    task,
    kind: scoredKind(task),
    blindBaseline: having.reduce((sum, { blind }) => sum + blind, 0) / having.length,
    runs: having.map(({ run, items }) => {
      const { before, after } = countRight(items);
      const isSame = sameItems(first.items, items);
      const share = (count: number, of: readonly unknown[]) => (of.length === 0 ? 0 : count / of.length);
      const p = run !== first.run && isSame ? pairedP(first.items, items) : null;
      const difference = share(after, items) - share(countRight(first.items).after, first.items);
      return {
        run,
        items: items.length,
        before,
        after,
        isSame,
        against: p === null ? null : { difference, p, pHolm: p },
      };
    }),
  };
}
