/** What a lesson says, in the language of the page. Not here: the words (src/words/english/lesson.ts). */
import { defaultConfig } from '../../experiment/config.ts';
import { records } from '../../record/records.ts';
import { readyStudy } from '../../study/study.ts';
import { words } from '../../words/words.ts';
import { recordTitle } from '../record/state.ts';
import { studyName } from '../study/words.ts';
import type { Lesson, Step } from './lesson.ts';

/** What is said by name of a part of a lesson; nothing for a name that it does not have. */
type ByName<T> = Readonly<Partial<Record<string, T>>>;

interface LessonWords {
  readonly title: string;
  /** What it is about, in a sentence or two. */
  readonly about: string;
  /** The question of the prediction. */
  readonly prediction: string;
  readonly guesses: ByName<string>;
  /** A step that asks for a study is given what the page calls it. */
  readonly steps: ByName<string | ((study: string) => string)>;
  /** To be answered in words. */
  readonly question: string;
  /** For teachers, as sentences: what to look out for, what must not be concluded. */
  readonly notes: Readonly<Record<string, string>>;
}

/** All that a lesson says, but for its result. */
export const wordsOf = ({ name }: Lesson): LessonWords => words.value.lesson[name];

/** A guess in words; one that the lesson does not have any more as it was stored. */
export const guessText = (lesson: Lesson, guess: string): string => wordsOf(lesson).guesses[guess] ?? guess;

/** A step in words. */
export function stepText(lesson: Lesson, step: Step): string {
  const text = wordsOf(lesson).steps[step.name];
  return typeof text === 'function' ? text(studyOf(step)) : text!;
}

/** What the page calls a record. */
export const recordName = (record: string): string =>
  recordTitle(records.find(({ name }) => name === record)!.link);

/** What the page calls the study that a step asks for; empty if it asks for none. */
function studyOf({ done }: Step): string {
  if (done.what === 'record' && done.record) return recordName(done.record);
  if (done.what === 'study set up' && done.study) return studyName(readyStudy(done.study, defaultConfig));
  return '';
}
