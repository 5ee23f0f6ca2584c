/** The section to ask the model, with or without adapters, about a fresh scene. Not here: the answers (answers.tsx). */

import { useEffect, useRef } from 'preact/hooks';
import { AdaptersView } from '../adapters/adapters.tsx';
import { Picture, sceneLabel } from '../figures/picture.tsx';
import { chosenModel } from '../models/choice.ts';
import { modelBytes, modelState } from '../models/state.ts';
import { Alert, Obstacle } from '../ui/alert.tsx';
import { modelSizeText, sizeText } from '../ui/format.ts';
import { askStatus } from '../workers.ts';
import { Answers } from './answers.tsx';
import {
  answers,
  ask,
  askedQuestion,
  askObstacle,
  askProblem,
  languageNote,
  newScene,
  question,
  scene,
  stopAsking,
  suggestions,
} from './state.ts';

/** The scene, the question, the answer. */
export function AskView() {
  const obstacle = askStatus.value === 'idle' ? askObstacle.value : null;
  const submit = (event: Event) => {
    event.preventDefault();
    void ask();
  };
  const answered = useRef<HTMLDivElement>(null);
  const count = answers.value.length;
  useEffect(() => {
    // On a phone, suggestions and adapters stand between the question and its answer.
    if (askStatus.value !== 'idle' || count > 0) answered.current?.scrollIntoView({ block: 'nearest' });
  }, [askStatus.value, count]);
  return (
    <section class="ask" aria-labelledby="ask-title">
      <h2 id="ask-title">Ask the model</h2>
      <div class="ask-body stack-5">
        <div class="ask-scene stack-3">
          <Picture scene={scene.value} sizePx={480} label={sceneLabel(scene.value)} />
          <div class="row">
            <button type="button" onClick={() => newScene('points')}>
              New discs
            </button>
            <button type="button" onClick={() => newScene('lattice')}>
              New grid
            </button>
          </div>
        </div>
        <form class="ask-form stack-3" onSubmit={submit}>
          <Question isHindered={obstacle !== null} />
          <AdaptersView />
          <Obstacle id="ask-obstacle" text={obstacle} />
          <Alert text={askProblem.value} />
          <div class="stack-3" ref={answered}>
            <Loading />
            <Answers answers={answers.value} question={askedQuestion.value} />
          </div>
        </form>
      </div>
    </section>
  );
}

/** The question with its button, and others that fit the scene. */
function Question({ isHindered }: { readonly isHindered: boolean }) {
  return (
    <>
      <label for="ask-question">Question</label>
      <div class="ask-line">
        <input
          id="ask-question"
          type="text"
          autoComplete="off"
          value={question.value}
          onInput={(event) => {
            question.value = event.currentTarget.value;
          }}
        />
        {askStatus.value !== 'idle' ? (
          <button type="button" class="primary" onClick={() => void stopAsking()}>
            Stop
          </button>
        ) : (
          <button
            type="submit"
            class="primary"
            disabled={isHindered}
            aria-describedby={isHindered ? 'ask-obstacle' : undefined}
          >
            Ask
          </button>
        )}
      </div>
      {languageNote.value && <p class="small muted">{languageNote.value}</p>}
      <ul class="suggestions" aria-label="Questions that fit this scene">
        {suggestions.value.map((text) => (
          <li key={text}>
            <button
              type="button"
              class="quiet"
              onClick={() => {
                question.value = text;
              }}
            >
              {text}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Loading() {
  const state = modelState.value;
  if (askStatus.value !== 'loading') return null;
  if (state.kind !== 'loading') return <progress aria-label="Loading the model" />;
  return (
    <div>
      {state.totalBytes ? (
        <progress value={state.loadedBytes} max={state.totalBytes} aria-label={`Loading ${state.file}`} />
      ) : (
        <progress aria-label={`Loading ${state.file}`} />
      )}
      <p class="small muted">
        Loading {state.file}; {sizeText(modelBytes())} of {modelSizeText(chosenModel.value.size)} so far
      </p>
    </div>
  );
}
