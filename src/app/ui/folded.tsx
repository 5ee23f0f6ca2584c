/** Settings folded away under a line of text; open as long as one of them is wrong. Takes props only. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface FoldedProps {
  readonly summary: ComponentChildren;
  /** Whether something inside needs to be seen. */
  readonly isNeeded: boolean;
  readonly children: ComponentChildren;
}

/** The line and, when it is open, what is under it. What was opened for a mistake stays open when that is mended. */
export function Folded({ summary, isNeeded, children }: FoldedProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details open={isOpen || isNeeded} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
