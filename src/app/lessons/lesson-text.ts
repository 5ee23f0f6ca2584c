/** A person's work in a lesson as a text to hand in, in the language of the page. Not here: saving it (lesson.tsx), the sheet to print (sheet.tsx). */
import { words } from '../../words/words.ts';
import { isDone } from './deed.ts';
import type { Lesson } from './lesson.ts';
import { guessText, stepText, wordsOf } from './lesson-words.ts';
import type { Work } from './store.ts';

/** The text: prediction, steps, what the record says if it is known, and the answer. `date` is in words. */
export function lessonText(
  lesson: Lesson,
  { guess, why, isCommitted, deeds, answer }: Work,
  result: readonly string[],
  date: string,
): string {
  const { title, text } = words.value.lessons;
  const own = wordsOf(lesson);
  const guessed = guess === null ? text.noGuess : guessText(lesson, guess);
  return [
    title(own.title),
    date,
    '',
    text.prediction,
    own.prediction,
    isCommitted ? text.said(guessed) : text.saidFreely(guessed),
    ...(why.trim() ? [text.why(why.trim())] : []),
    '',
    text.steps,
    ...lesson.steps.map((step) => {
      const said = stepText(lesson, step);
      return `[${isDone(step, deeds) ? 'x' : ' '}] ${step.isExtra ? text.extra(said) : said}`;
    }),
    ...(result.length > 0 ? ['', text.says, ...result] : []),
    '',
    text.question,
    own.question,
    '',
    answer.trim() || text.noAnswer,
    '',
  ].join('\n');
}
