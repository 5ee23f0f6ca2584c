/**
 * Starts workers and keeps calls to them honest: a worker that fails to load, or dies later, rejects every
 * call instead of leaving it open for ever (comlink alone would), and can be started afresh.
 * Not here: what the workers do (workers/*.ts), what a run asks of them (src/experiment/run.ts).
 */
import { createEndpoint, type Remote, releaseProxy, wrap } from 'comlink';
import type { Data } from '../../workers/data.ts';
import type { Inference } from '../../workers/inference.ts';
import type { Trainer } from '../../workers/trainer.ts';
import type { Workers } from '../experiment/run.ts';

/** The three workers. `dispose` ends them all; `restart` ends one, so that its next use starts a fresh one. */
export interface WorkerPool extends Workers {
  restart(which: 'data' | 'inference' | 'trainer'): void;
  dispose(): void;
}

interface RunningWorker<T> {
  readonly remote: Promise<Remote<T>>;
  /** Ends the worker; calls still open are rejected with `reason`. */
  end(reason: string): void;
}

/**
 * Starts a worker and waits until it answers.
 * @throws (on the returned remote and on every later call) Error with a plain message when the worker's
 * script cannot be loaded, throws while loading, or dies.
 */
export function startWorker<T>(label: string, create: () => Worker): RunningWorker<T> {
  const worker = create();
  let crash: (error: Error) => void = () => {};
  const crashed = new Promise<never>((_, reject) => {
    crash = reject;
  });
  // A crash nobody is waiting for is reported at the next call, not as an unhandled rejection.
  crashed.catch(() => {});
  worker.addEventListener('error', (event) => {
    const detail = event.message ? `: ${event.message}` : '';
    crash(new Error(`The ${label} worker stopped working${detail}. Reload the page to start it again.`));
  });
  worker.addEventListener('messageerror', () => {
    crash(
      new Error(
        `The ${label} worker sent something the page could not read. Reload the page to start it again.`,
      ),
    );
  });

  const remote = wrap<T>(worker);
  let hasEnded = false;
  const guarded = new Proxy(remote, {
    get(target, key, receiver) {
      // A remote is awaited by callers: it must not look like a promise.
      if (key === 'then') return undefined;
      // A released remote throws at any touch: an ended worker's calls reject with its reason instead.
      if (hasEnded) return typeof key === 'symbol' ? undefined : () => crashed;
      const member: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol' || typeof member !== 'function') return member;
      return (...args: unknown[]) => Promise.race([member(...args), crashed]);
    },
  });
  const handshake = async () => {
    const port = await Promise.race([remote[createEndpoint](), crashed]);
    port.close();
    return guarded;
  };
  return {
    remote: handshake(),
    end(reason) {
      crash(new Error(reason));
      hasEnded = true;
      remote[releaseProxy]();
      worker.terminate();
    },
  };
}

/** A pool whose workers start at first use. */
export function createWorkers(): WorkerPool {
  const running: {
    data: RunningWorker<Data> | null;
    inference: RunningWorker<Inference> | null;
    trainer: RunningWorker<Trainer> | null;
  } = { data: null, inference: null, trainer: null };

  const restart = (which: keyof typeof running) => {
    running[which]?.end(`The ${which} worker was ended.`);
    running[which] = null;
  };
  return {
    // The URLs stand literally in the calls: Vite finds and builds worker scripts by this form.
    data() {
      running.data ??= startWorker(
        'data',
        () => new Worker(new URL('../../workers/data.ts', import.meta.url), { type: 'module' }),
      );
      return running.data.remote;
    },
    inference() {
      running.inference ??= startWorker(
        'inference',
        () => new Worker(new URL('../../workers/inference.ts', import.meta.url), { type: 'module' }),
      );
      return running.inference.remote;
    },
    trainer() {
      running.trainer ??= startWorker(
        'trainer',
        () => new Worker(new URL('../../workers/trainer.ts', import.meta.url), { type: 'module' }),
      );
      return running.trainer.remote;
    },
    restart,
    dispose() {
      for (const which of ['data', 'inference', 'trainer'] as const) restart(which);
    },
  };
}
