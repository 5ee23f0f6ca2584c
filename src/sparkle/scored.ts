/**
 * All that a run scores, made from its seed: the items of its tasks, and what blind guessing reaches on them. Pure. Not
 * here: the items of a task (task/generate.ts), a guess (baseline.ts), imported questions (dataset/imported.ts).
 */
import { type Baseline, simulateBaseline } from './baseline.ts';
import { stream } from './scene/random.ts';
import type { StyleName } from './style/styles.ts';
import { scoredItems } from './task/generate.ts';
import type { Item } from './task/item.ts';
import { partsOfTask, taskOf } from './task/task-name.ts';
import type { Task } from './tasks.ts';

/** The scored items, so many of each task. The same seed gives the same items. */
export const evaluationItems = (
  seed: number,
  { tasks, items }: { readonly tasks: readonly Task[]; readonly items: number },
  style: StyleName,
): Item[] => tasks.flatMap((task) => scoredItems(seed, 'evaluation', task, items, style));

/** Scores that need no look at the image, each simulated on fresh items: share of items right, 0 to 1. */
export interface BlindBaseline {
  readonly task: Task;
  /** The best single answer given to every item. */
  readonly bestConstant: number;
  /** A random answer of the right form. */
  readonly random: number;
  /** The larger of the two: an accuracy must be above it. */
  readonly best: number;
  /** Nearest neighbour from true positions, so not blind; null for tasks without a route. */
  readonly greedy: number | null;
}

/** Items of each task for the simulated baselines: their standard error is at most about one percentage point. */
const baselineItems = 2000;

/** Simulated baselines of tasks. */
export function blindBaselines(seed: number, tasks: readonly Task[], style: StyleName): BlindBaseline[] {
  const simulated = new Map<Task, Baseline>();
  const simulate = (task: Task): Baseline =>
    simulateBaseline(scoredItems(seed, 'baseline', task, baselineItems, style), stream(seed, 'guess', task));
  return tasks.map((task) => {
    // A blind guess does not depend on the picture: a control shares its task's baseline.
    const seen = taskOf({ ...partsOfTask(task), control: null });
    const baseline = simulated.get(seen) ?? simulate(seen);
    simulated.set(seen, baseline);
    const { bestConstant, random, greedy } = baseline;
    return { task, bestConstant, random, best: Math.max(bestConstant, random), greedy };
  });
}
