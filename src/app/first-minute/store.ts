/** Remembers that the first minute was seen, if the browser allows it. Not here: when it is shown (state.ts). */
const key = 'first-minute';
const seen = 'seen';

// Storage may be refused (private mode): it then greets again at the next visit.
/** Whether it was skipped, or gone through, in this browser. */
export function wasSeen(): boolean {
  try {
    return localStorage.getItem(key) === seen;
  } catch {
    return false;
  }
}

/** Remembers it. */
export function rememberSeen(): void {
  try {
    localStorage.setItem(key, seen);
  } catch {}
}
