/** A lesson on paper: name, prediction, steps, and the question with lines to write on, or with what was typed. Seen in print only. */
import { words } from '../../words/words.ts';
import { isDone } from './deed.ts';
import type { Lesson } from './lesson.ts';
import { guessText, stepText, wordsOf } from './lesson-words.ts';
import type { Work } from './store.ts';

/** Lines for an answer by hand. */
const lineCount = 8;
const box = (isTicked: boolean) => <span aria-hidden="true">{isTicked ? '☒' : '☐'}</span>;

/** The sheet. */
export function Sheet({ lesson, work }: { readonly lesson: Lesson; readonly work: Work }) {
  const say = words.value.lessons;
  const { title, about, prediction, question } = wordsOf(lesson);
  return (
    <div class="lesson-sheet stack-4" aria-hidden="true">
      <p class="lesson-sheet-name">
        {say.name} <span /> {say.date} <span />
      </p>
      <h2>
        {title} <span class="muted">{say.minutes(lesson.minutes)}</span>
      </h2>
      <p>{about}</p>
      <h3>{say.predictionBefore}</h3>
      <p>{prediction}</p>
      <ul class="stack-1">
        {lesson.guesses.map(({ name }) => (
          <li key={name}>
            {box(name === work.guess)} {guessText(lesson, name)}
          </li>
        ))}
      </ul>
      <p>{say.why}</p>
      <Written text={work.why} lines={2} />
      <h3>{say.steps}</h3>
      <ol class="stack-2">
        {lesson.steps.map((step) => (
          <li key={step.name}>
            {box(isDone(step, work.deeds))} {step.isExtra && say.extra}
            {stepText(lesson, step)}
          </li>
        ))}
      </ol>
      <h3>{say.question}</h3>
      <p>{question}</p>
      <Written text={work.answer} lines={lineCount} />
    </div>
  );
}

/** What was typed, or empty lines. */
function Written({ text, lines }: { readonly text: string; readonly lines: number }) {
  if (text.trim()) return <p class="lesson-written">{text.trim()}</p>;
  return (
    <div class="lesson-lines">
      {Array.from({ length: lines }, (_, i) => (
        <div key={i} />
      ))}
    </div>
  );
}
