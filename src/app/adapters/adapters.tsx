/** Which adapters a question is asked with: the list, importing one, saving, merging and removing. Not here: the answers (ask.tsx). */
import { useEffect, useRef, useState } from 'preact/hooks';
import { chosenModel } from '../models/choice.ts';
import { runs } from '../runs/state.ts';
import { useEscape } from '../ui/escape.ts';
import { asSource, FileDrop } from '../ui/file-drop.tsx';
import { takeLostFocus } from '../ui/focus.ts';
import { sizeText } from '../ui/format.ts';
import { mergeEnd, mergeModel, merging, stopMerging } from './merge-state.ts';
import {
  type AdapterChoice,
  adapterChoices,
  adapterProblem,
  chooseAdapter,
  chosenAdapters,
  importAdapter,
  importingAdapter,
  refreshAdapters,
  removeAdapter,
  saveAdapter,
} from './state.ts';

/** More than these are folded away. */
const openChoices = 5;

/** The choices as a list of boxes to tick. */
export function AdaptersView() {
  const stored = runs.value;
  useEffect(() => {
    void refreshAdapters();
  }, [stored]);
  useEscape(merging.value !== null, stopMerging);
  const choices = adapterChoices.value;
  const folded = choices.slice(openChoices);
  return (
    <fieldset class="adapters">
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
  const [asked, setAsked] = useState<'remove' | 'merge' | null>(null);
  /** What was asked before: its button comes back with the focus. */
  const left = useRef<'remove' | 'merge' | null>(null);
  const leave = () => {
    left.current = asked;
    setAsked(null);
  };
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
      {isUsable && asked === null && (
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
            ref={left.current === 'merge' ? takeLostFocus : null}
            onClick={() => setAsked('merge')}
          >
            Merge<span class="visually-hidden"> {name} into the model</span>
          </button>
        </>
      )}
      {kind === 'import' && asked === null && (
        <button
          type="button"
          class="quiet"
          ref={left.current === 'remove' ? takeLostFocus : null}
          aria-label={`Remove ${name}`}
          onClick={() => setAsked('remove')}
        >
          ✕
        </button>
      )}
      {asked === 'remove' && (
        <span class="row">
          <button
            type="button"
            ref={takeLostFocus}
            onClick={(event) => {
              event.currentTarget.closest('fieldset')?.querySelector('input')?.focus();
              void removeAdapter(key);
            }}
          >
            Remove for good
          </button>
          <button type="button" class="quiet" onClick={leave}>
            Keep
          </button>
        </span>
      )}
      {asked === 'merge' && <Merger choice={choice} onClose={leave} />}
    </div>
  );
}

/** What a merged model is, and writing it. */
function Merger({ choice, onClose }: { readonly choice: AdapterChoice; readonly onClose: () => void }) {
  const now = merging.value?.key === choice.key ? merging.value : null;
  const isOtherGoing = merging.value !== null && now === null;
  const end = mergeEnd.value?.key === choice.key ? mergeEnd.value : null;
  return (
    <div class="merger">
      <p class="small">
        A copy of {chosenModel.value.name} with this adapter in its weights, to run anywhere without adapters.
        The layers it changes are written as floats, four to eight times as large: in 4 bits the change would
        be lost.
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
        <p class="small muted">Another adapter is being merged; this one can be when it has ended.</p>
      )}
      {end && !now && (
        <p class="small" role={end.kind === 'problem' ? 'alert' : 'status'}>
          {end.text}
        </p>
      )}
    </div>
  );
}

/** Choosing and dropping. */
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
      {({ chooseFiles, chooseFolder, isOver }) => (
        <>
          <details open={isOver || undefined}>
            <summary>Import an adapter</summary>
            <p class="small muted">A folder that PEFT saved, or a ZIP of it. Drop it here, or</p>
            <div class="row">
              <button type="button" disabled={name !== null} onClick={chooseFiles}>
                Choose a ZIP or files
              </button>
              <button type="button" disabled={name !== null} onClick={chooseFolder}>
                Choose a folder
              </button>
            </div>
          </details>
          {name && (
            <p class="small" role="status">
              Reading {name}
            </p>
          )}
          {adapterProblem.value && (
            <p class="small" role="alert">
              {adapterProblem.value}
            </p>
          )}
        </>
      )}
    </FileDrop>
  );
}
