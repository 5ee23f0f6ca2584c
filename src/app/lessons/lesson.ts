/**
 * What a lesson is: an exercise as data. Not here: the lessons (table.ts), what counts as done (deed.ts), the numbers that a
 * lesson names (facts.ts), how it is shown (lesson.tsx).
 */
import type { Wanted } from './deed.ts';
import type { Facts } from './facts.ts';

/** An answer to choose as a prediction. */
interface Guess {
  readonly text: string;
  /** Whether the record bears it out. Of the guesses of a lesson, one does. */
  readonly holds: (facts: Facts) => boolean;
}

/** Something to do. It ticks itself off once it was done. */
export interface Step extends Wanted {
  readonly text: string;
  /** Takes the model or a run of one's own, and time: the lesson ends without it too. */
  readonly isExtra?: true;
}

/** A lesson of 10 to 15 minutes. It names no number of a result by itself: numbers are read from the record. */
export interface Lesson {
  /** Its name in files. */
  readonly name: string;
  readonly title: string;
  readonly minutes: number;
  /** What it is about, in a sentence or two. */
  readonly about: string;
  /** The record that its result is read from (src/record/records.json). */
  readonly record: string;
  readonly prediction: { readonly question: string; readonly guesses: readonly Guess[] };
  readonly steps: readonly Step[];
  /** What the record says, as sentences with its numbers; it is shown after the steps. */
  readonly result: (facts: Facts) => readonly string[];
  /** To be answered in words. */
  readonly question: string;
  /** For teachers, as sentences: what to look out for, what must not be concluded. */
  readonly notes: readonly string[];
}
