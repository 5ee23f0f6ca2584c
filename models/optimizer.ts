/**
 * AdamW (Loshchilov and Hutter 2019) with clipping by the gradient's norm, on one flat variable.
 * Not here: the arithmetic of a step (kernels/adamw.ts, plain/adamw.ts), the learning rate (schedule.ts).
 */
import { keep, type Tensor, type TensorInfo, type Variable, zeros } from '@tensorflow/tfjs';

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/** What AdamW remembers between steps; dispose the moments when done. */
export interface AdamW {
  /** Running means of the gradient and its square, [2, N]. */
  readonly moments: Tensor;
  /** Steps done. */
  step: number;
}

/** The numbers of one step. */
export interface AdamwNumbers {
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly decay: number;
  /** The gradient's factor. */
  readonly clip: number;
  /** Steps done, this one included, from 1. */
  readonly step: number;
}

/** The arithmetic of one step: updates weights [N] and moments [2, N] in place, by clip times gradient [N]. */
export type AdamwUpdate = (
  weights: Tensor,
  moments: Tensor,
  gradient: TensorInfo,
  numbers: AdamwNumbers,
) => void;

/** AdamW before its first step, for `size` weights. */
export function createAdamW(size: number): AdamW {
  return { moments: keep(zeros([2, size])), step: 0 };
}

/** One step, in place: the gradient [N] is scaled down to maxGradNorm if its length `gradNorm` is larger. */
export function stepAdamW(
  state: AdamW,
  weights: Variable,
  gradient: Tensor,
  gradNorm: number,
  config: { learningRate: number; weightDecay: number; maxGradNorm: number },
  update: AdamwUpdate,
): void {
  state.step++;
  update(weights, state.moments, gradient, {
    rate: config.learningRate,
    beta1,
    beta2,
    epsilon,
    decay: config.weightDecay,
    clip: clipFactor(gradNorm, config.maxGradNorm),
    step: state.step,
  });
}

/** The factor that clips a gradient, as in PyTorch: the small constant avoids a division by zero. */
export const clipFactor = (gradNorm: number, maxGradNorm: number): number =>
  Math.min(1, maxGradNorm / (gradNorm + 1e-6));
