/** Name, note and star of a run in the list: the star, and the form that takes the place of its line. Takes props only. */
import { useId, useState } from 'preact/hooks';
import { words } from '../../words/words.ts';
import { takeLostFocus } from '../ui/focus.ts';
import type { RunLabel } from './label-store.ts';

interface StarProps {
  readonly runId: string;
  /** The run, for screen readers. */
  readonly name: string;
  readonly isStarred: boolean;
  readonly onToggle: () => void;
}

/** A button that stars a run, and takes the star away. Starred runs stand first. */
export function Star({ runId, name, isStarred, onToggle }: StarProps) {
  return (
    <button
      type="button"
      class="quiet"
      data-star={runId}
      aria-label={words.value.runs.starRun(name)}
      aria-pressed={isStarred}
      onClick={onToggle}
    >
      {isStarred ? '★' : '☆'}
    </button>
  );
}

const nameLengthMax = 120;
const noteLengthMax = 2000;

interface LabelFormProps {
  /** What the run is called without a name. */
  readonly settings: string;
  readonly label: RunLabel;
  readonly onSave: (label: RunLabel) => void;
  /** Called by the other button and by Escape. */
  readonly onCancel: () => void;
}

/** The form. It takes the focus of the button that it replaces (see useOpened). */
export function LabelForm({ settings, label, onSave, onCancel }: LabelFormProps) {
  const id = useId();
  const [name, setName] = useState(label.name);
  const [note, setNote] = useState(label.note);
  const said = words.value.runs;
  return (
    <form
      class="run-label stack-2"
      aria-label={said.labelOf(settings)}
      onSubmit={(event) => {
        event.preventDefault();
        onSave({ ...label, name: name.trim(), note: note.trim() });
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // This Escape must not also stop a run.
        event.stopPropagation();
        onCancel();
      }}
    >
      <p class="small muted">{settings}</p>
      <div class="field stack-1">
        <label for={`${id}-name`}>{said.name}</label>
        <input
          id={`${id}-name`}
          type="text"
          ref={takeLostFocus}
          maxLength={nameLengthMax}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </div>
      <div class="field stack-1">
        <label for={`${id}-note`}>{said.note}</label>
        <textarea
          id={`${id}-note`}
          rows={3}
          maxLength={noteLengthMax}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </div>
      <div class="row">
        <button type="submit">{said.save}</button>
        <button type="button" onClick={onCancel}>
          {said.cancel}
        </button>
      </div>
    </form>
  );
}
