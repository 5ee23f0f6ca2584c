/** A button that copies a text. Takes props only. */
import { useEffect, useState } from 'preact/hooks';
import { words } from '../../words/words.ts';

interface CopyProps {
  readonly text: string;
  /** What is copied, for screen readers: "the prompt". */
  readonly what: string;
  /** The word on the button. */
  readonly word?: string;
}

/** The button; for a while it says that the text was copied, or that this was not allowed. */
export function Copy({ text, what, word }: CopyProps) {
  const [said, setSaid] = useState<'copied' | 'notAllowed' | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), 2000);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      // On an address that is not secure there is no clipboard.
      await navigator.clipboard.writeText(text);
      setSaid('copied');
    } catch {
      setSaid('notAllowed');
    }
  };
  const { ui } = words.value;
  return (
    <button
      type="button"
      class={word === undefined ? 'quiet' : undefined}
      aria-label={said ? ui[said] : ui.copyWhat(what)}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{said ? ui[said] : (word ?? ui.copy)}</span>
    </button>
  );
}
