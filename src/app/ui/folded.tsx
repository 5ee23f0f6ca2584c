/** Settings folded away under a line of text; open as long as one of them is wrong. Takes props only. */
import type { ComponentChildren, TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';

interface FoldedProps {
  readonly summary: ComponentChildren;
  /** Whether something inside needs to be seen: as long as it does, it cannot be folded away. */
  readonly isNeeded: boolean;
  readonly children: ComponentChildren;
}

/** The line and, when it is open, what is under it. What was opened for a mistake stays open when that is mended. */
export function Folded({ summary, isNeeded, children }: FoldedProps) {
  const [isOpen, setIsOpen] = useState(false);
  const toggle = ({ currentTarget: details }: TargetedEvent<HTMLDetailsElement>) => {
    // The browser has folded it by itself: nothing drawn anew would open it again.
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
