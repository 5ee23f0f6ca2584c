/**
 * One image of a dataset with its questions: the picture, the chosen question with its exact prompt and answer, the other
 * questions, and the way to other images. Takes props only.
 */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { words } from '../../words/words.ts';
import { Copy } from '../ui/copy.tsx';

/** A question as the view shows it. */
interface SampleQuestion {
  readonly prompt: string;
  readonly answer: string;
  /** What is asked, in a word or two; empty if that is not known. */
  readonly kind: string;
  /** Why the answer is right; null if that is not known. */
  readonly reason: string | null;
  readonly hue: string | null;
}

interface DataSampleProps {
  /** What one of them is. */
  readonly unit: 'image' | 'scene';
  /** The index of the image, from 0. */
  readonly place: number;
  /** Null if there is no limit. */
  readonly count: number | null;
  readonly onGo: (place: number) => void;
  readonly questions: readonly SampleQuestion[];
  /** The picture, with the explanation of the question of that index. */
  readonly picture: (question: number) => ComponentChildren;
  readonly isBusy?: boolean;
  /** Shown beside the buttons to other images. */
  readonly children?: ComponentChildren;
}

/** The image and its questions. The arrow keys go to the next and the previous image. */
export function DataSample(props: DataSampleProps) {
  const { unit, place, count, onGo, questions, picture, isBusy = false, children } = props;
  const said = words.value.data;
  const [wanted, setWanted] = useState(0);
  const at = Math.min(wanted, questions.length - 1);
  const question = questions[at];
  const go = (to: number) => {
    if (to >= 0 && (count === null || to < count)) onGo(to);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement) return;
    if (event.key === 'ArrowLeft') go(place - 1);
    else if (event.key === 'ArrowRight') go(place + 1);
    else return;
    event.preventDefault();
  };
  if (!question) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut of the buttons inside
    <div class="data-sample stack-4" onKeyDown={onKey}>
      <div class="row data-steps">
        <button
          type="button"
          onClick={() => go(place - 1)}
          disabled={place === 0}
          aria-label={said.previous[unit]}
        >
          ‹
        </button>
        <Place unit={unit} place={place} count={count} onGo={onGo} />
        <button
          type="button"
          onClick={() => go(place + 1)}
          disabled={count !== null && place >= count - 1}
          aria-label={said.next[unit]}
        >
          ›
        </button>
        {children}
      </div>
      <div class="sample stack-5" data-hue={question.hue ?? undefined} aria-busy={isBusy}>
        {picture(at)}
        <div class="stack-3">
          {question.kind && <p class={question.hue ? 'tag' : 'tag plain'}>{question.kind}</p>}
          <Said name={said.prompt} text={question.prompt} what={said.thePrompt} />
          <Said name={said.answer} text={question.answer} what={said.theAnswer} />
          {question.reason && <p class="small muted">{question.reason}</p>}
        </div>
      </div>
      {questions.length > 1 && (
        <div class="data-questions stack-2">
          <h3>{said.questionsAbout[unit](questions.length)}</h3>
          <ol>
            {questions.map((each, i) => (
              <li key={i}>
                <button
                  type="button"
                  class="quiet"
                  data-hue={each.hue ?? undefined}
                  aria-pressed={i === at}
                  onClick={() => setWanted(i)}
                >
                  {each.kind && <span class={each.hue ? 'tag' : 'tag plain'}>{each.kind}</span>}{' '}
                  {each.prompt.split('\n')[0]}
                </button>
              </li>
            ))}
          </ol>
        </div>
      )}
    </div>
  );
}

/** The number of the image, from 1, in a field to type another. */
function Place({ unit, place, count, onGo }: Pick<DataSampleProps, 'unit' | 'place' | 'count' | 'onGo'>) {
  const said = words.value.data;
  const [typed, setTyped] = useState<string | null>(null);
  const read = (text: string) => {
    setTyped(text);
    const to = Number(text) - 1;
    if (/^\d+$/.test(text.trim()) && to >= 0 && (count === null || to < count)) onGo(to);
  };
  return (
    <label class="row small place">
      {said.unit[unit]}
      <input
        type="text"
        inputMode="numeric"
        autoComplete="off"
        value={typed ?? String(place + 1)}
        onInput={(event) => read(event.currentTarget.value)}
        onBlur={() => setTyped(null)}
      />
      {count !== null && <span class="muted">{said.ofCount(count)}</span>}
    </label>
  );
}

/** The exact text of a prompt or an answer. */
function Said({ name, text, what }: { readonly name: string; readonly text: string; readonly what: string }) {
  return (
    <div class="said stack-1">
      <div class="row spread said-head">
        <h3>{name}</h3>
        <Copy text={text} what={what} />
      </div>
      <p class="answer">{text}</p>
    </div>
  );
}
