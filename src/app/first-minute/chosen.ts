/**
 * What the first minute shows of a record: a question of a basic skill and one of a composite task, each wrong before and
 * right after, found by rule in a run that was trained on all basic skills and on nothing else. Not here: the screens
 * (screens.tsx).
 */
import type { ItemResult, JudgedAnswer } from '../../experiment/report.ts';
import type { StudyRecord } from '../../record/record.ts';
import { distance } from '../../sparkle/scene/geometry.ts';
import type { Point } from '../../sparkle/scene/scene.ts';
import { answerTrace, referenceTrace, score } from '../../sparkle/score.ts';
import { styles } from '../../sparkle/style/styles.ts';
import type { Item } from '../../sparkle/task/item.ts';
import { capabilities, familyOf, isTask, partsOfTask } from '../../sparkle/task/task-name.ts';
import type { TaskFamily } from '../../sparkle/tasks.ts';
import { armName } from '../../study/study.ts';
import type { FinishedCell } from '../../study/study-report.ts';

/** A question that was answered wrong before and right after. */
export interface ChangedItem {
  readonly item: Item;
  readonly before: JudgedAnswer;
  readonly after: JudgedAnswer;
  /** Of all items of its task in its run: it was chosen because it changed, and this says how many did. */
  readonly ofTask: { readonly items: number; readonly before: number; readonly after: number };
}

/** A question that a person can answer by pressing one of its choices, of which one is right. */
export interface GuessedItem extends ChangedItem {
  readonly choices: readonly string[];
}

/** What the first minute shows. */
export interface Chosen {
  readonly run: FinishedCell;
  /** Of a basic skill; null if the run has none. */
  readonly basic: GuessedItem | null;
  /** Of a composite task that asks for a shortest path; null if the run has none. */
  readonly composite: ChangedItem | null;
}

/** The choices of a question whose form has some, in an order that fits the picture; null for one that is answered freely. */
function choicesOf({ form, scene, names, style }: Item): readonly string[] | null {
  // Other styles answer with letters, which say nothing to a person.
  if (style || form === 'count' || form === 'yes-no') return null;
  return styles.choice.options(scene, { form, names, choice: null });
}

/** What the first minute shows of a record; null if no run of it was trained on all basic skills, or none has such a question. */
export function chosenOf({ runs, adapter }: StudyRecord): Chosen | null {
  const taught = runs.filter(({ cell }) => cell.arm === armName(capabilities));
  const run = taught.find(({ cell }) => cell.key === adapter?.key) ?? taught[0];
  if (!run) return null;
  const changed = run.outcome.items.flatMap((result) => changedItem(result, run) ?? []);
  const basic = clearest(
    changed.flatMap((each) => {
      const choices = isOfKind('basic', each.item) ? choicesOf(each.item) : null;
      const right = choices?.filter((text) => score(each.item, text).isCorrect) ?? [];
      return choices && right.length === 1 ? [{ ...each, choices }] : [];
    }),
  );
  const composite = clearest(
    changed.filter(({ item }) => isOfKind('composite', item) && item.form === 'path'),
  );
  return basic || composite ? { run, basic, composite } : null;
}

/** Whether an item is of a plain task of that kind: neither a variant nor a control. */
function isOfKind(kind: TaskFamily['kind'], { task }: Item): boolean {
  const { plain, variant, control } = partsOfTask(task);
  return variant === null && control === null && familyOf(plain).family.kind === kind;
}

/** The item with both answers, if the first is wrong in the asked form, and the second right; else null. */
function changedItem({ item, before, after }: ItemResult, { outcome }: FinishedCell): ChangedItem | null {
  if (item.form === 'text' || !isTask(item.task) || !before || !after) return null;
  if (!before.score.isParsed || before.score.isCorrect || !after.score.isCorrect) return null;
  const row = outcome.report?.tasks.find(({ task }) => task === item.task);
  if (!row) return null;
  return {
    item,
    before,
    after,
    ofTask: { items: row.items, before: row.before.correct, after: row.after.correct },
  };
}

/** A wrong answer that is turned away from the right one by this much is seen to be wrong at once, in radians. */
const clearTurn = Math.PI / 3;

/**
 * Of the first task that has any: of the items whose wrong answer, drawn on the picture, leads clearly another way than the
 * right one, the item with the longest way, which is seen best. The first of several.
 */
function clearest<T extends ChangedItem>(items: readonly T[]): T | null {
  let found: T | null = null;
  let longest = 0;
  for (const each of items) {
    if (each.item.task !== items[0]?.item.task) break;
    const [given, right] = [answerTrace(each.item, each.before.text), referenceTrace(each.item)];
    const [way, rightWay] = [bearing(given), bearing(right)];
    if (!right || way === null || rightWay === null) continue;
    const turn = Math.abs(way - rightWay);
    if (Math.min(turn, 2 * Math.PI - turn) < clearTurn) continue;
    const length = right.slice(1).reduce((sum, point, i) => sum + distance(right[i]!, point), 0);
    if (length > longest) [found, longest] = [each, length];
  }
  return found;
}

/** Where a drawn answer leads from its first point to its last, in radians; null if it leads nowhere. */
function bearing(trace: readonly Point[] | null): number | null {
  const [first, last] = [trace?.at(0), trace?.at(-1)];
  if (!first || !last || (first.x === last.x && first.y === last.y)) return null;
  return Math.atan2(last.y - first.y, last.x - first.x);
}
