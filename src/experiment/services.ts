/**
 * What a run needs from outside, in one record: workers, data sets, the base model, the GPU, and who listens. The page
 * (src/app/run/state.ts) and the command (src/headless/page.ts) each fill it in. Not here: the run itself (run.ts).
 */
import type { Remote } from 'comlink';
import type { GpuKind } from '../../models/gpu/answering-device.ts';
import type { TilingChoice } from '../../models/gpu/tiling-choice.ts';
import type { Data } from '../../workers/data.ts';
import type { Inference } from '../../workers/inference.ts';
import type { Trainer } from '../../workers/trainer.ts';
import type { ExperimentConfig } from './config.ts';
import type { GpuUse } from './device.ts';
import type { Phase, RunEvent } from './event.ts';
import type { OpenDataset } from './imported-data.ts';
import type { OpenAdapter } from './measured-adapter.ts';
import type { OpenModel } from './open-model.ts';

/** The three workers of a run; each starts at first use. */
export interface Workers {
  data(): Promise<Remote<Data>>;
  inference(): Promise<Remote<Inference>>;
  trainer(): Promise<Remote<Trainer>>;
  /** Ends a worker; its next use starts a fresh one. */
  restart(which: 'trainer' | 'inference'): void;
  /**
   * Whether inference opens the GPU without its subgroups. Ends an inference worker that opens it otherwise; at first they
   * are used.
   */
  avoidSubgroups(areAvoided: boolean): void;
  /** The tilings that the trainer uses on the GPU, from the next call of trainer() on; at first the usual ones. */
  useTilings(tilings: TilingChoice): void;
}

/**
 * Says why the GPU must not be used, as a sentence; null if it may be. `device` is the config's, for inference. The GPU is
 * tested if it has not been.
 */
export type TrustGpu = (use: GpuUse, device: ExperimentConfig['device']) => Promise<string | null>;

/** Everything a run needs from outside. */
export interface Services {
  readonly workers: Workers;
  readonly openModel: OpenModel;
  readonly openDataset: OpenDataset;
  readonly openAdapter: OpenAdapter;
  readonly trustGpu: TrustGpu;
  /** Which GPU the browser gives. Never rejects. */
  readonly gpuKind: () => Promise<GpuKind>;
  readonly onEvent: (event: RunEvent) => void;
  /** Its abort stops the run, at the next token, image or training step. */
  readonly signal: AbortSignal;
}

/** Where work tells how far it is, and by what it is stopped. */
export type Telling = Pick<Services, 'onEvent' | 'signal'>;

/** Begins a phase, unless the run was stopped: then it throws the reason of the signal. */
export function enter({ onEvent, signal }: Telling, phase: Phase): void {
  signal.throwIfAborted();
  onEvent({ kind: 'phase', phase });
}

/** Tells how much of `total` is done, each time the returned function is called. */
export const counter =
  ({ onEvent }: Pick<Services, 'onEvent'>, phase: Phase, doing: string, total: number) =>
  (done: number): void =>
    onEvent({ kind: 'progress', phase, doing, done, total });

/** Tells the person something. */
export const notify = ({ onEvent }: Pick<Services, 'onEvent'>, message: string): void =>
  onEvent({ kind: 'notice', message });

/** Tells what is true only until the phase ends, such as how long it takes. */
export const notifyOfPhase = ({ onEvent }: Pick<Services, 'onEvent'>, message: string): void =>
  onEvent({ kind: 'notice', message, isOfPhase: true });
