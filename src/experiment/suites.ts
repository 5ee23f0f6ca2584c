/**
 * Sets of tasks that are scored beside the plain ones, to be added and taken away as a whole: every variant and control,
 * every perception task, and larger lattices and routes. They derive from the tables in src/sparkle (tasks.ts,
 * variants.ts, controls.ts). Not here: the form (src/app/setup/suites.tsx).
 */
import { type Control, controls } from '../sparkle/controls.ts';
import { isTask, largerTasks, partsOfTask, taskOf } from '../sparkle/task/task-name.ts';
import { type FamilyName, type PlainTask, type Task, taskFamilies } from '../sparkle/tasks.ts';
import { type Variant, type VariantRow, variants } from '../sparkle/variants.ts';
import type { Words } from '../words/english.ts';

/** A suite by its name: that of a variant, a perception task or a control, or `larger`. */
export type SuiteName = 'larger' | Variant | PlainTask | Control;

const perception = taskFamilies.filter(({ kind }) => kind === 'perception');

const namesOf = (rows: readonly { readonly name: string }[]) => rows.map(({ name }) => name) as SuiteName[];

const ofGroup = (group: VariantRow['group']) => namesOf(variants.filter((row) => row.group === group));

/** All suites in groups, in the order of the form. */
export const suiteGroups: Readonly<Record<keyof Words['finding']['suites'], readonly SuiteName[]>> = {
  pictures: ofGroup('pictures'),
  shapes: ['larger', ...ofGroup('shapes')],
  perception: namesOf(perception),
  controls: namesOf(controls),
};

/** What a suite is called on the page. */
export function suiteLabel(suite: SuiteName, say: Words['finding']): string {
  if (suite === 'larger') return say.larger;
  const named: Readonly<Record<string, string>> = { ...say.variants, ...say.controls };
  return named[suite] ?? say.tasks[suite as FamilyName](Number.NaN, false);
}

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
 * added also gets the variants and controls that others have. Variants follow their task; controls come last.
 */
export function withSuite(tasks: readonly Task[], suite: SuiteName, isOn: boolean): Task[] {
  if (!isOn) return tasks.filter((task) => !belongsTo(task, suite));
  const isWanted = (name: SuiteName) => name === suite || hasSuite(tasks, name);
  const added =
    suite === 'larger' ? largerTasks : (namesOf(perception) as PlainTask[]).filter((name) => name === suite);
  const plains = new Set([...tasks.map((task) => partsOfTask(task).plain), ...added]);
  const seen = [...plains].flatMap((plain) => [
    ...[plain].filter((task) => tasks.includes(task) || added.includes(task)),
    ...(namesOf(variants) as Variant[])
      .filter(isWanted)
      .map((variant) => taskOf({ plain, variant, control: null })),
  ]);
  const unseen = (namesOf(controls) as Control[])
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
