/** A lesson on paper: name, prediction, steps, and the question with lines to write on, or with what was typed. Seen in print only. Takes props only. */
import { isDone } from './deed.ts';
import type { Lesson } from './lesson.ts';
import type { Work } from './store.ts';

/** Lines for an answer by hand. */
const lineCount = 8;
const box = (isTicked: boolean) => <span aria-hidden="true">{isTicked ? '☒' : '☐'}</span>;

/** The sheet. */
export function Sheet({ lesson, work }: { readonly lesson: Lesson; readonly work: Work }) {
  const { title, minutes, about, prediction, steps, question } = lesson;
  return (
    <div class="lesson-sheet stack-4" aria-hidden="true">
      <p class="lesson-sheet-name">
        Name <span /> Date <span />
      </p>
      <h2>
        {title} <span class="muted">about {minutes} minutes</span>
      </h2>
      <p>{about}</p>
      <h3>Your prediction, before you look</h3>
      <p>{prediction.question}</p>
      <ul class="stack-1">
        {prediction.guesses.map(({ text }) => (
          <li key={text}>
            {box(text === work.guess)} {text}
          </li>
        ))}
      </ul>
      <p>Why do you think so?</p>
      <Written text={work.why} lines={2} />
      <h3>Steps</h3>
      <ol class="stack-2">
        {steps.map((step) => (
          <li key={step.text}>
            {box(isDone(step, work.deeds))} {step.isExtra && 'Extra: '}
            {step.text}
          </li>
        ))}
      </ol>
      <h3>Question</h3>
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
