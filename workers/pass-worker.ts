/** Starts a pass worker for the trainer. Not here: the worker's script (pass.ts), sharing passes out (models/plain/crew.ts). */
import { wrap } from 'comlink';
import type { Member } from '../models/plain/member.ts';

/** A member of the crew in a worker of its own. If the worker cannot be loaded or dies, its calls reject. */
export function startPassWorker(): Member {
  const worker = new Worker(new URL('./pass.ts', import.meta.url), { type: 'module' });
  const remote = wrap<Member>(worker);
  const crashed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', () =>
      reject(new Error('A worker that trains on the processor has died, or could not be loaded.')),
    );
  });
  // If no call is pending, a crash is reported at the next call, not as an unhandled rejection.
  crashed.catch(() => {});
  const guard = <T>(call: Promise<T>): Promise<T> => Promise.race([call, crashed]);
  return {
    open: (weights, layout) => guard(remote.open(weights, layout)),
    logits: (elements, pass) => guard(remote.logits(elements, pass)),
    gradient: (elements, pass, scale) => guard(remote.gradient(elements, pass, scale)),
    end: () => worker.terminate(),
  };
}
