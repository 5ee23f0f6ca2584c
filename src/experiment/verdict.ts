/**
 * The verdict on a result, in a few words that stand before its numbers: whether it transferred, whether what was taught was
 * learned, and what a result of this size can show. Runs and studies have their verdicts from here. It tests nothing: it
 * follows the adjusted p that it is given. Not here: its words (src/words/english/finding.ts), the sentences with numbers
 * (finding.ts, src/study/study-finding.ts).
 */
import { isImportedTask, type ScoredTask } from '../sparkle/dataset/imported.ts';
import { familyOf, isTask, partsOfTask } from '../sparkle/task/task-name.ts';
import { type CountedFamily, type FamilyName, type TaskFamily, taskFamilies } from '../sparkle/tasks.ts';
import type { Words } from '../words/english.ts';
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

/** What a task is called: "shortest path 4 × 4"; `spp4@maze@told`: "path 4 × 4, mazes, described in words". */
export function taskPhrase(task: ScoredTask, say: Words['finding']): string {
  if (isImportedTask(task)) return say.imported[task];
  const { plain, variant, control } = partsOfTask(task);
  const { family, size } = familyOf(plain);
  const changes = [...(variant ? [say.variants[variant]] : []), ...(control ? [say.controls[control]] : [])];
  return [say.tasks[family.name as FamilyName](size, changes.length > 0), ...changes].join(', ');
}

/** Tasks as a verdict names them: a whole family by its things, `shortest paths`; else each, `shortest path 4 × 4`. */
function namesOf(
  tasks: readonly ScoredTask[],
  all: readonly ScoredTask[],
  say: Words['finding'],
): string | null {
  const names = taskFamilies.flatMap((family) => {
    const isOf = (task: ScoredTask) => familyOfPlain(task) === family;
    const own = tasks.filter(isOf);
    if (own.length === 0) return [];
    if (family.kind === 'composite' && own.length === all.filter(isOf).length)
      return [say.subjects[family.name as CountedFamily].things];
    return own.map((task) => taskPhrase(task, say));
  });
  return names.length > 0 ? say.list(names) : null;
}

const ofKind = (kind: TaskFamily['kind'], tasks: readonly ChangedTask[]): ChangedTask[] =>
  tasks.filter(({ task }) => familyOfPlain(task)?.kind === kind);

/** How a verdict speaks of what was trained on: basic skills alone can transfer. */
function wordingOf(
  trainedOn: Arm | 'imported' | 'measured',
  { verdicts }: Words['finding'],
): Words['finding']['verdicts']['transfer'] {
  const name = typeof trainedOn === 'string' ? trainedOn : trainedOn.length === 0 ? 'none' : 'transfer';
  return Object.hasOwn(verdicts, name) ? verdicts[name] : verdicts.transfer;
}

/** The verdict on tasks of one kind, as a sentence. */
function sentence(
  trainedOn: Arm | 'imported' | 'measured',
  tasks: readonly ChangedTask[],
  say: Words['finding'],
): string {
  const all = tasks.map(({ task }) => task);
  const of = (change: Change) =>
    namesOf(
      tasks.flatMap((each) => (each.change === change ? [each.task] : [])),
      all,
      say,
    );
  const [rose, fell, unclear] = [of('rose'), of('fell'), of('unclear')];
  const wording = wordingOf(trainedOn, say);
  return rose === null && fell === null ? wording.nothing : wording.changed({ rose, unclear, fell });
}

/**
 * Whether it transferred, as a sentence about the composite tasks; about the basic ones if no composite was scored. Empty
 * if neither was.
 */
export function verdict(
  trainedOn: Arm | 'imported' | 'measured',
  tasks: readonly ChangedTask[],
  say: Words['finding'],
): string {
  const composite = ofKind('composite', tasks);
  if (composite.length > 0) return sentence(trainedOn, composite, say);
  const basic = ofKind('basic', tasks);
  if (basic.length === 0) return '';
  return learned(trainedOn, tasks, say) || sentence(trainedOn, basic, say);
}

/** Whether the basic skills that were taught were learned, as a sentence; empty if none was taught, or none scored. */
export function learned(
  trainedOn: Arm | 'imported' | 'measured',
  tasks: readonly ChangedTask[],
  say: Words['finding'],
): string {
  if (typeof trainedOn === 'string') return '';
  const taught = ofKind('basic', tasks).filter(({ task }) => trainedOn.some((skill) => skill === task));
  if (taught.length === 0) return '';
  const names = (hasRisen: boolean) =>
    taught.filter(({ change }) => (change === 'rose') === hasRisen).map(({ task }) => taskPhrase(task, say));
  const [rose, others] = [names(true), names(false)];
  if (rose.length === 0) return say.notLearned;
  return say.learned(say.list(rose), others.length > 0 ? say.list(others) : null);
}

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
export function reach(
  trainedOn: Arm | 'imported' | 'measured',
  rows: readonly TaskReport[],
  say: Words['finding'],
): string {
  const items = Math.max(0, ...rows.map((row) => row.items));
  if (items === 0) return '';
  const needed = changesNeeded(rows.length);
  const isTrained = trainedOn !== 'measured' && (typeof trainedOn === 'string' || trainedOn.length > 0);
  const size = say.reach(items, rows.length, needed);
  return isTrained ? `${size} ${say.oneTraining}` : size;
}
