/** Escape stops the work that began last, unless a dialog or popover is open, which it closes, or a field is typed in. */
import { useLayoutEffect } from 'preact/hooks';
import { isTyping } from './focus.ts';

/** The running works, the newest last. */
const going: (() => void)[] = [];

/** Calls `stop` at Escape while `isOn`, if no other work began since. */
export function useEscape(isOn: boolean, stop: () => void): void {
  // Before the next frame, so that a key counts as soon as the work is visible.
  useLayoutEffect(() => {
    if (!isOn) return;
    going.push(stop);
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || isTyping() || document.querySelector('dialog[open], :popover-open'))
        return;
      if (going.at(-1) === stop) stop();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      going.splice(going.lastIndexOf(stop), 1);
      document.removeEventListener('keydown', onKey);
    };
  }, [isOn, stop]);
}
