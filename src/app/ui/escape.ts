/** Escape stops what is going on, the last that was begun alone, where no dialog or popover wants it first. */
import { useLayoutEffect } from 'preact/hooks';

/** What Escape would stop, the last begun last. */
const going: (() => void)[] = [];

/** Calls `stop` at Escape while `isOn`, if nothing else was begun since. */
export function useEscape(isOn: boolean, stop: () => void): void {
  // Before the next frame: a key pressed as soon as the work is seen must count.
  useLayoutEffect(() => {
    if (!isOn) return;
    going.push(stop);
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || document.querySelector('dialog[open], :popover-open')) return;
      if (going.at(-1) === stop) stop();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      going.splice(going.lastIndexOf(stop), 1);
      document.removeEventListener('keydown', onKey);
    };
  }, [isOn, stop]);
}
