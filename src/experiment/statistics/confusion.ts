/**
 * Confusion matrices: for questions whose answer is one of a few classes, which class was right and which was given.
 * Controls are left out. Not here: the names of classes (src/sparkle/style/wording.ts), the figure
 * (src/app/figures/confusion.tsx).
 */

import { directionCount, regionCount } from '../../sparkle/scene/geometry.ts';
import { claimText } from '../../sparkle/style/language.ts';
import { claimOf } from '../../sparkle/style/styles.ts';
import type { Item } from '../../sparkle/task/item.ts';
import { taskKind } from '../../sparkle/task/task-name.ts';
import type { ItemResult } from '../report.ts';

/** The forms that are answered by a class. */
type ClassForm = 'direction' | 'region';

const classCounts: Readonly<Record<ClassForm, number>> = { direction: directionCount, region: regionCount };

/** When an answer was given: by the base model, or with the adapter. */
type When = 'before' | 'after';

/**
 * Counts of items by right class (rows) and given class (columns), both in the order of `classes`. The last column
 * counts answers that name no class.
 */
type ConfusionCounts = readonly (readonly number[])[];

export interface ConfusionMatrix {
  readonly form: ClassForm;
  /** The classes in words. */
  readonly classes: readonly string[];
  readonly before: ConfusionCounts;
  readonly after: ConfusionCounts;
}

/** One cell of a matrix, by row and column. */
export interface ConfusionCell {
  readonly form: ClassForm;
  readonly when: When;
  readonly right: number;
  /** The number of classes if the answer names none. */
  readonly given: number;
}

/** A matrix for every form of classes that was asked. Items without both answers are left out. */
export function confusionMatrices(results: readonly ItemResult[]): ConfusionMatrix[] {
  return (Object.keys(classCounts) as ClassForm[]).flatMap((form) => {
    const cells = results
      .filter(({ before, after }) => before && after)
      .map((result) => ({ before: cellOf(form, result, 'before'), after: cellOf(form, result, 'after') }));
    if (cells.every(({ before }) => before === null)) return [];
    const count = classCounts[form];
    const counts = (when: When) => {
      const rows = Array.from({ length: count }, () => Array<number>(count + 1).fill(0));
      for (const { [when]: cell } of cells) if (cell) rows[cell.right]![cell.given]! += 1;
      return rows;
    };
    const classes = Array.from({ length: count }, (_, place) => claimText({ form, class: place }));
    return [{ form, classes, before: counts('before'), after: counts('after') }];
  });
}

/** The items a cell counts. */
export function itemsOfCell(results: readonly ItemResult[], cell: ConfusionCell): ItemResult[] {
  return results.filter((result) => {
    const own = result.before && result.after && cellOf(cell.form, result, cell.when);
    return own && own.right === cell.right && own.given === cell.given;
  });
}

/** The cell that counts an item; null if it asks for something else or was not answered. */
function cellOf(form: ClassForm, result: ItemResult, when: When): ConfusionCell | null {
  const { item, [when]: answer } = result;
  if (item.form !== form || !answer || taskKind(item.task) === 'control') return null;
  const right = classIn(item, item.answer);
  return right === null
    ? null
    : { form, when, right, given: classIn(item, answer.text) ?? classCounts[form] };
}

/** The class an answer names; null if it names none. */
function classIn(item: Item, text: string): number | null {
  const claim = claimOf(item, text);
  return claim && 'class' in claim ? claim.class : null;
}
