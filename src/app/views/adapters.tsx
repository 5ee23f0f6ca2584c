/** Which adapters a question is asked with: the list, importing one, saving and removing. Not here: the answers (ask.tsx). */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FolderFile } from '../../sparkle/dataset-import.ts';
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
} from '../state/adapters.ts';
import { runs } from '../state/runs.ts';
import { droppedFiles } from './dropped-files.ts';

/** More than these are folded away. */
const openChoices = 5;

/** The choices as a list of boxes to tick. */
export function AdaptersView() {
  const stored = runs.value;
  useEffect(() => {
    void refreshAdapters();
  }, [stored]);
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
  const [isAsked, setIsAsked] = useState(false);
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
          {name} <span class="small muted">{damage ?? detail}</span>
        </span>
      </label>
      {kind !== 'base' && damage === null && !isAsked && (
        <button
          type="button"
          class="quiet"
          title="PEFT layout: adapter_config.json and adapter_model.safetensors"
          onClick={() => void saveAdapter(choice)}
        >
          Save<span class="visually-hidden"> {name} as a ZIP</span>
        </button>
      )}
      {kind === 'import' && !isAsked && (
        <button type="button" class="quiet" aria-label={`Remove ${name}`} onClick={() => setIsAsked(true)}>
          ✕
        </button>
      )}
      {isAsked && (
        <span class="row">
          <button type="button" onClick={() => void removeAdapter(key)}>
            Remove for good
          </button>
          <button type="button" class="quiet" onClick={() => setIsAsked(false)}>
            Keep
          </button>
        </span>
      )}
    </div>
  );
}

/** Choosing and dropping. */
function Importer() {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const name = importingAdapter.value;
  const take = (input: HTMLInputElement) => {
    const chosen = [...(input.files ?? [])];
    // The same files can be chosen again, once they are mended.
    input.value = '';
    takeFiles(chosen.map((blob) => ({ path: blob.webkitRelativePath || blob.name, blob })));
  };
  return (
    <section
      class="adapter-import"
      data-over={isOver}
      aria-label="Import an adapter"
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        if (event.dataTransfer) void droppedFiles(event.dataTransfer).then(takeFiles);
      }}
    >
      <details open={isOver || undefined}>
        <summary>Import an adapter</summary>
        <p class="small muted">A folder that PEFT saved, or a ZIP of it. Drop it here, or</p>
        <div class="row">
          <button type="button" disabled={name !== null} onClick={() => files.current?.click()}>
            Choose a ZIP or files
          </button>
          <button type="button" disabled={name !== null} onClick={() => folder.current?.click()}>
            Choose a folder
          </button>
        </div>
      </details>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label="Adapter ZIP or files"
        accept=".zip,.json,.safetensors"
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={(element) => {
          folder.current = element;
          if (element) element.webkitdirectory = true;
        }}
        type="file"
        hidden
        aria-label="Adapter folder"
        onChange={(event) => take(event.currentTarget)}
      />
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
    </section>
  );
}

/** One ZIP, or the files of a folder. */
function takeFiles(files: readonly FolderFile[]): void {
  const [first] = files;
  if (!first) return;
  if (files.length === 1 && /\.zip$/i.test(first.path)) return void importAdapter(first.path, first.blob);
  const folder = first.path.includes('/') ? first.path.split('/')[0]! : first.path;
  void importAdapter(folder, files);
}
