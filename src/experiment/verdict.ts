/**
 * The verdict on a result, in a few words that stand before its numbers: whether it transferred, whether what was taught was
 * learned, and what a result of this size can show. Runs and studies have their verdicts from here. It tests nothing: it
 * follows the adjusted p that it is given. Not here: the sentences with numbers (finding.ts, src/study/study-finding.ts).
 */
import { importedLabel, type ScoredTask } from '../sparkle/dataset/imported.ts';
import { series } from '../sparkle/style/wording.ts';
import { familyOf, isTask, partsOfTask } from '../sparkle/task/task-name.ts';
import { type Task, type TaskFamily, taskFamilies } from '../sparkle/tasks.ts';
import type { Arm } from './arms.ts';
import type { TaskReport } from './report.ts';
import { mcNemarExact } from './statistics/tests.ts';

/** A change is claimed if its adjusted p is below this. */
export const significance = 0.05;

/** What became of a task: it changed clearly, up or down, or not. */
type Change = 'rose' | 'fell' | 'unclear';

/** A task with what became of it. */
export interface ChangedTask {
  readonly task: ScoredTask;
  readonly change: Change;
}

/** What became of a task of a run, by the p that is adjusted for all its tests. */
export function changeOf({ pHolm, before, after }: TaskReport): Change {
  if (pHolm >= significance || after.correct === before.correct) return 'unclear';
  return after.correct > before.correct ? 'rose' : 'fell';
}

/** The family of a task that a finding is about; null for variants, controls and imported questions. */
function familyOfPlain(task: ScoredTask): TaskFamily | null {
  if (!isTask(task)) return null;
  const { plain, variant, control } = partsOfTask(task);
  return variant === null && control === null ? familyOf(plain).family : null;
}

/** A task as a sentence names it: 'shortest path 4 × 4'. */
export function taskPhrase(task: ScoredTask): string {
  const imported = importedLabel(task);
  if (imported) return imported;
  const { family, size } = familyOf(partsOfTask(task as Task).plain);
  return family.label(size, false);
}

/** Tasks as a verdict names them: a whole family by its things, `shortest paths`; else each, `shortest path 4 × 4`. */
function namesOf(tasks: readonly ScoredTask[], all: readonly ScoredTask[]): string {
  const names = taskFamilies.flatMap((family) => {
    const isOf = (task: ScoredTask) => familyOfPlain(task) === family;
    const own = tasks.filter(isOf);
    if (own.length === 0) return [];
    if (family.kind === 'composite' && family.finding && own.length === all.filter(isOf).length)
      return [family.finding.things];
    return own.map(taskPhrase);
  });
  return series(names);
}

const ofKind = (kind: TaskFamily['kind'], tasks: readonly ChangedTask[]): ChangedTask[] =>
  tasks.filter(({ task }) => familyOfPlain(task)?.kind === kind);

/** How a verdict speaks of what was trained on. */
interface Wording {
  readonly rose: (names: string) => string;
  readonly fell: (names: string) => string;
  /** What follows where others rose. */
  readonly notAll: (names: string) => string;
  readonly nothing: string;
}

const transfer: Wording = {
  rose: (names) => `It transferred to ${names}`,
  fell: (names) => `It got worse at ${names}`,
  notAll: (names) => `not clearly to ${names}`,
  nothing: 'No sign that it transferred',
};

const better = (opening: string, nothing: string): Wording => ({
  rose: (names) => `${opening} got better at ${names}`,
  fell: (names) => `${opening} got worse at ${names}`,
  notAll: (names) => `not clearly at ${names}`,
  nothing,
});

/** By the name of the arm; basic skills, which alone can transfer, are not in it. */
const wordings: Readonly<Record<string, Wording>> = {
  none: better('Without training it', 'Nothing was trained, and nothing changed clearly'),
  composite: better(
    'Taught the tasks themselves, it',
    'Taught the tasks themselves, it did not clearly learn them',
  ),
  shuffled: better('Trained on shuffled answers, it', 'Shuffled answers changed nothing clearly'),
  imported: better('Trained on imported questions, it', 'Imported questions changed nothing clearly'),
  measured: better('With the adapter, it', 'No clear difference with the adapter'),
};

function wordingOf(trainedOn: Arm | 'imported' | 'measured'): Wording {
  if (typeof trainedOn === 'string') return wordings[trainedOn] ?? transfer;
  return trainedOn.length === 0 ? wordings.none! : transfer;
}

/** The verdict on tasks of one kind, as a sentence. */
function sentence(wording: Wording, tasks: readonly ChangedTask[]): string {
  const all = tasks.map(({ task }) => task);
  const of = (change: Change) => tasks.flatMap((each) => (each.change === change ? [each.task] : []));
  const [rose, fell, unclear] = [of('rose'), of('fell'), of('unclear')];
  if (rose.length === 0 && fell.length === 0) return `${wording.nothing}.`;
  const parts = [
    ...(rose.length > 0 ? [wording.rose(namesOf(rose, all))] : []),
    ...(rose.length > 0 && unclear.length > 0 ? [wording.notAll(namesOf(unclear, all))] : []),
    ...(fell.length > 0
      ? [rose.length > 0 ? `and got worse at ${namesOf(fell, all)}` : wording.fell(namesOf(fell, all))]
      : []),
  ];
  return `${parts.join(', ')}.`;
}

/**
 * Whether it transferred, as a sentence about the composite tasks; about the basic ones if no composite was scored. Empty
 * if neither was.
 */
export function verdict(trainedOn: Arm | 'imported' | 'measured', tasks: readonly ChangedTask[]): string {
  const composite = ofKind('composite', tasks);
  if (composite.length > 0) return sentence(wordingOf(trainedOn), composite);
  const basic = ofKind('basic', tasks);
  if (basic.length === 0) return '';
  return learned(trainedOn, tasks) || sentence(wordingOf(trainedOn), basic);
}

/** Whether the basic skills that were taught were learned, as a sentence; empty if none was taught, or none scored. */
export function learned(trainedOn: Arm | 'imported' | 'measured', tasks: readonly ChangedTask[]): string {
  if (typeof trainedOn === 'string') return '';
  const taught = ofKind('basic', tasks).filter(({ task }) => trainedOn.some((skill) => skill === task));
  if (taught.length === 0) return '';
  const rose = taught.filter(({ change }) => change === 'rose').map(({ task }) => task);
  const others = taught.filter(({ change }) => change !== 'rose').map(({ task }) => task);
  if (rose.length === 0) return 'It did not clearly learn what it was taught.';
  return `It learned ${series(rose)}${others.length > 0 ? `, not clearly ${series(others)}` : ''}.`;
}

/** Points of a hundred. */
const points = (share: number): string => `${Math.round(share * 100)} points`;

/** How many items of a task must change, all one way, before its p can be small enough among so many tests. */
export function changesNeeded(tests: number): number {
  let needed = 1;
  while (mcNemarExact(needed, 0) * tests >= significance) needed++;
  return needed;
}

/**
 * What a run of this size can show, as sentences: how many items of a task must change, all one way, before its p can be
 * small enough; and that it is one training.
 */
export function reach(trainedOn: Arm | 'imported' | 'measured', rows: readonly TaskReport[]): string {
  const items = Math.max(0, ...rows.map((row) => row.items));
  if (items === 0) return '';
  const needed = changesNeeded(rows.length);
  const tests = rows.length === 1 ? 'one test' : `${rows.length} tests`;
  const of = `With ${items} items a task and ${tests},`;
  const size =
    needed > items
      ? `${of} no change can be told from chance: take at least ${needed} items.`
      : `${of} about ${needed} items of a task (${points(needed / items)}) must change, all one way, to be told from chance: smaller effects stay unseen.`;
  const isTrained = trainedOn !== 'measured' && (typeof trainedOn === 'string' || trainedOn.length > 0);
  return `${size}${isTrained ? ' It is one training: with another seed it may come out otherwise.' : ''}`;
}
