/**
 * What derives from the names in the table of tasks: all names, the parts of a name, its row and kind, the default tasks. Not here: the table (tasks.ts), making items (generate.ts).
 */
import { type Control, controls } from '../controls.ts';
import { series } from '../style/wording.ts';
import {
  type Capability,
  type PlainTask,
  type Task,
  type TaskFamily,
  type TaskKind,
  taskFamilies,
} from '../tasks.ts';
import { type Variant, variants } from '../variants.ts';

const range = ({ min, max }: { min: number; max: number }): number[] =>
  Array.from({ length: max - min + 1 }, (_, i) => min + i);

/** The sizes of a family; one NaN if it has none. */
const sizesOf = ({ sizes }: TaskFamily): number[] => (sizes ? range(sizes) : [Number.NaN]);

const plainOf = ({ name }: TaskFamily, size: number): PlainTask =>
  (Number.isNaN(size) ? name : `${name}${size}`) as PlainTask;

/** Whether a variant exists for this size. */
const fits = (variant: string, size: number): boolean =>
  !(size > (variants.find(({ name }) => name === variant)?.sizeMax ?? Number.POSITIVE_INFINITY));

/** Every plain task with the variants it takes. */
const plainTasks = taskFamilies.flatMap((family) =>
  sizesOf(family).map((size) => ({
    plain: plainOf(family, size),
    family,
    size,
    variants: family.variants.filter((variant) => fits(variant, size)),
  })),
);

const controlNames = controls.map(({ name }) => name);

const optional = (names: readonly string[]): string =>
  names.length > 0 ? `(?:@(?:${names.join('|')}))?` : '';

/** Matches every task name, such as `spp5@maze@told`. Any task may end in a control. */
export const taskPattern = new RegExp(
  `^(?:${plainTasks.map((each) => each.plain + optional(each.variants)).join('|')})${optional(controlNames)}$`,
);

/** Whether there is a task of that name. */
export const isTask = (name: string): name is Task => taskPattern.test(name);

/** 'spp3 to spp8'. */
const rangeText = (family: TaskFamily, max = family.sizes?.max): string =>
  family.sizes ? `${family.name}${family.sizes.min} to ${family.name}${max}` : family.name;

/** The variants of tasks about discs, then those of tasks on lattices, in groups followed by who takes them. */
const variantsText = (['discs', 'lattice'] as const).flatMap((ground) => {
  const rows = variants.filter((row) => row[ground]);
  const onGround = taskFamilies.filter((family) =>
    family.variants.every((variant) => rows.some(({ name }) => name === variant)),
  );
  const groups = new Map<string, string[]>();
  for (const { name, sizeMax } of rows) {
    const takers = onGround.filter((family) => family.variants.some((variant) => variant === name));
    if (takers.length === 0) continue;
    const others = takers.filter(({ kind }) => kind !== 'basic');
    const text = series([
      ...(others.length < takers.length ? ['basic skills'] : []),
      ...others.map((family) => (sizeMax ? rangeText(family, sizeMax) : family.name)),
    ]);
    groups.set(text, [...(groups.get(text) ?? []), `@${name}`]);
  }
  return [...groups].map(([takers, names]) => `${names.join(', ')} (${takers})`);
});

const families = taskFamilies.map((family) => rangeText(family));

/** All task names as a person reads them, to stand after "tasks are". */
export const taskNames = `${series(families)}; with ${series(variantsText, 'or')}; and any of these with ${series(
  controlNames.map((name) => `@${name}`),
  'or',
)}`;

/** The three basic skills of the Sparkle paper, in its order. */
export const capabilities = taskFamilies
  .filter(({ kind }) => kind === 'basic')
  .map(({ name }) => name) as unknown as readonly [Capability, ...Capability[]];

/** A task name taken apart. */
interface TaskParts {
  readonly plain: PlainTask;
  readonly variant: Variant | null;
  readonly control: Control | null;
}

/** The parts of a task's name. */
export function partsOfTask(task: Task): TaskParts {
  const [plain, ...rest] = task.split('@');
  const find = (rows: readonly { readonly name: string }[]) =>
    rows.find(({ name }) => rest.includes(name))?.name ?? null;
  return {
    plain: plain as PlainTask,
    variant: find(variants) as Variant | null,
    control: find(controls) as Control | null,
  };
}

/** The name of a task of these parts; the inverse of partsOfTask. */
export const taskOf = ({ plain, variant, control }: TaskParts): Task =>
  [plain, variant, control].filter((part) => part !== null).join('@') as Task;

/** The row of a plain task, and the size in its name; NaN if there is none. Throws for a name that is no task. */
export function familyOf(plain: PlainTask): { readonly family: TaskFamily; readonly size: number } {
  const found = plainTasks.find((each) => each.plain === plain);
  if (!found) throw new Error(`"${plain}" is not a task. Tasks are ${taskNames}.`);
  return found;
}

/** A control of any task is a control; a variant of a basic or a composite task is out of distribution. */
export function taskKind(task: Task): TaskKind {
  const { plain, variant, control } = partsOfTask(task);
  if (control) return 'control';
  const { kind } = familyOf(plain).family;
  return variant ? 'out-of-distribution' : kind;
}

/** Whether a plain task is scored by default. */
const isDefault = ({ family, size }: { family: TaskFamily; size: number }): boolean =>
  family.sizes ? family.sizes.default.includes(size) : family.kind !== 'perception';

/** What an experiment scores unless something else is chosen: basic skills, and composite tasks of the default sizes. */
export const defaultTasks: readonly Task[] = plainTasks.filter(isDefault).map(({ plain }) => plain);

/** Tasks larger than the default ones of their family. */
export const largerTasks: readonly PlainTask[] = plainTasks
  .filter(({ family, size }) => family.sizes && size > Math.max(...family.sizes.default))
  .map(({ plain }) => plain);
