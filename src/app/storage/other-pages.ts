/**
 * Other pages of the lab in this browser: they are told that something kept has changed, and tell this page. Not here: what
 * is read again then (runs/state.ts), who may write what (page-lock.ts).
 */

const name = 'sparkle-lab kept';

/** Null until this page follows the others, and where the browser has no such channel. */
let channel: BroadcastChannel | null = null;

/** Tells the other pages that something kept has changed. */
export const tellOtherPages = (): void => channel?.postMessage('changed');

/**
 * Calls `take` when another page has changed something, and when this page is looked at again: a page that died tells
 * nothing. The returned function ends it.
 */
export function followOtherPages(take: () => void): () => void {
  const onShown = () => document.visibilityState === 'visible' && take();
  document.addEventListener('visibilitychange', onShown);
  try {
    channel = new BroadcastChannel(name);
    channel.onmessage = take;
  } catch {
    // In a frame that may store nothing there are no other pages either.
  }
  return () => {
    document.removeEventListener('visibilitychange', onShown);
    channel?.close();
    channel = null;
  };
}
