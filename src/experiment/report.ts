/**
 * What a run leaves behind: its report (the JSON that is downloaded and printed) and its record (what the page stores).
 * Not here: the statistics (statistics/), the run (run.ts).
 */
import type { Adapter } from '../../models/adapter/adapter.ts';
import type { StepMetrics, ValidationMetrics } from '../../workers/messages.ts';
import {
  importedTasks,
  type ScoredItem,
  type ScoredKind,
  type ScoredTask,
  scoredKind,
} from '../sparkle/dataset/imported.ts';
import type { Score } from '../sparkle/score.ts';
import type { ExperimentConfig } from './config.ts';
import type { Hashes } from './hashes.ts';
import type { Lab } from './lab.ts';
import { sleepLeastMs } from './sleep.ts';
import { countReasons, type ReasonsReport } from './statistics/reasons.ts';
import { compareLengths, type LengthRatioReport } from './statistics/route-length.ts';
import { holmAdjust, mcNemarExact } from './statistics/tests.ts';

/** Counts of one task before or after training: how many answers were right, and how many had the asked form. */
export interface Tally {
  readonly correct: number;
  readonly parsed: number;
}

/** How many of the items of a task that are asked at a point of the learning curve are answered rightly there. */
interface CurveScore extends Tally {
  readonly task: ScoredTask;
  readonly items: number;
}

/** A point of the learning curve: the same items at each, with the adapter as it was after so many training steps. */
export interface CurvePoint {
  /** Steps done: 0 for the base model. */
  readonly step: number;
  readonly tasks: readonly CurveScore[];
  readonly by: AnsweredBy;
}

/** One row of the result table. */
export interface TaskReport {
  readonly task: ScoredTask;
  readonly kind: ScoredKind;
  readonly items: number;
  readonly before: Tally;
  readonly after: Tally;
  /** McNemar's exact two-sided p on the same items, before against after. */
  readonly p: number;
  /** p as Holm adjusts it for the family of all tests of the run, one a task. */
  readonly pHolm: number;
  /** How long the given routes are; null if the task asks for none. */
  readonly lengthRatio: LengthRatioReport | null;
  /** Why answers are right or wrong; null if no answer has a working-out that can be read. */
  readonly reasons: ReasonsReport | null;
  /**
   * The best accuracy without looking at the image, simulated; 0 to 1. For imported questions: the best single answer to
   * all, or chance between published captions.
   */
  readonly blindBaseline: number;
}

/** Training in numbers; each is null if nothing was trained, seconds also if it was outside the lab. */
interface TrainingReport {
  readonly steps: number;
  /** Mean over the first four steps, or over the first half if there are fewer than eight. */
  readonly lossFirst: number | null;
  /** Mean over as many last steps. One step alone would say more about its conversations than about the training. */
  readonly lossLast: number | null;
  /** Mean over the steps in which the computer did not sleep. */
  readonly secondsPerStep: number | null;
  /** The validation with the lowest loss, whose adapter is used; null without validation. */
  readonly validation: ValidationReport | null;
}

/** What was measured on held-out conversations. */
interface ValidationReport extends ValidationMetrics {
  /** Steps done when it was measured. */
  readonly steps: number;
}

/** The browser and the devices that gave the numbers. Of answers from outside the lab, the packages that gave them. */
interface Environment {
  readonly userAgent: string;
  readonly gpu: string | null;
  readonly isSoftwareGpu: boolean | null;
  /** null if nothing was trained in the lab. */
  readonly trainingDevice: 'webgpu' | 'wasm' | null;
  readonly inferenceDevice: AnsweredBy['device'];
}

/** When, with which lab and with which files a report was made. */
export interface Provenance {
  /** ISO 8601. Of a resumed run: when it was resumed. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly lab: Lab;
  readonly hashes: Hashes;
}

/** The report of a run. As a file it has more that follows from it (src/run-file/report-text.ts). */
export interface Report {
  readonly config: ExperimentConfig;
  readonly tasks: readonly TaskReport[];
  readonly training: TrainingReport;
  /** By step; empty if none was wanted. */
  readonly curve: readonly CurvePoint[];
  /**
   * Without sleep. For a resumed run: the time since it was resumed. Of one from outside the lab, its training since that was
   * last started; null if it is not known.
   */
  readonly secondsTotal: number | null;
  readonly isResumed: boolean;
  /** Fingerprint of the base model's files (fingerprint.ts); null in reports of older versions, which had none. */
  readonly weights: string | null;
  readonly environment: Environment;
  /** null in reports of older versions. */
  readonly provenance: Provenance | null;
}

export interface JudgedAnswer {
  readonly text: string;
  readonly score: Score;
  /** Missing in runs of older versions, which did not store it. */
  readonly by?: AnsweredBy;
}

/** Who gave an answer. Only answers of one model on one device are compared, because devices round differently. */
export interface AnsweredBy {
  /** ms-swift: answered outside the lab, on a cluster (src/takeaway/results.ts). */
  readonly device: 'webgpu' | 'wasm' | 'ms-swift';
  /** Fingerprint of the base model's files (fingerprint.ts). */
  readonly model: string;
}

/** One scored item with both answers; an answer is null if it was not asked for yet. */
export interface ItemResult {
  readonly item: ScoredItem;
  readonly before: JudgedAnswer | null;
  readonly after: JudgedAnswer | null;
}

/** A run that has ended, with everything that was finished, even if it was stopped or failed. */
export interface RunOutcome {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly ending: 'finished' | 'stopped' | 'failed';
  /** Why it failed, in plain words; null otherwise. */
  readonly message: string | null;
  readonly config: ExperimentConfig;
  readonly steps: readonly StepMetrics[];
  /** The points of the learning curve so far; empty if none is wanted. */
  readonly curve: readonly CurvePoint[];
  readonly items: readonly ItemResult[];
  /** null until the second evaluation is done. */
  readonly report: Report | null;
  /** What was trained, or what was measured; null if nothing was, or not yet. */
  readonly adapter: Adapter | null;
}

/** A run as it is stored, under an id that sorts by time. */
export interface RunRecord extends RunOutcome {
  readonly id: string;
  /** The name of the file that it was imported from; absent if it was made here. */
  readonly importedFrom?: string;
}

/**
 * Counts the judged items into the report. Throws if an item lacks an answer or a task its baseline.
 * `baselines`: the blind baseline, 0 to 1, of each task of the config and of imported questions.
 */
export function buildReport(run: {
  readonly config: ExperimentConfig;
  readonly items: readonly ItemResult[];
  readonly steps: readonly StepMetrics[];
  readonly curve: readonly CurvePoint[];
  readonly baselines: ReadonlyMap<ScoredTask, number>;
  readonly secondsTotal: number | null;
  readonly isResumed: boolean;
  readonly weights: string;
  readonly environment: Environment;
  readonly provenance: Provenance | null;
}): Report {
  const { config, items, steps, curve, baselines, secondsTotal } = run;
  const { isResumed, weights, environment, provenance } = run;
  const open = items.find(({ before, after }) => !before || !after);
  if (open) throw new Error(`Expected two answers to every item, but ${open.item.id} lacks one.`);
  const baselineOf = (task: ScoredTask) => {
    const baseline = baselines.get(task);
    if (baseline === undefined) throw new Error(`Expected a blind baseline of ${task}, got none.`);
    return baseline;
  };
  return {
    config,
    tasks: withHolm(
      [
        ...config.evaluation.tasks,
        ...importedTasks.filter((task) => items.some(({ item }) => item.task === task)),
      ].map((task) =>
        countTask(
          task,
          items.filter(({ item }) => item.task === task),
          baselineOf(task),
          config.seed,
        ),
      ),
    ),
    training: trainingReport(steps),
    curve,
    secondsTotal,
    isResumed,
    weights,
    environment,
    provenance,
  };
}

/** The fingerprint of the base model that the files of a run's adapter name; null if it is not known. */
export const adapterWeightsOf = (run: Pick<RunOutcome, 'config' | 'report' | 'items'>): string | null =>
  run.config.adapter ? run.config.adapter.baseWeights : (weightsOf(run) ?? null);

/**
 * The fingerprint of the base model's files that a run was made with: what its report says, or all its answers alike. Null
 * if they do not say it, as in runs of older versions; undefined if nothing has been answered yet.
 */
export function weightsOf({
  report,
  items,
}: Pick<RunOutcome, 'report' | 'items'>): string | null | undefined {
  if (report) return report.weights;
  const given = items.flatMap(({ before, after }) => [before, after].filter((answer) => answer !== null));
  const [first, ...others] = new Set(given.map(({ by }) => by?.model ?? null));
  return others.length > 0 ? null : first;
}

/**
 * The rows of a run with their p adjusted (Holm). All tests of a run are one family: one test a scored task, variants and
 * controls too. Nothing else is tested or adjusted anywhere: table, finding and report show these p.
 */
export function withHolm(tasks: readonly Omit<TaskReport, 'pHolm'>[]): TaskReport[] {
  const adjusted = holmAdjust(tasks.map(({ p }) => p));
  return tasks.map((report, i) => ({ ...report, pHolm: adjusted[i]! }));
}

/** Adds to a stored report what an older version did not count: the lengths of routes, and why answers are right or wrong. */
export function completeReport(report: Report, items: readonly ItemResult[]): Report {
  const tasks = report.tasks.map((row) => {
    const ofTask = items.filter(({ item }) => item.task === row.task);
    return {
      ...row,
      lengthRatio: row.lengthRatio ?? compareLengths(ofTask, report.config.seed),
      reasons: row.reasons ?? countReasons(ofTask),
    };
  });
  return { ...report, tasks };
}

/** Summarizes training, also of a run that was stopped. */
export function trainingReport(steps: readonly StepMetrics[]): TrainingReport {
  const averaged = Math.min(4, Math.max(1, Math.floor(steps.length / 2)));
  return {
    steps: steps.length,
    lossFirst: mean(steps.slice(0, averaged).map(({ loss }) => loss)),
    lossLast: mean(steps.slice(-averaged).map(({ loss }) => loss)),
    secondsPerStep: meanAwakeSeconds(steps.flatMap(({ stepMs }) => stepMs ?? [])),
    validation: bestValidation(steps),
  };
}

function bestValidation(steps: readonly StepMetrics[]): ValidationReport | null {
  let best: ValidationReport | null = null;
  for (const { step, validation } of steps) {
    if (validation && (!best || validation.loss < best.loss)) best = { steps: step + 1, ...validation };
  }
  return best;
}

/** Large models take minutes for every step; among quick steps, one of minutes was slept in. */
function meanAwakeSeconds(stepsMs: readonly number[]): number | null {
  const usualMs = stepsMs.toSorted((a, b) => a - b)[(stepsMs.length - 1) >> 1] ?? 0;
  return mean(stepsMs.filter((ms) => ms < Math.max(sleepLeastMs, 10 * usualMs)).map((ms) => ms / 1000));
}

const mean = (values: readonly number[]): number | null =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;

/** Right answers to the same items, before and after, and those that changed. */
interface RightCounts {
  readonly items: number;
  readonly before: number;
  readonly after: number;
  readonly wrongToRight: number;
  readonly rightToWrong: number;
}

/** Counts right answers; one that was not given is none. */
export function countRight(items: readonly ItemResult[]): RightCounts {
  const isRight = (answer: JudgedAnswer | null) => answer?.score.isCorrect ?? false;
  const count = (has: (before: boolean, after: boolean) => boolean) =>
    items.filter(({ before, after }) => has(isRight(before), isRight(after))).length;
  return {
    items: items.length,
    before: count((before) => before),
    after: count((_, after) => after),
    wrongToRight: count((before, after) => !before && after),
    rightToWrong: count((before, after) => before && !after),
  };
}

/** The counts of a task, of its items alone, and their p: what is quick to count. */
export function tallyTask(
  items: readonly ItemResult[],
): Pick<TaskReport, 'items' | 'before' | 'after' | 'p'> {
  const right = countRight(items);
  const tally = (when: 'before' | 'after'): Tally => ({
    correct: right[when],
    parsed: items.filter((result) => result[when]?.score.isParsed).length,
  });
  return {
    items: items.length,
    before: tally('before'),
    after: tally('after'),
    p: mcNemarExact(right.wrongToRight, right.rightToWrong),
  };
}

/** The row of a task, of its items alone: Holm's adjustment needs all rows. */
export function countTask(
  task: ScoredTask,
  items: readonly ItemResult[],
  blindBaseline: number,
  seed: number,
): Omit<TaskReport, 'pHolm'> {
  return {
    task,
    kind: scoredKind(task),
    ...tallyTask(items),
    lengthRatio: compareLengths(items, seed),
    reasons: countReasons(items),
    blindBaseline,
  };
}
