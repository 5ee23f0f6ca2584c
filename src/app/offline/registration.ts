/**
 * The service worker of this lab, as the page asks for it: where it is registered, and what it answers. Not here: when it
 * is asked to keep (keeping.ts), what it does (workers/offline.ts).
 */
import type { OfflineState, OfflineWish } from '../../../workers/offline-messages.ts';

/** The worker's address, beside the page; each one that keeps has an address of its own, and so is installed anew. */
const workerUrl = (keepsSince: number | null): URL =>
  new URL(`offline-worker.js${keepsSince === null ? '' : `?keep=${keepsSince}`}`, document.baseURI);

/** Whether a worker keeps the lab's files. */
export const keeps = (worker: ServiceWorker | null | undefined): boolean =>
  worker != null && new URL(worker.scriptURL).searchParams.has('keep');

/** Whether this page came from what a worker keeps, and not over the network. */
export const isServedFromCopy = (): boolean => keeps(navigator.serviceWorker?.controller);

/** Registers the worker that keeps nothing, or a new one that keeps. Rejects if the browser refuses it, or cannot fetch it. */
export const register = (what: 'passes on' | 'keeps'): Promise<ServiceWorkerRegistration> =>
  navigator.serviceWorker.register(workerUrl(what === 'keeps' ? Date.now() : null));

/** What is registered for the lab's own folder; null if nothing is. */
export async function ownRegistration(): Promise<ServiceWorkerRegistration | null> {
  const found = await navigator.serviceWorker.getRegistration(document.baseURI);
  return found?.scope === new URL('./', document.baseURI).href ? found : null;
}

/** On a busy computer a worker takes many seconds to start. */
const patienceMs = 60_000;

/** Sends a wish to a worker. Rejects if it does not answer, or has been replaced by another. */
export const ask = (worker: ServiceWorker, wish: OfflineWish): Promise<OfflineState> =>
  new Promise((answered, failed) => {
    const giveUp = () => failed(new Error('The offline copy does not answer.'));
    const giveUpIfReplaced = () => worker.state === 'redundant' && giveUp();
    worker.addEventListener('statechange', giveUpIfReplaced);
    giveUpIfReplaced();
    const timer = setTimeout(giveUp, patienceMs);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<OfflineState>) => {
      clearTimeout(timer);
      answered(data);
    };
    worker.postMessage(wish, [port2]);
  });
