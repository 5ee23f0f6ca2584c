/** A word that explains itself when pressed, in a native popover. Takes props only. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface TermProps {
  /** The word as it stands in the text. */
  readonly word: string;
  /** The name for screen readers, if it is not the word. */
  readonly label?: string;
  readonly children: ComponentChildren;
}

/** The word as a button, and its explanation. */
export function Term({ word, label, children }: TermProps) {
  const id = useId();
  return (
    <>
      <button type="button" class="term" popovertarget={id} aria-label={label}>
        {word}
      </button>
      <span id={id} popover="auto" class="explained">
        {children}
      </span>
    </>
  );
}
