/**
 * The table of arms: what an adapter can be trained on. The name of an arm is its value in a config, in links and on the
 * command line; only `none` is an empty list in a config. Two kinds of arms are not in the table: any basic skills
 * together, whose value is the list of their names, and imported questions, which a config names as a dataset; nor is an
 * adapter that is measured in place of training. Not here: what arms are called (src/words/english/finding.ts), how
 * conversations of a family of tasks are drawn (src/sparkle/task/training.ts), and how answers are shuffled
 * (src/sparkle/task/shuffled.ts).
 */
import { type Capability, type TaskFamily, taskFamilies } from '../sparkle/tasks.ts';
import type { Words } from '../words/english.ts';

/** A row of the table. */
export interface ArmRow {
  readonly name: string;
  /** The names of the families of tasks it trains on; empty if it trains on none of them. */
  readonly trainsOn: readonly string[];
  /** Whether its answers are those of other pictures: their form can be learned, their content cannot. */
  readonly isShuffled?: boolean;
}

const ofKind = (kind: TaskFamily['kind']): string[] =>
  taskFamilies.filter((family) => family.kind === kind && family.training).map(({ name }) => name);

const rows = [
  {
    name: 'none',
    trainsOn: [],
  },
  {
    name: 'composite',
    trainsOn: ofKind('composite'),
  },
  {
    name: 'shuffled',
    trainsOn: ofKind('basic'),
    isShuffled: true,
  },
] as const satisfies readonly ArmRow[];

/** All arms that have a name, in the order in which messages list them. */
export const arms: readonly ArmRow[] = rows;

/** An arm whose value in a config is its name. */
export type NamedArm = Exclude<(typeof rows)[number]['name'], 'none'>;

/** The value of an arm in a config: its name, or a list of basic skills, which is empty for `none`. */
export type Arm = NamedArm | readonly Capability[];

/** Imported questions: chosen by a dataset, not by a name. */
const imported: ArmRow = {
  name: 'imported',
  trainsOn: [],
};

/** An adapter that was trained elsewhere, or in another run. */
const measured: ArmRow = {
  name: 'measured',
  trainsOn: [],
};

/** The arms whose value in a config is their name. */
export const namedArms = () =>
  arms.filter((arm): arm is ArmRow & { readonly name: NamedArm } => arm.name !== 'none');

/** The row of the arm with this value. */
export function armRow(value: Arm | 'imported' | 'measured'): ArmRow {
  if (value === 'imported') return imported;
  if (value === 'measured') return measured;
  if (typeof value === 'string' || value.length === 0) {
    const name = typeof value === 'string' ? value : 'none';
    return arms.find((arm) => arm.name === name)!;
  }
  return { name: value.join(','), trainsOn: value };
}

/** The name of a row: each language has words for it. */
type ArmName = (typeof rows)[number]['name'] | 'imported' | 'measured';

/** What an arm is called. */
export function armLabel(value: Arm | 'imported' | 'measured', say: Words['finding']): string {
  return typeof value !== 'string' && value.length > 0
    ? skillNames(value, say).join(' + ')
    : say.arms[armRow(value).name as ArmName].label;
}

/** How the finding of a run of this arm begins. */
export function armOpening(value: Arm | 'imported' | 'measured', say: Words['finding']): string {
  return typeof value !== 'string' && value.length > 0
    ? say.openingOfSkills(say.list(skillNames(value, say)))
    : say.arms[armRow(value).name as ArmName].opening;
}

const skillNames = (skills: readonly Capability[], say: Words['finding']): string[] =>
  skills.map((skill) => say.tasks[skill](Number.NaN, false));

/** Reads an arm as links and the command line write it; null if no arm of the table has that name. */
export function readArmName(text: string): Arm | null {
  if (text === 'none') return [];
  return arms.some(({ name }) => name === text) ? (text as Arm) : null;
}

/**
 * Whether an arm teaches tasks of this kind. Imported questions may be about anything, and what a measured adapter was
 * trained on is not known: they teach every kind. Shuffled answers teach none.
 */
export const teaches = (value: Arm | 'imported' | 'measured', kind: TaskFamily['kind']): boolean => {
  if (value === 'imported' || value === 'measured') return true;
  const { trainsOn, isShuffled = false } = armRow(value);
  return !isShuffled && taskFamilies.some((family) => family.kind === kind && trainsOn.includes(family.name));
};
