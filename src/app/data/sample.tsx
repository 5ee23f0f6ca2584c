/**
 * One image of a dataset with all that is asked about it: the picture, the chosen question with its exact prompt and
 * answer, the others to choose from, and the way to the images before and after. Takes props only.
 */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Copy } from '../ui/copy.tsx';

/** A question as it is shown. */
interface SampleQuestion {
  readonly prompt: string;
  readonly answer: string;
  /** What is asked, in a word or two; empty: not known. */
  readonly kind: string;
  /** Why the answer is right; null: not known. */
  readonly reason: string | null;
  readonly hue: string | null;
}

interface DataSampleProps {
  /** What is looked through: "image" or "scene". */
  readonly unit: string;
  /** From 0. */
  readonly place: number;
  /** null: there is no end. */
  readonly count: number | null;
  readonly onGo: (place: number) => void;
  readonly questions: readonly SampleQuestion[];
  /** The picture, with what explains the question of this number. */
  readonly picture: (question: number) => ComponentChildren;
  readonly isBusy?: boolean;
  /** Stands beside the way to other images. */
  readonly children?: ComponentChildren;
}

/** The image and its questions. Arrow keys go on and back. */
export function DataSample(props: DataSampleProps) {
  const { unit, place, count, onGo, questions, picture, isBusy = false, children } = props;
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
    <div class="data-sample" onKeyDown={onKey}>
      <div class="row data-steps">
        <button
          type="button"
          onClick={() => go(place - 1)}
          disabled={place === 0}
          aria-label={`Previous ${unit}`}
        >
          ‹
        </button>
        <Place unit={unit} place={place} count={count} onGo={onGo} />
        <button
          type="button"
          onClick={() => go(place + 1)}
          disabled={count !== null && place >= count - 1}
          aria-label={`Next ${unit}`}
        >
          ›
        </button>
        {children}
      </div>
      <div class="sample" data-hue={question.hue ?? undefined} aria-busy={isBusy}>
        {picture(at)}
        <div class="sample-text">
          {question.kind && <p class={question.hue ? 'tag' : 'tag plain'}>{question.kind}</p>}
          <Said name="Prompt" text={question.prompt} what="the prompt" />
          <Said name="Answer" text={question.answer} what="the answer" />
          {question.reason && <p class="small muted">{question.reason}</p>}
        </div>
      </div>
      {questions.length > 1 && (
        <div class="data-questions">
          <h3>
            {questions.length} questions about this {unit}
          </h3>
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

/** The number of the image, to read and to type. */
function Place({ unit, place, count, onGo }: Pick<DataSampleProps, 'unit' | 'place' | 'count' | 'onGo'>) {
  const [typed, setTyped] = useState<string | null>(null);
  const read = (text: string) => {
    setTyped(text);
    const to = Number(text) - 1;
    if (/^\d+$/.test(text.trim()) && to >= 0 && (count === null || to < count)) onGo(to);
  };
  return (
    <label class="row small place">
      {unit}
      <input
        type="text"
        inputMode="numeric"
        autoComplete="off"
        value={typed ?? String(place + 1)}
        onInput={(event) => read(event.currentTarget.value)}
        onBlur={() => setTyped(null)}
      />
      {count !== null && <span class="muted">of {count}</span>}
    </label>
  );
}

/** A text as it is sent or expected, to the letter. */
function Said({ name, text, what }: { readonly name: string; readonly text: string; readonly what: string }) {
  return (
    <div class="said">
      <div class="said-head">
        <h3>{name}</h3>
        <Copy text={text} what={what} />
      </div>
      <p class="answer">{text}</p>
    </div>
  );
}
