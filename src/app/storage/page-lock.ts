/** What one page of the lab holds against all others in this browser. Not here: what is held (runs/store.ts, models/store.ts). */

/** The names of all locks that are held, here or on other pages. */
export const heldLocks = async (): Promise<ReadonlySet<string | undefined>> =>
  new Set((await globalThis.navigator?.locks?.query())?.held?.map(({ name }) => name));

/** Lets go of what was held; a second call does nothing. Resolves when the others see it. */
export type Release = () => Promise<void>;

/**
 * Takes a lock without waiting, until it is let go or the page is closed; null: it is held already, here or on another
 * page. Any number of pages may hold a `shared` one, and none with an `exclusive` one.
 */
export function takeLock(name: string, mode: LockMode = 'exclusive'): Promise<Release | null> {
  const locks = globalThis.navigator?.locks;
  // Only old browsers have none, or refuse them: there nobody can tell what other pages do.
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
