/** A person's work in a lesson as a text to hand in. Pure. Not here: saving it (lesson.tsx), the sheet to print (sheet.tsx). */
import { isDone } from './deed.ts';
import type { Lesson } from './lesson.ts';
import type { Work } from './store.ts';

/** The text: prediction, steps, what the record says if it is known, and the answer. `date` is in words. */
export function lessonText(
  { title, prediction, steps, question }: Lesson,
  { guess, why, isCommitted, deeds, answer }: Work,
  result: readonly string[],
  date: string,
): string {
  const said = [guess ?? 'none', isCommitted ? '' : '(not committed to)'].filter(Boolean).join(' ');
  return [
    `Lesson: ${title}`,
    date,
    '',
    'PREDICTION',
    prediction.question,
    `My prediction: ${said}`,
    ...(why.trim() ? [`Why: ${why.trim()}`] : []),
    '',
    'STEPS',
    ...steps.map(
      (step) => `[${isDone(step, deeds) ? 'x' : ' '}] ${step.isExtra ? '(extra) ' : ''}${step.text}`,
    ),
    ...(result.length > 0 ? ['', 'WHAT THE RECORD SAYS', ...result] : []),
    '',
    'QUESTION',
    question,
    '',
    answer.trim() || '(not answered yet)',
    '',
  ].join('\n');
}
