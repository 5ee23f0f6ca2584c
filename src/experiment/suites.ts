/**
 * Sets of tasks that are scored beside the plain ones, to be added and taken away as a whole: variants of the tasks that
 * are scored, figures, sizes, controls. Not here: what they show (src/sparkle/scene/variant.ts, perception.ts, map.ts,
 * control.ts), the form (src/app/setup/suites.tsx).
 */
import {
  type Control,
  controls,
  type FigureTask,
  figureTasks,
  isTask,
  type PlainTask,
  partsOfTask,
  type Task,
  taskOf,
  type Variant,
  variants,
} from '../sparkle/task/item.ts';

/** Lattices and routes larger than those of the default tasks. */
const largerTasks: readonly PlainTask[] = ['spp6', 'spp7', 'spp8', 'tsp6', 'tsp7'];

/** A suite by its name: every variant, figure task and control, and the larger lattices and routes. */
export type SuiteName = 'larger' | Variant | FigureTask | Control;

/** All suites in groups, in the order of the form. */
export const suiteGroups = {
  'Other pictures': ['colors', 'labels', 'font', 'background', 'size', 'more'],
  'Other lattices and routes': ['larger', 'blocked', 'maze', 'rotated', 'jittered'],
  'Mere seeing and maps': figureTasks,
  'Controls, of every task': controls,
} as const satisfies Readonly<Record<string, readonly SuiteName[]>>;

/** Whether a task is there because of a suite. */
function belongsTo(task: Task, suite: SuiteName): boolean {
  const { plain, variant, control } = partsOfTask(task);
  return suite === 'larger' ? largerTasks.includes(plain) : [plain, variant, control].includes(suite);
}

/** Whether any task of the suite is among the tasks. */
export const hasSuite = (tasks: readonly Task[], suite: SuiteName): boolean =>
  tasks.some((task) => belongsTo(task, suite));

/**
 * The tasks with a suite taken away, or added: a variant of every task that can have it, a control of every task. What is
 * added also gets the variants and controls that others have. Variants stand behind their task, controls last.
 */
export function withSuite(tasks: readonly Task[], suite: SuiteName, isOn: boolean): Task[] {
  if (!isOn) return tasks.filter((task) => !belongsTo(task, suite));
  const isWanted = (name: SuiteName) => name === suite || hasSuite(tasks, name);
  const added = suite === 'larger' ? largerTasks : figureTasks.filter((name) => name === suite);
  const plains = new Set([...tasks.map((task) => partsOfTask(task).plain), ...added]);
  const seen = [...plains].flatMap((plain) => [
    ...[plain].filter((task) => tasks.includes(task) || added.includes(task)),
    ...variants.filter(isWanted).map((variant) => taskOf({ plain, variant, control: null })),
  ]);
  const unseen = controls
    .filter(isWanted)
    .flatMap((control) => seen.map((task) => taskOf({ ...partsOfTask(task), control })));
  return [...seen, ...unseen].filter(isTask);
}

/** Whether the suite can be added or taken away: some task must fit it, and some must be left. */
export function canSwitch(tasks: readonly Task[], suite: SuiteName): boolean {
  const isOn = hasSuite(tasks, suite);
  const next = withSuite(tasks, suite, !isOn);
  return next.length > 0 && hasSuite(next, suite) !== isOn;
}
