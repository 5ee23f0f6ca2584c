/**
 * Starts workers, and makes every call to them settle: if a worker fails to load or dies later, its calls reject. With
 * comlink alone they would stay pending forever. Not here: what the workers do (workers/), what a run asks of them
 * (src/experiment/run.ts).
 */
import { createEndpoint, type Remote, releaseProxy, wrap } from 'comlink';
import type { TilingChoice } from '../models/gpu/tiling-choice.ts';
import { messageOf } from '../models/message-of.ts';
import type { Calibration } from '../workers/calibration.ts';
import type { Data } from '../workers/data.ts';
import type { Inference } from '../workers/inference.ts';
import type { Merge } from '../workers/merge.ts';
import type { Trainer } from '../workers/trainer.ts';
import type { Workers } from './experiment/services.ts';

/** What each worker offers, by its name. */
interface Offers {
  readonly data: Data;
  readonly inference: Inference;
  readonly trainer: Trainer;
  readonly merge: Merge;
  readonly calibration: Calibration;
}

/** Starts the script of each worker. The URLs are literals: Vite finds and builds worker scripts by this form. */
const scripts: Readonly<Record<keyof Offers, () => Worker>> = {
  data: () => new Worker(new URL('../workers/data.ts', import.meta.url), { type: 'module' }),
  inference: () => new Worker(new URL('../workers/inference.ts', import.meta.url), { type: 'module' }),
  trainer: () => new Worker(new URL('../workers/trainer.ts', import.meta.url), { type: 'module' }),
  calibration: () => new Worker(new URL('../workers/calibration.ts', import.meta.url), { type: 'module' }),
  merge: () => new Worker(new URL('../workers/merge.ts', import.meta.url), { type: 'module' }),
};

/** A worker that was started. Whoever started it ends it. */
export interface RunningWorker<T> {
  readonly remote: Promise<Remote<T>>;
  /** Whether it has died or was ended, so that a new one is needed. */
  hasEnded(): boolean;
  /** Ends the worker; pending calls reject with `reason`. Once it has ended, this does nothing. */
  end(reason: string): void;
}

/** Starts a worker of its own, beside those of any pool. `remote` behaves as with `guardWorker`. */
export const startWorker = <Name extends keyof Offers>(name: Name): RunningWorker<Offers[Name]> =>
  guardWorker(name, scripts[name]());

/** Why a worker died, after a colon; empty if the browser does not tell. Its words begin with the error's name. */
function detailOf({ message: said }: ErrorEvent): string {
  const [, name = 'Error', message = ''] =
    /^(?:Uncaught )?(?:\(in promise\) )?(\w*Error): (.*)/s.exec(said ?? '') ?? [];
  return message && `: ${messageOf({ name, message })}`;
}

/**
 * Waits until a worker answers, and watches it from then on. `label` names it in messages.
 * @throws (on the returned remote and on every later call) Error with a plain message when the worker's
 * script cannot be loaded, throws while loading, or dies.
 */
export function guardWorker<T>(label: string, worker: Worker): RunningWorker<T> {
  let crash: (error: Error) => void = () => {};
  const crashed = new Promise<never>((_, reject) => {
    crash = reject;
  });
  // If no call is pending, a crash is reported at the next call, not as an unhandled rejection.
  crashed.catch(() => {});
  let hasEnded = false;
  let isReleased = false;
  const end = (reason: string) => {
    hasEnded = true;
    crash(new Error(reason));
    worker.terminate();
  };
  worker.addEventListener('error', (event) => {
    end(`The ${label} worker stopped working${detailOf(event)}. It is started afresh at its next use.`);
  });
  worker.addEventListener('messageerror', () => {
    end(`The ${label} worker sent something the page could not read. It is started afresh at its next use.`);
  });

  const remote = wrap<T>(worker);
  const guarded = new Proxy(remote, {
    get(target, key, receiver) {
      // Callers await a remote, so it must not look like a promise.
      if (key === 'then') return undefined;
      // A released remote throws on any access. The calls of an ended worker reject with its reason instead.
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
      // A released remote throws also on a second release.
      if (!isReleased) remote[releaseProxy]();
      isReleased = true;
    },
  };
}

/** The three workers of the lab. `restart` ends one, `dispose` all of them; the next use of each starts a new one. */
export interface WorkerPool extends Workers {
  restart(which: 'data' | 'inference' | 'trainer'): void;
  dispose(): void;
}

/** A pool whose workers start at first use, and again after they died. */
export function createWorkers(): WorkerPool {
  let avoidsSubgroups = false;
  let tilings: TilingChoice = {};
  const slots = {
    data: createSlot('data'),
    inference: createSlot('inference'),
    trainer: createSlot('trainer'),
  };
  return {
    data: slots.data.use,
    async inference() {
      const inference = await slots.inference.use();
      if (avoidsSubgroups) await inference.avoidSubgroups();
      return inference;
    },
    async trainer() {
      const trainer = await slots.trainer.use();
      await trainer.useTilings(tilings);
      return trainer;
    },
    restart: (which) => slots[which].end(),
    avoidSubgroups(areAvoided) {
      if (areAvoided !== avoidsSubgroups) slots.inference.end();
      avoidsSubgroups = areAvoided;
    },
    useTilings(chosen) {
      tilings = chosen;
    },
    dispose: () => Object.values(slots).forEach(({ end }) => void end()),
  };
}

/** Holds one worker of a pool, or none yet. */
function createSlot<Name extends keyof Offers>(name: Name) {
  let worker: RunningWorker<Offers[Name]> | null = null;
  return {
    use() {
      if (!worker || worker.hasEnded()) worker = startWorker(name);
      return worker.remote;
    },
    end() {
      worker?.end(`The ${name} worker was ended.`);
      worker = null;
    },
  };
}
