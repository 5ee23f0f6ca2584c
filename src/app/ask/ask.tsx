/** The section to ask the model, with or without adapters, about a fresh scene. Not here: the answers (answers.tsx). */

import { useEffect, useRef } from 'preact/hooks';
import { words } from '../../words/words.ts';
import { AdaptersView } from '../adapters/adapters.tsx';
import { Picture, sceneLabel } from '../figures/picture.tsx';
import { chosenModel } from '../models/choice.ts';
import { modelBytes, modelState } from '../models/state.ts';
import { Alert, Obstacle } from '../ui/alert.tsx';
import { modelSizeText, sizeText } from '../ui/format.ts';
import { Gloss } from '../ui/gloss.tsx';
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
  const say = words.value.ask;
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
      <h2 id="ask-title">{say.title}</h2>
      <div class="ask-body stack-5">
        <div class="ask-scene stack-3">
          <Picture scene={scene.value} sizePx={480} label={sceneLabel(scene.value)} />
          <div class="row">
            <button type="button" onClick={() => newScene('points')}>
              {say.newDiscs}
            </button>
            <button type="button" onClick={() => newScene('lattice')}>
              {say.newGrid}
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
  const say = words.value.ask;
  return (
    <>
      <label for="ask-question">{say.question}</label>
      <div class="ask-line">
        <input
          id="ask-question"
          type="text"
          autoComplete="off"
          lang="en"
          value={question.value}
          onInput={(event) => {
            question.value = event.currentTarget.value;
          }}
        />
        {askStatus.value !== 'idle' ? (
          <button type="button" class="primary" onClick={() => void stopAsking()}>
            {say.stop}
          </button>
        ) : (
          <button
            type="submit"
            class="primary"
            disabled={isHindered}
            aria-describedby={isHindered ? 'ask-obstacle' : undefined}
          >
            {say.ask}
          </button>
        )}
      </div>
      <Gloss text={question.value} />
      {languageNote.value && <p class="small muted">{languageNote.value}</p>}
      <ul class="suggestions" aria-label={say.suggestions}>
        {suggestions.value.map((text) => (
          <li key={text}>
            <button
              type="button"
              class="quiet"
              title={words.value.gloss?.of(text) ?? undefined}
              onClick={() => {
                question.value = text;
              }}
            >
              <span lang="en">{text}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Loading() {
  const state = modelState.value;
  const say = words.value.ask;
  if (askStatus.value !== 'loading') return null;
  if (state.kind !== 'loading') return <progress aria-label={say.loadingModel} />;
  return (
    <div>
      {state.totalBytes ? (
        <progress value={state.loadedBytes} max={state.totalBytes} aria-label={say.loading(state.file)} />
      ) : (
        <progress aria-label={say.loading(state.file)} />
      )}
      <p class="small muted">
        {say.loaded(state.file, sizeText(modelBytes()), modelSizeText(chosenModel.value.size))}
      </p>
    </div>
  );
}
