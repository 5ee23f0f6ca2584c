/** Which adapters a question is asked with: the list, importing one, saving, measuring, merging and removing. Not here: the answers (ask.tsx). */
import { computed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { measuring } from '../../experiment/config.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { chosenModel, modelAbsence, placeObstacle } from '../models/choice.ts';
import { startRun } from '../run/state.ts';
import { runs } from '../runs/state.ts';
import { config } from '../setup/state.ts';
import { Alert } from '../ui/alert.tsx';
import { ConfirmRemoval } from '../ui/confirm-removal.tsx';
import { useEscape } from '../ui/escape.ts';
import { asSource, ChooseButtons, FileDrop } from '../ui/file-drop.tsx';
import { takeLostFocus, useOpened } from '../ui/focus.ts';
import { sizeText } from '../ui/format.ts';
import { askStatus, runStatus } from '../workers.ts';
import { mergeEnd, mergeModel, merging, stopMerging } from './merge-state.ts';
import {
  type AdapterChoice,
  adapterChoices,
  adapterProblem,
  chooseAdapter,
  chosenAdapters,
  importAdapter,
  importingAdapter,
  measuredOf,
  refreshAdapters,
  removeAdapter,
  saveAdapter,
} from './state.ts';

/** How many choices stand in sight; the others are folded away. */
const openChoices = 5;

/** The choices as checkboxes, with the place to import another. */
export function AdaptersView() {
  const { adapters } = words.value;
  const stored = runs.value;
  useEffect(() => {
    void refreshAdapters();
  }, [stored]);
  useEscape(merging.value !== null, stopMerging);
  const choices = adapterChoices.value;
  const folded = choices.slice(openChoices);
  return (
    <fieldset class="adapters stack-2">
      <legend>{adapters.title}</legend>
      <ChoiceList choices={choices.slice(0, openChoices)} />
      {folded.length > 0 && (
        <details>
          <summary>{adapters.more(folded.length)}</summary>
          <ChoiceList choices={folded} />
        </details>
      )}
      <Importer />
    </fieldset>
  );
}

/** Whether nothing can be measured now. */
const measureObstacle = computed(
  () =>
    runStatus.value !== 'idle' ||
    askStatus.value !== 'idle' ||
    (modelAbsence.value ?? placeObstacle.value) !== null,
);

function ChoiceList({ choices }: { readonly choices: readonly AdapterChoice[] }) {
  return (
    <ul>
      {choices.map((choice) => (
        <li key={choice.key}>
          <ChoiceLine choice={choice} />
        </li>
      ))}
    </ul>
  );
}

function ChoiceLine({ choice }: { readonly choice: AdapterChoice }) {
  const { adapters } = words.value;
  const { key, kind, name, detail, damage } = choice;
  const removal = useOpened();
  const merger = useOpened();
  const isAsked = removal.isOpen || merger.isOpen;
  const isUsable = kind !== 'base' && damage === null;
  return (
    <div class="adapter-line">
      <label class="toggle">
        <input
          type="checkbox"
          checked={chosenAdapters.value.some((chosen) => chosen.key === key)}
          disabled={damage !== null}
          onChange={(event) => chooseAdapter(key, event.currentTarget.checked)}
        />
        <span>
          <span class="clamped" title={name}>
            {name}
          </span>{' '}
          <span class="small muted">{damage ?? detail}</span>
        </span>
      </label>
      {isUsable && !isAsked && <Uses choice={choice} merger={merger} />}
      {kind === 'import' && !isAsked && (
        <button
          type="button"
          class="quiet"
          ref={removal.button}
          aria-label={adapters.remove(name)}
          onClick={removal.open}
        >
          ✕
        </button>
      )}
      {removal.isOpen && (
        <ConfirmRemoval
          label={adapters.removeQuestion(name)}
          word={adapters.removeForGood}
          onRemove={(event) => {
            (event.currentTarget as Element).closest('.adapters')?.querySelector('input')?.focus();
            void removeAdapter(key);
          }}
          onKeep={removal.close}
        />
      )}
      {merger.isOpen && <Merger choice={choice} onClose={merger.close} />}
    </div>
  );
}

/** The buttons of what can be done with an adapter besides asking. */
function Uses({
  choice,
  merger,
}: {
  readonly choice: AdapterChoice;
  readonly merger: ReturnType<typeof useOpened>;
}) {
  const { adapters } = words.value;
  const { name } = choice;
  return (
    <>
      <button
        type="button"
        class="quiet"
        title={adapters.saveHelp}
        aria-label={adapters.saveAdapter(name)}
        onClick={() => void saveAdapter(choice)}
      >
        {adapters.save}
      </button>
      <button
        type="button"
        class="quiet"
        title={adapters.measureHelp}
        aria-label={adapters.measureAdapter(name)}
        disabled={measureObstacle.value}
        onClick={() => void startRun(measuring(measuredOf(choice), config.value))}
      >
        {adapters.measure}
      </button>
      <button
        type="button"
        class="quiet"
        ref={merger.button}
        aria-label={adapters.mergeAdapter(name)}
        onClick={merger.open}
      >
        {adapters.merge}
      </button>
    </>
  );
}

/** Says what a merged model is, and writes it. */
function Merger({ choice, onClose }: { readonly choice: AdapterChoice; readonly onClose: () => void }) {
  const { adapters } = words.value;
  const now = merging.value?.key === choice.key ? merging.value : null;
  const isOtherGoing = merging.value !== null && now === null;
  const end = mergeEnd.value?.key === choice.key ? mergeEnd.value : null;
  return (
    <div class="merger stack-2">
      <p class="small">
        {adapters.mergedIs(chosenModel.value.name)}
        {chosenModel.value.place !== null && ` ${adapters.mergedPlace}`}
      </p>
      {now ? (
        <div class="row">
          <progress
            {...(now.ofBytes > 0 && { value: now.doneBytes, max: now.ofBytes })}
            aria-label={adapters.written}
          />
          <span class="small muted">
            {now.ofBytes > 0
              ? adapters.writtenOf(sizeText(now.doneBytes), sizeText(now.ofBytes))
              : adapters.readingModel}
          </span>
          <button type="button" onClick={stopMerging}>
            {adapters.stop} <kbd>Esc</kbd>
          </button>
        </div>
      ) : (
        <div class="row">
          <button
            type="button"
            ref={takeLostFocus}
            disabled={isOtherGoing}
            onClick={() => void mergeModel(choice)}
          >
            {adapters.saveMerged}
          </button>
          <button type="button" class="quiet" onClick={onClose}>
            {adapters.close}
          </button>
        </div>
      )}
      {isOtherGoing && <p class="small muted">{adapters.mergeLater}</p>}
      {end && !now && (
        <p class="small" role={end.kind === 'problem' ? 'alert' : 'status'}>
          {end.text}
        </p>
      )}
    </div>
  );
}

/** The place to choose or drop an adapter. */
function Importer() {
  const { adapters } = words.value;
  const name = importingAdapter.value;
  return (
    <FileDrop
      name={adapters.import}
      class="adapter-import"
      files={{ name: adapters.importFiles, accept: '.zip,.json,.safetensors' }}
      folderName={adapters.importFolder}
      onFiles={asSource(importAdapter)}
      onProblem={(problem) => {
        adapterProblem.value = problem;
      }}
    >
      {({ isOver, ...chooser }) => (
        <>
          <details open={isOver || undefined}>
            <summary>{adapters.import}</summary>
            <p class="small muted">{adapters.importAbout}</p>
            <div class="row">
              <ChooseButtons {...chooser} isDisabled={name !== null} />
            </div>
          </details>
          {name && (
            <p class="small" role="status">
              {adapters.reading(name)}
            </p>
          )}
          <Alert text={adapterProblem.value && inWords(adapterProblem.value)} />
        </>
      )}
    </FileDrop>
  );
}
