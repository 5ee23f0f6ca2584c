/**
 * What the finished runs of a study say together: for each arm and task the change over its seeds. Not here: the
 * statistics (src/experiment/statistics/pooled.ts), the text (src/headless/study-text.ts).
 */
import { countRight } from '../experiment/report.ts';
import { type PooledChange, pooledChange, type SeedChange } from '../experiment/statistics/pooled.ts';
import { holmAdjust } from '../experiment/statistics/tests.ts';
import type { ScoredKind, ScoredTask } from '../sparkle/dataset/imported.ts';
import type { CellOutcome } from './play.ts';
import { type Cell, cellsOf, type Study } from './study.ts';

/** The counts of one task in one run. */
interface SeedRow extends SeedChange {
  readonly seed: number;
  readonly before: number;
  readonly after: number;
}

/** One task of one arm, over the seeds whose runs are finished. */
export interface StudyRow {
  readonly arm: string;
  readonly task: ScoredTask;
  readonly kind: ScoredKind;
  readonly seeds: readonly SeedRow[];
  readonly change: PooledChange;
  /** p as Holm adjusts it for all tests of the study: one an arm and task. null for one seed. */
  readonly pHolm: number | null;
  /** Mean over the seeds, 0 to 1. */
  readonly blindBaseline: number;
}

/** A study's result as it is written. */
export interface StudyReport {
  readonly study: Study;
  /** Runs that are finished. */
  readonly finished: number;
  readonly rows: readonly StudyRow[];
}

/** The report of the finished runs, arm by arm, in the order of the study. */
export function buildStudyReport(
  study: Study,
  runs: readonly { cell: Cell; outcome: CellOutcome }[],
): StudyReport {
  const arms = [...new Set(cellsOf(study).map(({ arm }) => arm))];
  const rows = arms.flatMap((arm) =>
    rowsOf(
      arm,
      runs.filter(({ cell }) => cell.arm === arm),
    ),
  );
  const tested = rows.filter(({ change }) => change.p !== null);
  const adjusted = holmAdjust(tested.map(({ change }) => change.p!));
  return {
    study,
    finished: runs.length,
    rows: rows.map((row) => ({ ...row, pHolm: adjusted[tested.indexOf(row)] ?? null })),
  };
}

function rowsOf(arm: string, runs: readonly { cell: Cell; outcome: CellOutcome }[]): StudyRow[] {
  const reports = runs.flatMap(({ cell, outcome }) =>
    outcome.report ? [{ seed: cell.seed, outcome, report: outcome.report }] : [],
  );
  return (reports[0]?.report.tasks ?? []).map(({ task, kind }) => {
    const seeds = reports.map(({ seed, outcome }) => ({
      seed,
      ...countRight(outcome.items.filter(({ item }) => item.task === task)),
    }));
    const blind = reports.map(({ report }) => report.tasks.find((row) => row.task === task)!.blindBaseline);
    return {
      arm,
      task,
      kind,
      seeds,
      change: pooledChange(seeds),
      pHolm: null,
      blindBaseline: blind.reduce((sum, each) => sum + each, 0) / blind.length,
    };
  });
}
