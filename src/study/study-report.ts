/**
 * What the finished runs of a study say together: for each arm, value of the sweep and task, what was right before and
 * after, and the change, over its seeds. Not here: the statistics (src/experiment/statistics/pooled.ts), the sentence
 * (study-finding.ts), the table (src/headless/study-text.ts).
 */
import { countRight } from '../experiment/report.ts';
import {
  type PooledChange,
  type PooledShare,
  pooledChange,
  pooledShare,
  type SeedChange,
} from '../experiment/statistics/pooled.ts';
import { holmAdjust } from '../experiment/statistics/tests.ts';
import type { ScoredKind, ScoredTask } from '../sparkle/dataset/imported.ts';
import type { CellOutcome } from './play.ts';
import { type Cell, cellsOf, type Study } from './study.ts';

/** The counts of one task in one run: right answers before and after, and those that changed. */
interface SeedRow extends SeedChange {
  readonly seed: number;
  readonly before: number;
  readonly after: number;
}

/** One task of one arm, at one value of the sweep, over the seeds whose runs are finished. */
export interface StudyRow {
  readonly arm: string;
  /** Of the setting that is swept; null if none is. */
  readonly value: number | null;
  readonly task: ScoredTask;
  readonly kind: ScoredKind;
  readonly seeds: readonly SeedRow[];
  /** Shares of right answers of the base model, and after training. */
  readonly before: PooledShare;
  readonly after: PooledShare;
  /** After minus before, paired by item within a seed. */
  readonly change: PooledChange;
  /**
   * After training, against the arm `shuffled` at that value, paired by item within a seed: what the content of answers does
   * beyond their form. Absent for that arm, for `none`, and without a seed that both have.
   */
  readonly beyondForm?: PooledChange;
  /** p as Holm adjusts it for the tasks of the study, which were named before it began. null for one seed. */
  readonly pHolm: number | null;
  /** Mean over the seeds, 0 to 1. */
  readonly blindBaseline: number;
}

/** A study's result as it is written. */
export interface StudyReport {
  readonly study: Study;
  /** Runs that are finished. */
  readonly finished: number;
  /** Arm by arm and value by value, in the order of the study; those without a finished run have none. */
  readonly rows: readonly StudyRow[];
}

/** A finished run and its place in the study. */
export interface FinishedCell {
  readonly cell: Cell;
  readonly outcome: CellOutcome;
}

/** The report of the finished runs. */
export function buildStudyReport(study: Study, runs: readonly FinishedCell[]): StudyReport {
  const places = new Map(cellsOf(study).map(({ arm, value }) => [`${arm} ${value}`, { arm, value }]));
  const rows = [...places.values()].flatMap(({ arm, value }) =>
    withHolm(
      rowsOf(
        arm,
        value,
        runs.filter(({ cell }) => cell.value === value),
      ),
    ),
  );
  return { study, finished: runs.length, rows };
}

/**
 * The rows of one arm and value with their p adjusted. One test a task that the study names, all of which each run scores:
 * what is added to a study later, an arm, a value or a seed, changes no other arm's family.
 */
function withHolm(rows: readonly StudyRow[]): StudyRow[] {
  const tested = rows.filter(({ change }) => change.p !== null);
  const adjusted = holmAdjust(tested.map(({ change }) => change.p!));
  return rows.map((row) => ({ ...row, pHolm: adjusted[tested.indexOf(row)] ?? null }));
}

/** The rows of an arm; `runs` are those of all arms at the value. */
function rowsOf(arm: string, value: number | null, runs: readonly FinishedCell[]): StudyRow[] {
  const own = runs.filter(({ cell }) => cell.arm === arm);
  const shuffled =
    arm === 'none' || arm === 'shuffled' ? [] : runs.filter(({ cell }) => cell.arm === 'shuffled');
  const reports = own.flatMap(({ cell, outcome }) =>
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
      value,
      task,
      kind,
      seeds,
      before: pooledShare(seeds.map(({ items, before }) => ({ items, right: before }))),
      after: pooledShare(seeds.map(({ items, after }) => ({ items, right: after }))),
      change: pooledChange(seeds),
      ...beyondForm(task, own, shuffled),
      pHolm: null,
      blindBaseline: blind.reduce((sum, each) => sum + each, 0) / blind.length,
    };
  });
}

/** The difference between two arms after training, on the items of the seeds that both have. */
function beyondForm(
  task: ScoredTask,
  own: readonly FinishedCell[],
  shuffled: readonly FinishedCell[],
): Pick<StudyRow, 'beyondForm'> {
  const seeds = own.flatMap(({ cell, outcome }) => {
    const control = shuffled.find((run) => run.cell.seed === cell.seed)?.outcome.items ?? [];
    const without = new Map(control.map(({ item, after }) => [item.id, after]));
    const paired = outcome.items.flatMap(({ item, after }) => {
      const before = without.get(item.id);
      return item.task === task && before ? [{ item, before, after }] : [];
    });
    return paired.length > 0 ? [countRight(paired)] : [];
  });
  return seeds.length > 0 ? { beyondForm: pooledChange(seeds) } : {};
}
