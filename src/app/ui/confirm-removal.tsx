/** The question before something is removed for good, in the place of the button that asked for it. Takes props only. */
import type { ComponentChildren } from 'preact';
import { takeLostFocus } from './focus.ts';

interface ConfirmRemovalProps {
  /** What is asked, for those who hear it. */
  readonly label: string;
  /** The word on the button that removes. */
  readonly word: string;
  readonly onRemove: (event: MouseEvent) => void;
  /** Nothing is removed: by the other button, or by Escape. */
  readonly onKeep: () => void;
  /** The question to read, where the word alone does not say it. */
  readonly children?: ComponentChildren;
}

/** The question with its two answers. It takes the keyboard from the button that asked; that one takes it back. */
export function ConfirmRemoval({ label, word, onRemove, onKeep, children }: ConfirmRemovalProps) {
  return (
    <fieldset
      class="confirm-removal"
      ref={takeLostFocus}
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // This Escape does not stop a run.
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
          Keep
        </button>
      </div>
    </fieldset>
  );
}
