/** A box to ask the model, with or without the adapter of the shown run, about a scene made on the spot. */
import { Picture, sceneLabel } from '../figures/picture.tsx';
import {
  answer,
  ask,
  newScene,
  question,
  scene,
  stopAsking,
  suggestions,
  wantsAdapter,
} from '../state/ask.ts';
import { askStatus, runStatus } from '../state/busy.ts';
import { baseModel, modelBytes, modelState } from '../state/model.ts';
import { runName, shownAdapter, shownRun } from '../state/runs.ts';
import { Choice } from '../ui/choice.tsx';
import { sizeText } from '../ui/format.ts';

/** The scene, the question, the answer. */
export function AskView() {
  const isBusy = askStatus.value !== 'idle';
  const isRunning = runStatus.value !== 'idle';
  const submit = (event: Event) => {
    event.preventDefault();
    void ask();
  };
  return (
    <section class="ask" aria-labelledby="ask-title">
      <h2 id="ask-title">Ask the model</h2>
      <div class="ask-body">
        <div class="ask-scene">
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
        <form class="ask-form" onSubmit={submit}>
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
            {isBusy ? (
              <button type="button" class="primary" onClick={() => void stopAsking()}>
                Stop
              </button>
            ) : (
              <button type="submit" class="primary" disabled={isRunning || question.value.trim() === ''}>
                Ask
              </button>
            )}
          </div>
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
          <Choice
            legend="Answer with"
            values={[
              { value: 'base', label: 'base model' },
              { value: 'adapter', label: 'adapter', isDisabled: !shownAdapter.value },
            ]}
            chosen={wantsAdapter.value && shownAdapter.value ? 'adapter' : 'base'}
            onChoose={(value) => {
              wantsAdapter.value = value === 'adapter';
            }}
          />
          <p class="small muted">{adapterText()}</p>
          {isRunning && <p class="small muted">The model is busy with the run; ask when it has ended.</p>}
          <Loading />
          <output class="answer ask-answer" for="ask-question" aria-live="polite">
            {answer.value}
          </output>
        </form>
      </div>
    </section>
  );
}

function adapterText(): string {
  const run = shownRun.value;
  if (run && shownAdapter.value) return `The adapter is that of the shown run: ${runName(run.config)}.`;
  return 'An adapter is there once a run has trained one.';
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
        Loading {state.file}; {sizeText(modelBytes())} of about {sizeText(baseModel.sizeBytes)} so far
      </p>
    </div>
  );
}
