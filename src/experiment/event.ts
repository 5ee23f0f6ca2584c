/** What a run says while it goes on: its phases, its progress, its results as they come. Not here: the run (run.ts). */

import type { TrainCheckpoint } from '../../models/train-checkpoint.ts';
import type { StepMetrics } from '../../workers/messages.ts';
import type { CurvePoint, ItemResult } from './report.ts';

/** What the progress of training says it is doing, while it does steps. */
export const stepsWork = 'training';

/** The phases of a run, in order. */
export const phases = ['data', 'baseline', 'train', 'evaluate', 'result'] as const;
export type Phase = (typeof phases)[number];

export type RunEvent =
  | { readonly kind: 'phase'; readonly phase: Phase }
  /** `done` of `total` within the phase; `doing` says what in a few words ("encoding images"). */
  | {
      readonly kind: 'progress';
      readonly phase: Phase;
      readonly doing: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'step'; readonly step: StepMetrics }
  /** Items judged since the last event, with all answers they have so far. */
  | { readonly kind: 'items'; readonly items: readonly ItemResult[] }
  /** All points of the learning curve so far. */
  | { readonly kind: 'curve'; readonly points: readonly CurvePoint[] }
  /** The state of training, every few steps and at its end. Store it, and the run can be resumed from it. */
  | { readonly kind: 'checkpoint'; readonly checkpoint: TrainCheckpoint }
  /**
   * Training continues after this many steps. Later steps are lost, and points of the curve after them; they are trained,
   * asked and reported again.
   */
  | { readonly kind: 'rewind'; readonly steps: number }
  /**
   * Something the person should know: a software GPU, WebAssembly instead of WebGPU. With `isOfPhase` it is true only until
   * the phase ends.
   */
  | { readonly kind: 'notice'; readonly message: string; readonly isOfPhase?: true };
