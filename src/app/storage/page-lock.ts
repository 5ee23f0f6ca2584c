/** Locks among the pages of the lab in this browser. Not here: what they protect (runs/store.ts, models/store.ts). */

/** The names of all locks that are held, here or on other pages. */
export const heldLocks = async (): Promise<ReadonlySet<string | undefined>> =>
  new Set((await globalThis.navigator?.locks?.query())?.held?.map(({ name }) => name));

/** Releases a lock; a second call does nothing. Resolves when other pages can take it. */
export type Release = () => Promise<void>;

/**
 * Takes a lock without waiting, until it is released or the page is closed; null if it is held already, here or on another
 * page. A `shared` lock can be held any number of times, but not together with an `exclusive` one.
 */
export function takeLock(name: string, mode: LockMode = 'exclusive'): Promise<Release | null> {
  const locks = globalThis.navigator?.locks;
  // Old browsers have no locks or refuse them: then nothing is known about other pages.
  const unlocked: Release = async () => {};
  if (!locks) return Promise.resolve(unlocked);
  return new Promise((resolve) => {
    let letGo = () => {};
    const held = new Promise<void>((end) => {
      letGo = end;
    });
    const ended: Promise<void> = locks
      .request(name, { ifAvailable: true, mode }, (lock) => {
        if (!lock) return resolve(null);
        resolve(() => {
          letGo();
          return ended;
        });
        return held;
      })
      .catch(() => resolve(unlocked));
  });
}
