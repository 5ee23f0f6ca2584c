/**
 * AdamW (Loshchilov and Hutter 2019) with clipping by the gradient's norm, on one flat variable.
 * Not here: the arithmetic of a step (kernels/adamw.ts, plain/adamw.ts), the learning rate (schedule.ts).
 */
import { dot, keep, sqrt, type Tensor, type Tensor1D, tidy, type Variable, zeros } from '@tensorflow/tfjs';
import { adamwInPlace } from './kernels/adamw.ts';

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

export function createAdamW(size: number): AdamW {
  return { moments: keep(zeros([2, size])), step: 0 };
}

/** The length of the gradient [N], as a tensor []. */
export function gradientNorm(gradient: Tensor): Tensor {
  return tidy(() => sqrt(dot(gradient as Tensor1D, gradient as Tensor1D)));
}

/**
 * One step, in place: the gradient [N] is scaled down to maxGradNorm where its length `gradNorm` is more. `adamw` is the
 * arithmetic: that of the GPU if left out.
 */
export function stepAdamW(
  state: AdamW,
  weights: Variable,
  gradient: Tensor,
  gradNorm: number,
  config: { learningRate: number; weightDecay: number; maxGradNorm: number },
  adamw = adamwInPlace,
): void {
  state.step++;
  adamw(weights, state.moments, gradient, {
    rate: config.learningRate,
    beta1,
    beta2,
    epsilon,
    decay: config.weightDecay,
    clip: clipFactor(gradNorm, config.maxGradNorm),
    step: state.step,
  });
}

/** As PyTorch clips: the small constant keeps a zero gradient from dividing by zero. */
export const clipFactor = (gradNorm: number, maxGradNorm: number): number =>
  Math.min(1, maxGradNorm / (gradNorm + 1e-6));
