/**
 * The offline copy, as the page knows it: whether the lab is kept in this browser, what is being kept, and a new version that
 * waits. Not here: the service worker that keeps (workers/offline.ts), its registration (registration.ts), the line on the
 * page (offline-line.tsx).
 */

import { effect, signal } from '@preact/signals';
import type { OfflineNews } from '../../../workers/offline-messages.ts';
import type { Words } from '../../words/english.ts';
import { savesData } from '../page/prefetch.ts';
import { readMark, writeMark } from '../storage/marks.ts';
import { runStatus } from '../workers.ts';
import { isolateOnce } from './isolation.ts';
import { ask, keeps, ownRegistration, register } from './registration.ts';

type OfflineProblem = keyof Words['offline']['problems'];

/** How things are with the offline copy. */
type Offline =
  /** Nothing can be kept here, or that is not known yet. */
  | { readonly kind: 'unknown' }
  /** `problem`: why the last try failed, by its name in the table of words; null if it did not, or was stopped. */
  | { readonly kind: 'absent'; readonly bytes: number; readonly problem: OfflineProblem | null }
  | {
      readonly kind: 'keeping';
      readonly bytes: number;
      readonly doneBytes: number;
      /** Bytes of the file that comes now; 0 if none does. */
      readonly fileBytes: number;
    }
  | { readonly kind: 'kept'; readonly bytes: number };

export const offline = signal<Offline>({ kind: 'unknown' });

/** A version of the lab that is here and waits: `blocked` if other windows still show the one before. */
export const newVersion = signal<'none' | 'waiting' | 'blocked'>('none');

const choiceKey = 'offline';

/** Whether a person stopped or removed the copy, here, at some time. */
const isUnwanted = (): boolean => readMark(window, choiceKey) === 'unwanted';

const remember = (choice: 'wanted' | 'unwanted'): void =>
  writeMark(window, choiceKey, choice === 'wanted' ? null : choice);

let registration: ServiceWorkerRegistration | null = null;
let news: BroadcastChannel | null = null;

/** The kind `absent` with a problem; what else is shown stays. */
function fail(reason: OfflineProblem | 'stopped'): void {
  const { value } = offline;
  if (value.kind === 'unknown' || value.kind === 'kept') return;
  offline.value = { kind: 'absent', bytes: value.bytes, problem: reason === 'stopped' ? null : reason };
}

function hear(what: OfflineNews): void {
  const { value } = offline;
  // While a new version is kept, the one before is there.
  if (value.kind === 'kept') return;
  if (what.kind === 'failed') fail(what.reason);
  else if (value.kind === 'keeping')
    offline.value = { ...value, doneBytes: what.doneBytes, fileBytes: what.fileBytes };
}

/**
 * A worker that waits: one of the same version takes over, for no file of the two differs; another one is told. Whether it
 * takes over.
 */
async function meetWaiting(active: ServiceWorker, waiting: ServiceWorker): Promise<boolean> {
  const [now, next] = await Promise.all([ask(active, 'tell'), ask(waiting, 'tell')]);
  if (now.version === next.version) return (await ask(waiting, 'takeOver')).isTakingOver;
  newVersion.value = 'waiting';
  return false;
}

/** Asks the workers how things are. */
async function look({ installing, waiting, active }: ServiceWorkerRegistration): Promise<void> {
  // The first one is about to be active.
  if (!active) return;
  // Its change of state makes the page look again; the one before answers no more.
  if (waiting && (await meetWaiting(active, waiting))) return;
  const { bytes, isKept, newsChannel } = await ask(active, 'tell');
  if (!news) {
    news = new BroadcastChannel(newsChannel);
    news.onmessage = ({ data }: MessageEvent<OfflineNews>) => hear(data);
  }
  if (isKept || keeps(waiting)) offline.value = { kind: 'kept', bytes };
  else if (!keeps(installing)) {
    const problem = offline.value.kind === 'absent' ? offline.value.problem : null;
    offline.value = { kind: 'absent', bytes, problem };
  } else if (offline.value.kind !== 'keeping')
    offline.value = { kind: 'keeping', bytes, doneBytes: 0, fileBytes: 0 };
  isolateOnce(active);
}

let looking = Promise.resolve();

/** Looks again, after the look before. A worker that was replaced meanwhile does not answer, but its successor is looked at. */
function lookAgain(): void {
  looking = looking.then(() => look(registration!)).catch(() => {});
}

function watch(worker: ServiceWorker | null): void {
  worker?.addEventListener('statechange', lookAgain);
}

/**
 * Registers the worker, unless one is there, and follows it. Never rejects: where the browser refuses it, as in private
 * windows of Firefox and inside other pages, the lab works without.
 */
export async function followOffline(): Promise<void> {
  if (!navigator.serviceWorker || window.top !== window.self) return;
  try {
    const there = await ownRegistration();
    const newest = there?.installing ?? there?.waiting ?? there?.active;
    registration = there && keeps(newest) ? there : await register('passes on');
  } catch {
    return;
  }
  const found = registration;
  for (const worker of [found.installing, found.waiting, found.active]) watch(worker);
  found.addEventListener('updatefound', () => {
    watch(found.installing);
    lookAgain();
  });
  lookAgain();
}

/** Room beside the copy that a browser needs for its own records. */
const spareShare = 0.1;

/** Whether the browser says that there is no room. Some give no estimate. */
async function isFull(bytes: number): Promise<boolean> {
  const { quota, usage } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
  return quota !== undefined && usage !== undefined && quota - usage < bytes * (1 + spareShare);
}

/** Keeps the lab in this browser. Never rejects: `offline` tells how it goes. */
export async function keepOffline(): Promise<void> {
  const { value } = offline;
  if (value.kind !== 'absent') return;
  remember('wanted');
  const { bytes } = value;
  offline.value = { kind: 'keeping', bytes, doneBytes: 0, fileBytes: 0 };
  if (await isFull(bytes)) return fail('full');
  try {
    await register('keeps');
  } catch {
    fail('refused');
  }
}

/** Keeps the lab as soon as no run is at work, but not for a person who saves data, or has once removed it. */
export function keepUnasked(): void {
  if (savesData() || isUnwanted()) return;
  let hasBegun = false;
  effect(() => {
    const { value } = offline;
    if (hasBegun || runStatus.value !== 'idle' || value.kind !== 'absent' || value.problem !== null) return;
    // It may have been removed since, here or in another window.
    if (isUnwanted()) return;
    hasBegun = true;
    // Not inside the effect: keeping changes what it reads.
    queueMicrotask(() => void keepOffline());
  });
}

/** Stops keeping. What has come goes. */
export async function stopKeeping(): Promise<void> {
  remember('unwanted');
  const worker = registration?.installing;
  if (worker) await ask(worker, 'stop').catch(() => {});
}

/** Removes what is kept; the next visit comes over the network. Never rejects. */
export async function removeOffline(): Promise<void> {
  remember('unwanted');
  try {
    if (registration?.active) await ask(registration.active, 'forget');
    newVersion.value = 'none';
    // Without a connection this fails, and the worker stays, with nothing to serve.
    await register('passes on');
  } catch {
    // Whatever is left is looked at.
  }
  lookAgain();
}

/** Reloads the page in the new version, if no other window shows the one before. */
export async function openNewVersion(): Promise<void> {
  const waiting = registration?.waiting;
  if (!waiting) return window.location.reload();
  navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), {
    once: true,
  });
  const { isTakingOver } = await ask(waiting, 'takeOverIfAlone').catch(() => ({ isTakingOver: true }));
  if (!isTakingOver) newVersion.value = 'blocked';
}
