/**
 * Locks among the pages of the lab in this browser. Not here: what they protect (runs/store.ts, models/store.ts), how pages
 * ask each other (other-pages.ts).
 */
import { answerWithLocks, locksOfOtherPages } from './other-pages.ts';

/** The browser's locks; null where it has none (on plain HTTP) or refuses them: the other pages are asked then. */
async function browserLocks(): Promise<LockManager | null> {
  const locks = globalThis.navigator?.locks;
  return (
    (await locks?.query().then(
      () => locks,
      () => null,
    )) ?? null
  );
}

/** Releases a lock; a second call does nothing. Resolves when other pages can take it. */
export type Release = () => Promise<void>;

/** The locks of this page where the browser has none: by name, how often each is held; -1 if exclusively. */
const ownLocks = new Map<string, number>();

/** Whether a lock that is held so often cannot be taken. */
const isRefused = (holds: number | undefined, mode: LockMode): boolean =>
  holds !== undefined && (holds < 0 || mode === 'exclusive');

/** Takes a lock of this page alone; null if it is held. */
function takeOwnLock(name: string, mode: LockMode): Release | null {
  const holds = ownLocks.get(name) ?? 0;
  if (isRefused(ownLocks.get(name), mode)) return null;
  ownLocks.set(name, mode === 'exclusive' ? -1 : holds + 1);
  let isHeld = true;
  return async () => {
    if (!isHeld) return;
    isHeld = false;
    const left = Math.max(0, ownLocks.get(name)! - 1);
    if (left === 0) ownLocks.delete(name);
    else ownLocks.set(name, left);
  };
}

/**
 * Takes a lock of this page, and keeps it unless another page answers that it holds it. It is taken before the others are
 * asked: of two pages at the same moment both may be refused, but never none.
 */
async function takeAskedLock(name: string, mode: LockMode): Promise<Release | null> {
  const release = takeOwnLock(name, mode);
  if (!release) return null;
  answerWithLocks(ownLocks);
  const others = await locksOfOtherPages();
  if (!others.some((locks) => isRefused(locks.get(name), mode))) return release;
  await release();
  return null;
}

/** Whether no lock of another page can be missed: one that is asked may be asleep, and does not answer. */
export const isSureOfLocks = async (): Promise<boolean> => (await browserLocks()) !== null;

/** The names of all locks that are held, here or on other pages. */
export async function heldLocks(): Promise<ReadonlySet<string | undefined>> {
  const locks = await browserLocks();
  if (!locks) {
    const others = await locksOfOtherPages();
    return new Set([ownLocks, ...others].flatMap((each) => [...each.keys()]));
  }
  return new Set((await locks.query()).held?.map(({ name }) => name));
}

/**
 * Takes a lock without waiting, until it is released or the page is closed; null if it is held already, here or on another
 * page. A `shared` lock can be held any number of times, but not together with an `exclusive` one.
 */
export async function takeLock(name: string, mode: LockMode = 'exclusive'): Promise<Release | null> {
  const locks = await browserLocks();
  if (!locks) return takeAskedLock(name, mode);
  return new Promise((resolve, reject) => {
    let letGo = () => {};
    const held = new Promise<void>((end) => {
      letGo = end;
    });
    const ended: Promise<void> = locks.request(name, { ifAvailable: true, mode }, (lock) => {
      if (!lock) return resolve(null);
      resolve(() => {
        letGo();
        return ended;
      });
      return held;
    });
    ended.catch(reject);
  });
}

/** The longest wait until a lock is asked for again. It is random: two pages that refuse each other part so. */
const askAgainMs = 100;

/** Calls `work` while the lock is held, once nobody else holds it. */
export async function whileLocked<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = await browserLocks();
  if (locks) return (await locks.request(name, work)) as T;
  let release = await takeAskedLock(name, 'exclusive');
  while (!release) {
    await new Promise((resolve) => setTimeout(resolve, askAgainMs * Math.random()));
    release = await takeAskedLock(name, 'exclusive');
  }
  try {
    return await work();
  } finally {
    await release();
  }
}
