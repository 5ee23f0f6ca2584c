/** Right, wrong or unreadable, told by a mark and a word. Takes props only. */
import type { JudgedAnswer } from '../../experiment/report.ts';

/** The word for a judged answer; null: not answered yet. */
export function verdict(answer: JudgedAnswer | null): { mark: string; word: string } {
  if (!answer) return { mark: '·', word: 'not answered' };
  if (answer.score.isCorrect) return { mark: '✓', word: 'right' };
  return answer.score.isParsed ? { mark: '✗', word: 'wrong' } : { mark: '?', word: 'not in the asked form' };
}

export function Mark({
  answer,
  hasWord = true,
}: {
  readonly answer: JudgedAnswer | null;
  readonly hasWord?: boolean;
}) {
  const { mark, word } = verdict(answer);
  return (
    <span class="mark">
      <span aria-hidden="true">{mark}</span>{' '}
      <span class={hasWord ? undefined : 'visually-hidden'}>{word}</span>
    </span>
  );
}
