/** Where the keyboard goes on when the control that had it is gone or disabled. */

/** Focuses an element, such as a heading, that Tab does not reach. */
export function focusOn(element: HTMLElement | null, options?: FocusOptions): void {
  if (!element) return;
  if (!element.matches('button, input, select, a')) element.tabIndex = -1;
  element.focus(options);
}

/** Where nothing has the focus: gives it to the first of the selectors that is there. The page does not scroll. */
export function focusIfLost(...selectors: readonly string[]): void {
  const { activeElement, body } = document;
  if (activeElement && activeElement !== body && !activeElement.matches(':disabled')) return;
  const found = selectors.map((selector) => document.querySelector<HTMLElement>(selector));
  focusOn(found.find((element) => element !== null) ?? null, { preventScroll: true });
}
