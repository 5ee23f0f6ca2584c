/**
 * Other pages of the lab in this browser: they are told that something kept has changed, and tell this page; where the
 * browser has no locks, they are asked which they hold. Not here: what is read again then (runs/state.ts), who may write
 * what (page-lock.ts).
 */

const name = 'sparkle-lab kept';

/** What pages send each other. An answer goes to all, with the id of the question. */
type Message =
  | 'changed'
  | { readonly kind: 'which locks'; readonly id: string }
  | { readonly kind: 'locks'; readonly id: string; readonly locks: HeldLocks };

/** Locks by name: how often each is held; -1 if exclusively. */
type HeldLocks = ReadonlyMap<string, number>;

/** Null until this page has to do with others, and where the browser has no such channel. */
let channel: BroadcastChannel | null = null;

/** What is called when another page has changed something. */
let onChange = () => {};

/** The locks of this page, where the browser has none. */
let locksHere: HeldLocks = new Map();

/** What is called with an answer, by the id of the question. */
const asked = new Map<string, (locks: HeldLocks) => void>();

const send = (message: Message): void => channel?.postMessage(message);

function open(): void {
  try {
    channel ??= new BroadcastChannel(name);
  } catch {
    // In a frame that may store nothing there are no other pages either.
    return;
  }
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data === 'changed') onChange();
    else if (data.kind === 'locks') asked.get(data.id)?.(data.locks);
    else if (locksHere.size > 0) send({ kind: 'locks', id: data.id, locks: locksHere });
  };
}

/** Tells the other pages that something kept has changed. */
export const tellOtherPages = (): void => send('changed');

/**
 * Calls `take` when another page has changed something, and when this page is looked at again: a page that died tells
 * nothing.
 */
export function followOtherPages(take: () => void): void {
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && take());
  onChange = take;
  open();
}

/** How long other pages have to answer. They do so at once, unless they are busy or put to sleep by the browser. */
const answerMs = 200;

/** From now on other pages that ask are answered with these locks, which may change. */
export function answerWithLocks(locks: HeldLocks): void {
  locksHere = locks;
  open();
}

/** Asks the other pages which locks they hold. */
export async function locksOfOtherPages(): Promise<readonly HeldLocks[]> {
  open();
  const id = `${Date.now()}-${Math.random()}`;
  const answers: HeldLocks[] = [];
  asked.set(id, (locks) => answers.push(locks));
  send({ kind: 'which locks', id });
  await new Promise((resolve) => setTimeout(resolve, answerMs));
  asked.delete(id);
  return answers;
}
