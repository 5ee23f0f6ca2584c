/**
 * Starts workers and keeps calls to them honest: a worker that fails to load, or dies later, rejects every
 * call instead of leaving it open for ever (comlink alone would), and can be started afresh.
 * Not here: what the workers do (workers/*.ts), what a run asks of them (src/experiment/run.ts).
 */
import { createEndpoint, type Remote, releaseProxy, wrap } from 'comlink';
import type { Data } from '../workers/data.ts';
import type { Inference } from '../workers/inference.ts';
import type { Trainer } from '../workers/trainer.ts';
import type { Workers } from './experiment/run.ts';

/** The three workers. `dispose` ends them all; `restart` ends one, so that its next use starts a fresh one. */
export interface WorkerPool extends Workers {
  restart(which: 'data' | 'inference' | 'trainer'): void;
  dispose(): void;
}

interface RunningWorker<T> {
  readonly remote: Promise<Remote<T>>;
  /** Whether it has died or was ended: a fresh one is needed. */
  hasEnded(): boolean;
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
  let hasEnded = false;
  const end = (reason: string) => {
    hasEnded = true;
    crash(new Error(reason));
    worker.terminate();
  };
  worker.addEventListener('error', (event) => {
    const detail = event.message ? `: ${event.message}` : '';
    end(`The ${label} worker stopped working${detail}. It is started afresh at its next use.`);
  });
  worker.addEventListener('messageerror', () => {
    end(`The ${label} worker sent something the page could not read. It is started afresh at its next use.`);
  });

  const remote = wrap<T>(worker);
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
    hasEnded: () => hasEnded,
    end(reason) {
      end(reason);
      remote[releaseProxy]();
    },
  };
}

/** A pool whose workers start at first use, and afresh after they died. */
export function createWorkers(): WorkerPool {
  const running: {
    data: RunningWorker<Data> | null;
    inference: RunningWorker<Inference> | null;
    trainer: RunningWorker<Trainer> | null;
  } = { data: null, inference: null, trainer: null };

  const alive = <T>(worker: RunningWorker<T> | null) => (worker?.hasEnded() ? null : worker);
  const restart = (which: keyof typeof running) => {
    running[which]?.end(`The ${which} worker was ended.`);
    running[which] = null;
  };
  return {
    // The URLs stand literally in the calls: Vite finds and builds worker scripts by this form.
    data() {
      running.data =
        alive(running.data) ??
        startWorker(
          'data',
          () => new Worker(new URL('../workers/data.ts', import.meta.url), { type: 'module' }),
        );
      return running.data.remote;
    },
    inference() {
      running.inference =
        alive(running.inference) ??
        startWorker(
          'inference',
          () => new Worker(new URL('../workers/inference.ts', import.meta.url), { type: 'module' }),
        );
      return running.inference.remote;
    },
    trainer() {
      running.trainer =
        alive(running.trainer) ??
        startWorker(
          'trainer',
          () => new Worker(new URL('../workers/trainer.ts', import.meta.url), { type: 'module' }),
        );
      return running.trainer.remote;
    },
    restart,
    dispose() {
      for (const which of ['data', 'inference', 'trainer'] as const) restart(which);
    },
  };
}
