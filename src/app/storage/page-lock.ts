/** Locks among the pages of the lab in this browser. Not here: what they protect (runs/store.ts, models/store.ts). */

/** The browser's locks; null where it has none (on plain HTTP) or refuses them: nothing is known of other pages then. */
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

/** Takes a lock of this page alone; null if it is held. */
function takeOwnLock(name: string, mode: LockMode): Release | null {
  const holds = ownLocks.get(name) ?? 0;
  if (holds < 0 || (holds > 0 && mode === 'exclusive')) return null;
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

/** Whether the locks of other pages are known here. */
export const seesOtherPages = async (): Promise<boolean> => (await browserLocks()) !== null;

/** The names of all locks that are held, here or, if they are known, on other pages. */
export async function heldLocks(): Promise<ReadonlySet<string | undefined>> {
  const locks = await browserLocks();
  if (!locks) return new Set(ownLocks.keys());
  return new Set((await locks.query()).held?.map(({ name }) => name));
}

/**
 * Takes a lock without waiting, until it is released or the page is closed; null if it is held already, here or on another
 * page. A `shared` lock can be held any number of times, but not together with an `exclusive` one.
 */
export async function takeLock(name: string, mode: LockMode = 'exclusive'): Promise<Release | null> {
  const locks = await browserLocks();
  if (!locks) return takeOwnLock(name, mode);
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

/** How often a lock of this page alone is asked for again. */
const askAgainMs = 50;

/** Calls `work` while the lock is held, once nobody else holds it. */
export async function whileLocked<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = await browserLocks();
  if (locks) return (await locks.request(name, work)) as T;
  let release = takeOwnLock(name, 'exclusive');
  while (!release) {
    await new Promise((resolve) => setTimeout(resolve, askAgainMs));
    release = takeOwnLock(name, 'exclusive');
  }
  try {
    return await work();
  } finally {
    await release();
  }
}
