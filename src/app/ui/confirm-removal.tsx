/** The question before something is removed, in place of the button that was pressed. Takes props only. */
import type { ComponentChildren } from 'preact';
import { words } from '../../words/words.ts';
import { takeLostFocus } from './focus.ts';

interface ConfirmRemovalProps {
  /** The question for screen readers. */
  readonly label: string;
  /** The word on the button that removes. */
  readonly word: string;
  readonly onRemove: (event: MouseEvent) => void;
  /** Called by the other button and by Escape. */
  readonly onKeep: () => void;
  /** The question to read, if the word alone is not clear. */
  readonly children?: ComponentChildren;
}

/** The question and its two buttons. It takes the focus of the button that it replaces (see useOpened). */
export function ConfirmRemoval({ label, word, onRemove, onKeep, children }: ConfirmRemovalProps) {
  return (
    <fieldset
      class="stack-2"
      ref={takeLostFocus}
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // This Escape must not also stop a run.
        event.stopPropagation();
        onKeep();
      }}
    >
      {children}
      <div class="row">
        <button type="button" onClick={onRemove}>
          {word}
        </button>
        <button type="button" class={children ? undefined : 'quiet'} onClick={onKeep}>
          {words.value.ui.keep}
        </button>
      </div>
    </fieldset>
  );
}
