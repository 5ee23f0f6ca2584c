/** Where the focus goes when the control that had it disappears or is disabled. */
import { useRef, useState } from 'preact/hooks';

/** Focuses an element, such as a heading, that Tab does not reach. */
export function focusOn(element: HTMLElement | null, options?: FocusOptions): void {
  if (!element) return;
  if (!element.matches('button, input, select, a')) element.tabIndex = -1;
  element.focus(options);
}

/** Whether the focus is in a field to type in. */
export const isTyping = (): boolean =>
  document.activeElement?.matches('textarea, input:not([type="checkbox"], [type="radio"], [type="file"])') ??
  false;

/** Scrolls to an element, such as a heading, unless it is in the upper half of the window. Reads the place after the layout. */
export function bringIntoView(element: HTMLElement | null): void {
  if (!element) return;
  const { top } = element.getBoundingClientRect();
  if (top < 0 || top > window.innerHeight / 2) element.scrollIntoView();
}

/** Leads to the heading of what a press has opened, once it is drawn: into view, and with the focus. */
export function leadTo(selector: string): void {
  requestAnimationFrame(() => {
    const heading = document.querySelector<HTMLElement>(selector);
    bringIntoView(heading);
    focusOn(heading, { preventScroll: true });
  });
}

/** Whether the control that had the focus is gone or disabled. */
function isFocusLost(): boolean {
  const { activeElement, body } = document;
  return !activeElement || activeElement === body || activeElement.matches(':disabled');
}

/** As a `ref`: an element that replaces a pressed button takes its focus. */
export const takeLostFocus = (element: HTMLElement | null): void => {
  if (isFocusLost()) focusOn(element);
};

/** State of something that replaces its button while it is open; the button takes the focus back when it closes. */
export function useOpened() {
  const [isOpen, setIsOpen] = useState(false);
  const hasClosed = useRef(false);
  return {
    isOpen,
    open: () => setIsOpen(true),
    close: () => {
      hasClosed.current = true;
      setIsOpen(false);
    },
    /** The button's `ref`. */
    button: (element: HTMLElement | null) => {
      if (element && hasClosed.current) takeLostFocus(element);
      if (element) hasClosed.current = false;
    },
  };
}

/** If nothing has the focus, gives it to the first element found by the selectors, without scrolling. */
export function focusIfLost(...selectors: readonly string[]): void {
  if (!isFocusLost()) return;
  const found = selectors.map((selector) => document.querySelector<HTMLElement>(selector));
  focusOn(found.find((element) => element !== null) ?? null, { preventScroll: true });
}
