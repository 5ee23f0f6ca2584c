/**
 * The finding of a run in a sentence or two. The wording follows the numbers: better, worse, or no clear change. It tests
 * nothing itself: it quotes the rows of the report, whose tests are one family (withHolm in report.ts). So the p in the
 * sentence is the p in the table. Not here: the verdict before the numbers (verdict.ts), the statistics (statistics/tests.ts), the display (src/app/result/result.tsx).
 */
import { familyOf, partsOfTask } from '../sparkle/task/task-name.ts';
import { type Task, taskFamilies } from '../sparkle/tasks.ts';
import { type Arm, armRow, teaches } from './arms.ts';
import type { TaskReport } from './report.ts';
import { changeOf, taskPhrase } from './verdict.ts';

/** A piece of the text; `isStrong` marks the count that the sentence is about. */
export interface Piece {
  readonly text: string;
  readonly isStrong: boolean;
}

/** `p < 0.001`, `p = 0.012`, `p = 0.34`: no more digits than are meaningful. */
export function pText(p: number): string {
  if (p < 0.001) return 'p < 0.001';
  if (p >= 0.995) return 'p = 1';
  return `p = ${p.toFixed(p < 0.1 ? 3 : 2)}`;
}

/** Tasks counted together, and how a sentence speaks of them. */
interface Subject {
  readonly verb: string;
  readonly things: string;
  readonly has: (row: TaskReport) => boolean;
}

/** Variants and controls are not part of the finding; the table shows them. */
const subjectsOf = (kind: 'basic' | 'composite'): readonly Subject[] =>
  taskFamilies.flatMap((family) =>
    family.kind === kind && family.finding
      ? [
          {
            ...family.finding,
            has: (row) =>
              row.kind === kind && familyOf(partsOfTask(row.task as Task).plain).family === family,
          },
        ]
      : [],
  );
const composites = subjectsOf('composite');
const basics = subjectsOf('basic');

const imported: Subject = {
  verb: 'answered',
  things: 'imported questions',
  has: ({ kind }) => kind === 'imported',
};

/**
 * The finding about the composite tasks, or about the basic ones if no composite task was scored, and about imported
 * questions. Tasks of one kind are counted together; each keeps its own test.
 */
export function finding(trainedOn: Arm | 'imported' | 'measured', rows: readonly TaskReport[]): Piece[] {
  const hasComposite = rows.some(({ kind }) => kind === 'composite');
  const wasTaught = teaches(trainedOn, hasComposite ? 'composite' : 'basic');
  return [...(hasComposite ? composites : basics), imported]
    .map((subject) => ({ subject, about: rows.filter(subject.has) }))
    .filter(({ about }) => about.length > 0)
    .flatMap(({ subject, about }, i) =>
      sentence(i === 0 ? armRow(trainedOn).opening : 'It', subject, about, wasTaught),
    );
}

/** One line about the skills that were trained: what the composite tasks are built on. Empty if none was scored. */
export function basicFinding(rows: readonly TaskReport[]): string {
  const parts = basics
    .flatMap(({ has }) => rows.filter(has))
    .map(
      ({ task, before, after, items, pHolm }) =>
        `${task} ${before.correct} → ${after.correct} of ${items} (${pText(pHolm)})`,
    );
  return parts.length > 0 ? `Basic skills: ${parts.join(', ')}.` : '';
}

/** What every p of the finding and of the table is adjusted for; empty if there is only one test. */
export const adjustmentNote = (rows: readonly TaskReport[]): string =>
  rows.length > 1 ? `Each p is adjusted for ${rows.length} tests (Holm).` : '';

/** `rows` are the tasks that the sentence counts together; a change is claimed only if one of them has changed. */
function sentence(
  opener: string,
  { verb, things }: Subject,
  rows: readonly TaskReport[],
  wasTaught: boolean,
): Piece[] {
  const total = (count: (row: TaskReport) => number) => rows.reduce((sum, row) => sum + count(row), 0);
  const before = total((row) => row.before.correct);
  const after = total((row) => row.after.correct);
  const better = rows.filter((row) => changeOf(row) === 'rose');
  const worse = rows.filter((row) => changeOf(row) === 'fell');
  const untaught = wasTaught ? '' : ' it was never taught';
  const test =
    rows.length === 1
      ? pText(rows[0]!.pHolm)
      : rows.map(({ task, pHolm }) => `${taskPhrase(task)} ${pText(pHolm)}`).join(', ');
  const tail = (): string => {
    if (better.length + worse.length === 0) {
      const isSame = rows.every((row) => row.before.correct === row.after.correct && row.pHolm === 1);
      return `${untaught}: no clear change (before: ${before}${isSame ? '' : `, ${test}`}). `;
    }
    if (worse.length === 0 && after > before) return `${untaught} (before: ${before}). McNemar ${test}. `;
    if (better.length === 0 && after < before) return `, fewer than before (${before}). McNemar ${test}. `;
    const which = [
      ...(better.length > 0 ? [`better at ${names(better)}`] : []),
      ...(worse.length > 0 ? [`worse at ${names(worse)}`] : []),
    ];
    return `${untaught}: ${which.join(', ')} (before: ${before}). McNemar ${test}. `;
  };
  return [
    { text: `${opener} ${verb} `, isStrong: false },
    { text: `${after} of ${total(({ items }) => items)}`, isStrong: true },
    { text: ` ${things}${tail()}`, isStrong: false },
  ];
}

const names = (rows: readonly TaskReport[]): string =>
  new Intl.ListFormat('en-GB').format(rows.map(({ task }) => taskPhrase(task)));
