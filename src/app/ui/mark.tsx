/** Whether an answer is right, wrong or unreadable, as a mark and a word. Takes props only. */
import type { JudgedAnswer } from '../../experiment/report.ts';
import { words } from '../../words/words.ts';

/** The mark and word for an answer; null if it is not answered yet. */
function verdict(answer: JudgedAnswer | null): { mark: string; word: string } {
  const { notAnswered, right, wrong, notInForm } = words.value.ui;
  if (!answer) return { mark: '·', word: notAnswered };
  if (answer.score.isCorrect) return { mark: '✓', word: right };
  return answer.score.isParsed ? { mark: '✗', word: wrong } : { mark: '?', word: notInForm };
}

/** The mark and the word. */
export function Mark({ answer }: { readonly answer: JudgedAnswer | null }) {
  const { mark, word } = verdict(answer);
  return (
    <span class="mark">
      <span aria-hidden="true">{mark}</span> {word}
    </span>
  );
}
