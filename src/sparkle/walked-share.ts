/**
 * How many routes nearest neighbour finds: the ceiling of the embedded model's way of thinking about routes, as data.
 * Not here: the walk itself (scene/route.ts), which routes are right (score.ts).
 */
import { isImportedTask, type ScoredTask } from './dataset/imported.ts';
import type { Task } from './tasks.ts';

/**
 * The share of scored items whose route by nearest neighbour (walkedRoute) is the shortest, by task. Measured on 10,000
 * items a task, of tsp6 and tsp7 on 3,000; a test measures it again in its own way. LANGUAGE.md has 78 and 59 % of four and
 * five objects, of all scenes and with a tolerance of 2 %: scored items are those where the shortest route is clearly so,
 * by 6 %, and of these nearest neighbour finds more.
 */
const shares: Readonly<Partial<Record<Task, number>>> = {
  tsp3: 0.99,
  tsp4: 0.82,
  tsp5: 0.67,
  tsp6: 0.57,
  tsp7: 0.49,
};

/** The ceiling of a task, 0 to 1; null for tasks that have none or whose ceiling nobody measured. */
export const walkedShare = (task: ScoredTask): number | null =>
  isImportedTask(task) ? null : (shares[task] ?? null);
