/**
 * A class's results as one: for each task what was right before and after, and the change, with each student beside it. The
 * statistics are those of a study over seeds (src/experiment/statistics/pooled.ts), and the seeds are the units here too:
 * students who ran the same seed had the same items and the same training, so they are one unit, their mean; counted as
 * several, they would make an interval that is too narrow. Not here: which results belong together (collection.ts).
 */
import { quantile } from '../experiment/statistics/bootstrap.ts';
import {
  type PooledChange,
  type PooledShare,
  pooledChange,
  pooledShare,
} from '../experiment/statistics/pooled.ts';
import { holmAdjust } from '../experiment/statistics/tests.ts';
import { type ScoredKind, type ScoredTask, scoredKind } from '../sparkle/dataset/imported.ts';
import type { Entry } from './collection.ts';
import { grouped } from './grouped.ts';
import { type ClassResult, itemsOf, rightAfter, rightBefore, type TaskCounts } from './result.ts';

/** The result of one student in one task. */
interface StudentShare {
  /** The id of the entry. */
  readonly id: string;
  readonly items: number;
  readonly before: number;
  readonly after: number;
}

/** One task over all counted students. Shares are 0 to 1. */
export interface ClassRow {
  readonly task: ScoredTask;
  readonly kind: ScoredKind;
  readonly students: readonly StudentShare[];
  readonly before: PooledShare;
  readonly after: PooledShare;
  /** After minus before, paired by item within a student. */
  readonly change: PooledChange;
  /** p of the change as Holm adjusts it for the tasks of the class; null for one seed. */
  readonly pHolm: number | null;
  readonly blindBaseline: number;
}

/** A share that stands out. */
export interface Outlier {
  /** The id of the entry. */
  readonly id: string;
  readonly task: ScoredTask;
  readonly when: 'before' | 'after';
  readonly share: number;
  /** Of the class. */
  readonly median: number;
}

/** What a class's counted results say together. */
export interface ClassReport {
  readonly students: number;
  /** The units of the intervals. */
  readonly seeds: number;
  readonly rows: readonly ClassRow[];
  readonly outliers: readonly Outlier[];
}

/** Pools the counted entries of one group (collection.ts); null if none counts. */
export function poolClass(entries: readonly Entry[]): ClassReport | null {
  const counted = entries.filter(({ isCounted }) => isCounted);
  const tasks = [...new Set(counted.flatMap(({ result }) => result.tasks.map(({ task }) => task)))];
  if (tasks.length === 0) return null;
  const rows = tasks.map((task) => rowOf(task, counted));
  const tested = rows.filter(({ change }) => change.p !== null);
  const adjusted = holmAdjust(tested.map(({ change }) => change.p!));
  return {
    students: counted.length,
    seeds: new Set(counted.map(({ result }) => result.seed)).size,
    rows: rows.map((row) => ({ ...row, pHolm: adjusted[tested.indexOf(row)] ?? null })),
    outliers: rows.flatMap((row) => [...outliersOf(row, 'before'), ...outliersOf(row, 'after')]),
  };
}

const countsOf = ({ tasks }: ClassResult, task: ScoredTask): TaskCounts | undefined =>
  tasks.find((each) => each.task === task);

function rowOf(task: ScoredTask, entries: readonly Entry[]): ClassRow {
  const having = entries.flatMap(({ id, result }) => {
    const counts = countsOf(result, task);
    return counts ? [{ id, seed: result.seed, counts }] : [];
  });
  const seeds = [...grouped(having, ({ seed }) => seed).values()].map((own) => {
    const meanOf = (count: (counts: TaskCounts) => number) => mean(own.map(({ counts }) => count(counts)));
    return {
      items: meanOf(itemsOf),
      before: meanOf(rightBefore),
      after: meanOf(rightAfter),
      wrongToRight: meanOf(({ onlyAfter }) => onlyAfter),
      rightToWrong: meanOf(({ onlyBefore }) => onlyBefore),
    };
  });
  return {
    task,
    kind: scoredKind(task),
    students: having.map(({ id, counts }) => {
      const items = itemsOf(counts);
      return { id, items, before: rightBefore(counts) / items, after: rightAfter(counts) / items };
    }),
    before: pooledShare(seeds.map(({ items, before }) => ({ items, right: before }))),
    after: pooledShare(seeds.map(({ items, after }) => ({ items, right: after }))),
    change: pooledChange(seeds),
    pHolm: null,
    blindBaseline: mean(having.map(({ counts }) => counts.blindPercent / 100)),
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of fewer students nobody can stand out. */
export const outlierStudentsMin = 5;

/** Nor does a share that is nearer to the median. */
export const outlierPointsMin = 10;

/** The shares of a task outside Tukey's fences (Exploratory Data Analysis, 1977). */
function outliersOf({ task, students }: ClassRow, when: Outlier['when']): Outlier[] {
  if (students.length < outlierStudentsMin) return [];
  const rising = Float64Array.from(students, (student) => student[when]).sort();
  const [low, median, high] = [quantile(rising, 0.25), quantile(rising, 0.5), quantile(rising, 0.75)];
  const reach = 1.5 * (high - low);
  return (
    students
      .filter(({ [when]: share }) => share < low - reach || share > high + reach)
      // Shares are fractions: a tenth is not exact.
      .filter(({ [when]: share }) => Math.abs(share - median) >= outlierPointsMin / 100 - 1e-9)
      .map(({ id, [when]: share }) => ({ id, task, when, share, median }))
  );
}
