/**
 * The answers to a question, base model and adapters side by side. If the lab knows the right answer, each is marked, and both
 * are drawn. Takes props only. Not here: asking (state.ts), judging (src/sparkle/score.ts).
 */
import { useMemo } from 'preact/hooks';
import { answerTrace, referenceTrace, score } from '../../sparkle/score.ts';
import type { Question } from '../../sparkle/style/styles.ts';
import { words } from '../../words/words.ts';
import { Coordinates } from '../figures/coordinates.tsx';
import { Picture, sceneLabel } from '../figures/picture.tsx';
import { Gloss } from '../ui/gloss.tsx';
import { Mark } from '../ui/mark.tsx';
import type { GivenAnswer } from './state.ts';

interface AnswersProps {
  readonly answers: readonly GivenAnswer[];
  /** What was asked, with its right answer; null if the lab knows none. */
  readonly question: Question | null;
}

/** The answer of the base model alone, or each answer under its name. */
export function Answers({ answers: all, question }: AnswersProps) {
  const say = words.value.ask;
  const [first] = all;
  const isPlain = all.length === 0 || (all.length === 1 && first?.key === 'base' && !question);
  return (
    <output class="ask-answers" for="ask-question" aria-live="polite">
      {isPlain ? (
        <span class="answer ask-answer">
          <Said text={first?.text ?? null} />
        </span>
      ) : (
        <dl class={question ? 'ask-judged stack-4' : 'stack-3'}>
          {all.map((each) => (
            <div key={each.key}>
              <Answer answer={each} question={question} />
            </div>
          ))}
        </dl>
      )}
      {question && all.some(({ isWhole }) => isWhole) && (
        <p class="ask-right">
          <span class="muted">{say.right}</span>{' '}
          <span class="answer" lang="en">
            {question.answer}
          </span>
          <Gloss text={question.answer} />
          <br />
          <span class="small muted">{say.drawn}</span>
        </p>
      )}
      {question && <Coordinates text={question.answer} />}
    </output>
  );
}

function Answer({ answer, question }: { readonly answer: GivenAnswer; readonly question: Question | null }) {
  const { name, text, remark, problem, isWhole } = answer;
  const judged = useMemo(
    () => (question && isWhole && text !== null ? { text, score: score(question, text) } : null),
    [question, isWhole, text],
  );
  return (
    <>
      <dt>
        <span class="clamped" title={name}>
          {name}
        </span>
        {judged && <Mark answer={judged} />}
      </dt>
      {remark && <dd class="small muted">{remark}</dd>}
      {judged && question && (
        <dd>
          <Drawn question={question} text={judged.text} />
        </dd>
      )}
      <dd class={problem ? 'small' : 'answer ask-answer'}>{problem ?? <Said text={text} />}</dd>
    </>
  );
}

/** What the model said, with its gloss; nothing before its first token. */
const Said = ({ text }: { readonly text: string | null }) =>
  text === null ? null : (
    <>
      <span lang="en">{text}</span>
      <Gloss text={text} />
    </>
  );

/** The right answer and the given one, on the scene. */
export function Drawn({ question, text }: { readonly question: Question; readonly text: string }) {
  const traces = useMemo(
    () => [
      { points: referenceTrace(question), style: 'right' as const },
      { points: answerTrace(question, text), style: 'given' as const },
    ],
    [question, text],
  );
  return <Picture scene={question.scene} sizePx={480} traces={traces} label={sceneLabel(question.scene)} />;
}
