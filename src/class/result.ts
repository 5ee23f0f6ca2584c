/**
 * What a class collects of a finished run: for each task how many items were right before and after, by which settings and
 * which items it was made. Not here: its text to be read aloud (class-code.ts), pooling (pool.ts).
 */
import { itemsHash } from '../experiment/hashes.ts';
import { countRight, type RunOutcome } from '../experiment/report.ts';
import { sha256OfValue } from '../files/sha256.ts';
import type { ScoredTask } from '../sparkle/dataset/imported.ts';
import { lettersOf } from './letters.ts';

/** The items of one task, by when they were answered rightly; the four counts are all items. */
export interface TaskCounts {
  readonly task: ScoredTask;
  readonly bothRight: number;
  readonly onlyBefore: number;
  readonly onlyAfter: number;
  readonly neither: number;
  /** What the best blind guess reaches, in whole percent. */
  readonly blindPercent: number;
}

/** A finished run in counts. */
export interface ClassResult {
  /** Five letters that follow from all settings but the seed, and from the base model's weights: equal for equal ones. */
  readonly settings: string;
  /** Four letters that follow from the scored items. */
  readonly items: string;
  readonly seed: number;
  /** Each task once, with at least one item. */
  readonly tasks: readonly TaskCounts[];
}

/** How many letters tell settings and items. */
export const settingsLetters = 5;
export const itemsLetters = 4;

/** How many items of a task there are. */
export const itemsOf = ({ bothRight, onlyBefore, onlyAfter, neither }: TaskCounts): number =>
  bothRight + onlyBefore + onlyAfter + neither;

/** Right answers of a task before and after training. */
export const rightBefore = ({ bothRight, onlyBefore }: TaskCounts): number => bothRight + onlyBefore;
export const rightAfter = ({ bothRight, onlyAfter }: TaskCounts): number => bothRight + onlyAfter;

type HandedIn = Pick<RunOutcome, 'config' | 'items' | 'report' | 'ending'>;

/** The counts of a run. @throws Error with a plain message if the run has no result. */
export function resultOf(run: HandedIn): ClassResult {
  const { report, items, config } = run;
  if (!report)
    throw new Error(
      `expected a run that came to its end, got one without a result (${run.ending}). Ask for a finished one.`,
    );
  const tasks = report.tasks.flatMap(({ task, blindBaseline }): TaskCounts[] => {
    const count = countRight(items.filter(({ item }) => item.task === task));
    if (count.items === 0) return [];
    const bothRight = count.before - count.rightToWrong;
    return [
      {
        task,
        bothRight,
        onlyBefore: count.rightToWrong,
        onlyAfter: count.wrongToRight,
        neither: count.items - bothRight - count.rightToWrong - count.wrongToRight,
        blindPercent: Math.round(blindBaseline * 100),
      },
    ];
  });
  return {
    settings: settingsPrint(run, report),
    items: lettersOf(itemsHash(items.map(({ item }) => item)), itemsLetters),
    seed: config.seed,
    tasks,
  };
}

/**
 * The letters of the settings. Imported data and a measured adapter have names that differ between computers, so their
 * hashes stand for them where the report has them.
 */
function settingsPrint({ config }: HandedIn, { weights, provenance }: NonNullable<HandedIn['report']>) {
  const { seed: _, adapter, data, ...others } = config;
  const { trainingData = null, testData = null, adapter: measured = null } = provenance?.hashes ?? {};
  const named = {
    training: data.training && (trainingData ?? data.training),
    test: data.test && (testData ?? data.test),
    adapter: adapter && (measured ?? adapter.name),
  };
  return lettersOf(sha256OfValue({ ...others, ...named, weights }), settingsLetters);
}
