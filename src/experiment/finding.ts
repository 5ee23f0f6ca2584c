/**
 * The finding of a run in a sentence or two. The wording follows the numbers: better, worse, or no clear change. It tests
 * nothing itself: it quotes the rows of the report, whose tests are one family (withHolm in report.ts). So the p in the
 * sentence is the p in the table. Not here: its words (src/words/english/finding.ts), the verdict before the numbers
 * (verdict.ts), the statistics (statistics/tests.ts), the display (src/app/result/result.tsx).
 */
import { familyOf, partsOfTask } from '../sparkle/task/task-name.ts';
import { type CountedFamily, type Task, taskFamilies } from '../sparkle/tasks.ts';
import type { Words } from '../words/english.ts';
import { type Arm, armOpening, teaches } from './arms.ts';
import type { TaskReport } from './report.ts';
import { changeOf, taskPhrase } from './verdict.ts';

/** A piece of the text; `isStrong` marks the count that the sentence is about. */
export interface Piece {
  readonly text: string;
  readonly isStrong: boolean;
}

/** `p < 0.001`, `p = 0.012`, `p = 0.34`: no more digits than are meaningful. */
export function pText(p: number, say: Words['finding']): string {
  if (p < 0.001) return say.pBelow('0.001');
  if (p >= 0.995) return say.p('1');
  return say.p(p.toFixed(p < 0.1 ? 3 : 2));
}

/** Tasks counted together, and the name of their words. */
interface Subject {
  readonly name: CountedFamily | 'imported';
  readonly has: (row: TaskReport) => boolean;
}

/** Variants and controls are not part of the finding; the table shows them. */
const subjectsOf = (kind: 'basic' | 'composite'): readonly Subject[] =>
  taskFamilies
    .filter((family) => family.kind === kind)
    .map((family) => ({
      name: family.name as CountedFamily,
      has: (row) => row.kind === kind && familyOf(partsOfTask(row.task as Task).plain).family === family,
    }));
const composites = subjectsOf('composite');
const basics = subjectsOf('basic');

const imported: Subject = { name: 'imported', has: ({ kind }) => kind === 'imported' };

/**
 * The finding about the composite tasks, or about the basic ones if no composite task was scored, and about imported
 * questions. Tasks of one kind are counted together; each keeps its own test.
 */
export function finding(
  trainedOn: Arm | 'imported' | 'measured',
  rows: readonly TaskReport[],
  say: Words['finding'],
): Piece[] {
  const hasComposite = rows.some(({ kind }) => kind === 'composite');
  const isTaught = teaches(trainedOn, hasComposite ? 'composite' : 'basic');
  return [...(hasComposite ? composites : basics), imported]
    .map(({ name, has }) => ({ name, about: rows.filter(has) }))
    .filter(({ about }) => about.length > 0)
    .flatMap(({ name, about }, i) => {
      const { verb, counted } = say.subjects[name];
      const items = total(about, (row) => row.items);
      return [
        { text: say.lead(i === 0 ? armOpening(trainedOn, say) : null, verb), isStrong: false },
        { text: say.count(total(about, rightAfter), items), isStrong: true },
        { text: tail(counted, about, isTaught, say), isStrong: false },
      ];
    });
}

/** One line about the skills that were trained: what the composite tasks are built on. Empty if none was scored. */
export function basicFinding(rows: readonly TaskReport[], say: Words['finding']): string {
  const parts = basics
    .flatMap(({ has }) => rows.filter(has))
    .map(({ task, before, after, items, pHolm }) =>
      say.basic(taskPhrase(task, say), before.correct, after.correct, items, pText(pHolm, say)),
    );
  return parts.length > 0 ? say.basics(parts.join(', ')) : '';
}

/** What every p of the finding and of the table is adjusted for; empty if there is only one test. */
export const adjustmentNote = (rows: readonly TaskReport[], say: Words['finding']): string =>
  rows.length > 1 ? say.adjusted(rows.length) : '';

const total = (rows: readonly TaskReport[], count: (row: TaskReport) => number): number =>
  rows.reduce((sum, row) => sum + count(row), 0);

const rightAfter = (row: TaskReport): number => row.after.correct;

/**
 * What follows the count. `rows` are the tasks that the sentence counts together; a change is claimed only if one of them
 * has changed.
 */
function tail(things: string, rows: readonly TaskReport[], isTaught: boolean, say: Words['finding']): string {
  const before = total(rows, (row) => row.before.correct);
  const after = total(rows, rightAfter);
  const better = rows.filter((row) => changeOf(row) === 'rose');
  const worse = rows.filter((row) => changeOf(row) === 'fell');
  const test =
    rows.length === 1
      ? pText(rows[0]!.pHolm, say)
      : rows.map(({ task, pHolm }) => `${taskPhrase(task, say)} ${pText(pHolm, say)}`).join(', ');
  const counted = { things, isTaught, before, test };
  if (better.length + worse.length === 0) {
    const isSame = rows.every((row) => row.before.correct === row.after.correct && row.pHolm === 1);
    return say.unchanged(counted, isSame);
  }
  if (worse.length === 0 && after > before) return say.rose(counted);
  if (better.length === 0 && after < before) return say.fell(counted);
  const names = (some: readonly TaskReport[]) =>
    some.length > 0 ? say.list(some.map(({ task }) => taskPhrase(task, say))) : null;
  return say.mixed(counted, names(better), names(worse));
}
