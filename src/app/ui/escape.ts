/** Escape stops what is going on, where no dialog or popover wants it first. */
import { useLayoutEffect } from 'preact/hooks';

/** Calls `stop` at Escape while `isOn`. */
export function useEscape(isOn: boolean, stop: () => void): void {
  // Before the next frame: a key pressed as soon as the work is seen must count.
  useLayoutEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !document.querySelector('dialog[open], :popover-open')) stop();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [isOn, stop]);
}
