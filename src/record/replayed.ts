/**
 * Whether a record is still what this lab would ask: its questions are made anew, scene by scene, and compared. That its
 * answers are still judged alike is seen when it is read (record.ts). Not here: making answers again, which takes the model.
 */
import { sha256OfValue } from '../files/sha256.ts';
import { scoredItems } from '../sparkle/task/generate.ts';
import type { StudyRecord } from './record.ts';

/** The first question that the present generator asks otherwise, as a sentence; null if all are the same. */
export function firstDifference({ runs }: StudyRecord): string | null {
  for (const { cell, outcome } of runs) {
    const { seed, evaluation, style } = cell.config;
    const made = evaluation.tasks.flatMap((task) =>
      scoredItems(seed, 'evaluation', task, evaluation.items, style.test),
    );
    const recorded = outcome.items.map(({ item }) => item);
    if (made.length !== recorded.length)
      return `${cell.key}: expected ${made.length} questions, as the generator makes them now, got ${recorded.length}.`;
    const i = made.findIndex((item, at) => sha256OfValue(item) !== sha256OfValue(recorded[at]));
    if (i >= 0)
      return `${cell.key}: expected "${made[i]!.question}" as ${made[i]!.id}, with its scene, as the generator makes it now, got "${recorded[i]!.question}".`;
  }
  return null;
}
