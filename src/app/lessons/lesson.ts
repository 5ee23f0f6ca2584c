/**
 * What a lesson is: its record, its guesses and steps by name, and where its result is read. Not here: the lessons
 * (table.ts), their words (lesson-words.ts), what a person did in one (work.ts).
 */
import type { LessonName } from '../../class/teacher-link.ts';
import type { Words } from '../../words/english.ts';
import type { Wanted } from './deed.ts';
import type { Facts } from './facts.ts';

/** A prediction to choose. Of the guesses of a lesson, exactly one holds in its record. */
interface Guess<Name extends string> {
  /** It is stored by it. */
  readonly name: Name;
  readonly holds: (facts: Facts) => boolean;
}

/** Something to do on the page. It ticks itself off. */
export interface Step<Name extends string = string> extends Wanted {
  readonly name: Name;
  /** The lesson ends without it too: it needs more than the records that ship. */
  readonly isExtra?: boolean;
}

/** A lesson of 10 to 15 minutes. It names no number of a result by itself: numbers are read from the record. */
export interface Lesson<
  Name extends LessonName = LessonName,
  GuessName extends string = string,
  StepName extends string = string,
> {
  /** Its name in files, links and tables of words. */
  readonly name: Name;
  readonly minutes: number;
  /** The record that its result is read from (src/record/records.json). */
  readonly record: string;
  readonly guesses: readonly Guess<GuessName>[];
  readonly steps: readonly Step<StepName>[];
  /** What the record says, as sentences with its numbers; it is shown after the steps. */
  readonly result: (facts: Facts) => readonly string[];
}

/** The lesson of a name: its guesses and steps are those that have words. */
export type LessonOf<Name extends LessonName> = Lesson<
  Name,
  keyof Words['lesson'][Name]['guesses'] & string,
  keyof Words['lesson'][Name]['steps'] & string
>;
