/** A button that copies a text. Takes props only. */
import { useEffect, useState } from 'preact/hooks';

interface CopyProps {
  readonly text: string;
  /** What is copied, for screen readers: "the prompt". */
  readonly what: string;
  /** The word on the button. */
  readonly word?: string;
}

/** The button; for a while it says that the text was copied, or that this was not allowed. */
export function Copy({ text, what, word = 'Copy' }: CopyProps) {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), 2000);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      // On an address that is not secure there is no clipboard.
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      setSaid('Not allowed');
    }
  };
  return (
    <button
      type="button"
      class={word === 'Copy' ? 'quiet' : undefined}
      aria-label={said ?? `Copy ${what}`}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{said ?? word}</span>
    </button>
  );
}
