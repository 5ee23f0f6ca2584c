/** The run. SKELETON: signatures are the contract. */
import type { Remote } from 'comlink';
import type { Data } from '../../workers/data.ts';
import type { Inference } from '../../workers/inference.ts';
import type { Trainer } from '../../workers/trainer.ts';
import type { ExperimentConfig } from './config.ts';
import type { ItemResult, RunRecord, StepRecord } from './report.ts';

/** The phases of a run, in order. */
export const phases = ['data', 'baseline', 'train', 'evaluate', 'result'] as const;
export type Phase = (typeof phases)[number];

/** The three services of a run. Each getter starts its worker at first use. */
export interface Workers {
  data(): Promise<Remote<Data>>;
  inference(): Promise<Remote<Inference>>;
  trainer(): Promise<Remote<Trainer>>;
}

export type RunEvent =
  | { readonly kind: 'phase'; readonly phase: Phase }
  /** done of total within the phase; `doing` says what in a few words ("encoding images"). */
  | { readonly kind: 'progress'; readonly phase: Phase; readonly doing: string; readonly done: number; readonly total: number }
  | { readonly kind: 'step'; readonly step: StepRecord }
  /** Items judged since the last event, with all answers they have so far. */
  | { readonly kind: 'items'; readonly items: readonly ItemResult[] }
  /** Something the person should know: a software GPU, WebAssembly instead of WebGPU. */
  | { readonly kind: 'notice'; readonly message: string };

/** Plays the experiment. Never rejects for a stop or a failure: the record says how it ended and keeps what was done. */
export async function runExperiment(
  _config: ExperimentConfig,
  _workers: Workers,
  _onEvent: (event: RunEvent) => void,
  _signal: AbortSignal,
): Promise<RunRecord> {
  throw new Error('not built');
}
