/** Settings folded away under a line of text, open while one of them is wrong. Takes props only. */
import type { ComponentChildren, TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';

interface FoldedProps {
  readonly summary: ComponentChildren;
  /** Whether something inside must be seen: it cannot be closed then. */
  readonly isNeeded: boolean;
  readonly children: ComponentChildren;
}

/** The line and, when it is open, its content. If it opened for a wrong setting, it stays open after the correction. */
export function Folded({ summary, isNeeded, children }: FoldedProps) {
  const [isOpen, setIsOpen] = useState(false);
  const toggle = ({ currentTarget: details }: TargetedEvent<HTMLDetailsElement>) => {
    // The browser has closed the element itself, and a render would not open it again.
    if (isNeeded) details.open = true;
    setIsOpen(details.open);
  };
  return (
    <details open={isOpen || isNeeded} onToggle={toggle}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
