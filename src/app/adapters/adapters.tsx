/** Which adapters a question is asked with: the list, importing one, saving, measuring, merging and removing. Not here: the answers (ask.tsx). */
import { computed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { measuring } from '../../experiment/config.ts';
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
  const stored = runs.value;
  useEffect(() => {
    void refreshAdapters();
  }, [stored]);
  useEscape(merging.value !== null, stopMerging);
  const choices = adapterChoices.value;
  const folded = choices.slice(openChoices);
  return (
    <fieldset class="adapters stack-2">
      <legend>Answer with</legend>
      <ChoiceList choices={choices.slice(0, openChoices)} />
      {folded.length > 0 && (
        <details>
          <summary>
            {folded.length} more {folded.length === 1 ? 'adapter' : 'adapters'}
          </summary>
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
      {isUsable && !isAsked && (
        <>
          <button
            type="button"
            class="quiet"
            title="PEFT layout: adapter_config.json and adapter_model.safetensors"
            onClick={() => void saveAdapter(choice)}
          >
            Save<span class="visually-hidden"> {name} as a ZIP</span>
          </button>
          <button
            type="button"
            class="quiet"
            title="Scores it on the tasks of the setup, without training"
            disabled={measureObstacle.value}
            onClick={() => void startRun(measuring(measuredOf(choice), config.value))}
          >
            Measure<span class="visually-hidden"> {name} on the tasks of the setup</span>
          </button>
          <button type="button" class="quiet" ref={merger.button} onClick={merger.open}>
            Merge<span class="visually-hidden"> {name} into the model</span>
          </button>
        </>
      )}
      {kind === 'import' && !isAsked && (
        <button
          type="button"
          class="quiet"
          ref={removal.button}
          aria-label={`Remove ${name}`}
          onClick={removal.open}
        >
          ✕
        </button>
      )}
      {removal.isOpen && (
        <ConfirmRemoval
          label={`Remove ${name}?`}
          word="Remove for good"
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

/** Says what a merged model is, and writes it. */
function Merger({ choice, onClose }: { readonly choice: AdapterChoice; readonly onClose: () => void }) {
  const now = merging.value?.key === choice.key ? merging.value : null;
  const isOtherGoing = merging.value !== null && now === null;
  const end = mergeEnd.value?.key === choice.key ? mergeEnd.value : null;
  return (
    <div class="merger stack-2">
      <p class="small">
        A copy of {chosenModel.value.name} with this adapter in its weights, to run anywhere without adapters.
        The layers it changes are written as floats, four to eight times as large: in 4 bits the change would
        be lost.
        {chosenModel.value.place !== null && ' The strength of place it was trained at is folded in too.'}
      </p>
      {now ? (
        <div class="row">
          <progress
            {...(now.ofBytes > 0 && { value: now.doneBytes, max: now.ofBytes })}
            aria-label="Bytes written"
          />
          <span class="small muted">
            {now.ofBytes > 0 ? `${sizeText(now.doneBytes)} of ${sizeText(now.ofBytes)}` : 'Reading the model'}
          </span>
          <button type="button" onClick={stopMerging}>
            Stop <kbd>Esc</kbd>
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
            Save the merged model as a ZIP
          </button>
          <button type="button" class="quiet" onClick={onClose}>
            Close
          </button>
        </div>
      )}
      {isOtherGoing && (
        <p class="small muted">Another adapter is being merged; this one can be merged after it.</p>
      )}
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
  const name = importingAdapter.value;
  return (
    <FileDrop
      name="Import an adapter"
      class="adapter-import"
      files={{ name: 'Adapter ZIP or files', accept: '.zip,.json,.safetensors' }}
      folderName="Adapter folder"
      onFiles={asSource(importAdapter)}
      onProblem={(problem) => {
        adapterProblem.value = problem;
      }}
    >
      {({ isOver, ...chooser }) => (
        <>
          <details open={isOver || undefined}>
            <summary>Import an adapter</summary>
            <p class="small muted">A folder that PEFT saved, or a ZIP of it. Drop it here, or</p>
            <div class="row">
              <ChooseButtons {...chooser} isDisabled={name !== null} />
            </div>
          </details>
          {name && (
            <p class="small" role="status">
              Reading {name}
            </p>
          )}
          <Alert text={adapterProblem.value} />
        </>
      )}
    </FileDrop>
  );
}
