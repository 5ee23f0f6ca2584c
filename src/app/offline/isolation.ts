/**
 * Cross-origin isolation, and with it all cores, on hosts that cannot send its headers: the service worker adds them, from
 * the next loading of the page on. Not here: adding them (workers/offline.ts).
 */
import { signal } from '@preact/signals';
import { runStatus } from '../workers.ts';

/** Whether the page, once reloaded, would be isolated, and did not reload by itself. */
export const reloadIsolates = signal(false);

const key = 'reloaded-for-isolation';

/** Remembers that this window has reloaded; false if it had, or if that cannot be remembered. */
function mayReload(): boolean {
  try {
    if (sessionStorage.getItem(key) !== null) return false;
    sessionStorage.setItem(key, 'yes');
    return true;
  } catch {
    return false;
  }
}

/**
 * Reloads the page if a worker is there that isolates it: once a window, so that it never goes in circles, and only if the
 * person has done nothing yet. Else it is told what a reload would give.
 */
export function isolateOnce(active: ServiceWorker): void {
  const isServedByWorker = navigator.serviceWorker.controller !== null;
  if (window.crossOriginIsolated || isServedByWorker || active.state !== 'activated') return;
  const isUntouched = !navigator.userActivation.hasBeenActive && runStatus.value === 'idle';
  if (isUntouched && mayReload()) window.location.reload();
  else reloadIsolates.value = true;
}
