/**
 * The finding of a run in a sentence or two. The wording follows the numbers: better, worse, or no clear change.
 * Not here: the numbers' own statistics (statistics/tests.ts), their display (src/app/result/result.tsx).
 */
import { type ScoredTask, scoredKind } from '../sparkle/dataset/imported.ts';
import { familyOf, partsOfTask } from '../sparkle/task/task-name.ts';
import { type Task, taskFamilies } from '../sparkle/tasks.ts';
import { type Arm, armRow, teaches } from './arms.ts';
import type { ItemResult } from './report.ts';
import { holmAdjust, mcNemarExact } from './statistics/tests.ts';

/** A piece of the text; `isStrong`: the count everything is about. */
export interface Piece {
  readonly text: string;
  readonly isStrong: boolean;
}

/** Below this p a change is called a change. */
const significance = 0.05;

/** `p < 0.001`, `p = 0.012`, `p = 0.34`: never more digits than mean something. */
export function pText(p: number): string {
  if (p < 0.001) return 'p < 0.001';
  if (p >= 0.995) return 'p = 1';
  return `p = ${p.toFixed(p < 0.1 ? 3 : 2)}`;
}

/** Tasks counted together, and how a sentence speaks of them. */
interface Family {
  readonly name: string;
  readonly verb: string;
  readonly things: string;
  readonly has: (task: ScoredTask) => boolean;
}

/** Variants and controls are no part of the finding: the table has them. */
const familiesOf = (kind: 'basic' | 'composite'): readonly Family[] =>
  taskFamilies.flatMap((family) =>
    family.kind === kind && family.finding
      ? [
          {
            name: family.name,
            ...family.finding,
            has: (task) =>
              scoredKind(task) === kind && familyOf(partsOfTask(task as Task).plain).family === family,
          },
        ]
      : [],
  );
const composites = familiesOf('composite');
const basics = familiesOf('basic');

const imported: Family = {
  name: 'imported',
  verb: 'answered',
  things: 'imported questions',
  has: (task) => task === 'imported',
};

/**
 * The finding about the composite tasks, or about the basic ones where no composite was scored, and
 * about imported questions; empty before both
 * evaluations are there. Every p is adjusted (Holm) for all that finding and basicFinding test.
 */
export function finding(trainedOn: Arm | 'imported', items: readonly ItemResult[]): Piece[] {
  const hasComposite = items.some(({ item }) => scoredKind(item.task) === 'composite');
  const wasTaught = teaches(trainedOn, hasComposite ? 'composite' : 'basic');
  return changesOf(items)
    .filter(({ family }) => family === imported || composites.includes(family) === hasComposite)
    .flatMap((change, i) => sentence(i === 0 ? armRow(trainedOn).opening : 'It', change, wasTaught));
}

/** One line about the skills that were trained: what the composite tasks are built on. Empty where none was scored. */
export function basicFinding(items: readonly ItemResult[]): string {
  const parts = changesOf(items)
    .filter(({ family }) => basics.includes(family))
    .map(
      ({ family, before, after, items: of, p }) =>
        `${family.name} ${before} → ${after} of ${of} (${pText(p)})`,
    );
  return parts.length > 0 ? `Basic skills: ${parts.join(', ')}.` : '';
}

/** What the p of finding and basicFinding are adjusted for; empty where there is but one test. */
export function adjustmentNote(items: readonly ItemResult[]): string {
  const tests = changesOf(items).length;
  return tests > 1 ? `Each p is adjusted for ${tests} tests (Holm).` : '';
}

interface Change {
  readonly family: Family;
  readonly items: number;
  readonly before: number;
  readonly after: number;
  /** McNemar's exact p, adjusted for all families that were scored. */
  readonly p: number;
}

/** Before against after of every family that has items with both answers. */
function changesOf(all: readonly ItemResult[]): Change[] {
  const changes = [...composites, ...basics, imported]
    .map((family) => changeOf(all, family))
    .filter(({ items }) => items > 0);
  const adjusted = holmAdjust(changes.map(({ p }) => p));
  return changes.map((change, i) => ({ ...change, p: adjusted[i]! }));
}

/** As changesOf, but p is not adjusted. */
function changeOf(all: readonly ItemResult[], family: Family): Change {
  const items = all.flatMap(({ item, before, after }) =>
    before && after && family.has(item.task)
      ? [{ was: before.score.isCorrect, is: after.score.isCorrect }]
      : [],
  );
  return {
    family,
    items: items.length,
    before: items.filter(({ was }) => was).length,
    after: items.filter(({ is }) => is).length,
    p: mcNemarExact(
      items.filter(({ was, is }) => !was && is).length,
      items.filter(({ was, is }) => was && !is).length,
    ),
  };
}

function sentence(
  subject: string,
  { family: { verb, things }, items, before, after, p }: Change,
  wasTaught: boolean,
): Piece[] {
  const untaught = wasTaught ? '' : ' it was never taught';
  const strong = { text: `${after} of ${items}`, isStrong: true };
  const plain = (text: string): Piece => ({ text, isStrong: false });
  if (p >= significance || before === after) {
    const test = before === after && p === 1 ? '' : `, ${pText(p)}`;
    return [
      plain(`${subject} ${verb} `),
      strong,
      plain(` ${things}${untaught}: no clear change (before: ${before}${test}). `),
    ];
  }
  if (after > before) {
    return [
      plain(`${subject} ${verb} `),
      strong,
      plain(` ${things}${untaught} (before: ${before}). McNemar ${pText(p)}. `),
    ];
  }
  return [
    plain(`${subject} ${verb} `),
    strong,
    plain(` ${things}, fewer than before (${before}). McNemar ${pText(p)}. `),
  ];
}
