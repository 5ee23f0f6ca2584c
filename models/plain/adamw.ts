/**
 * One step of AdamW on the processor, in place, and the length of the gradient it is clipped by: plain loops over the
 * backend's memory. Not here: the state (../optimizer.ts), the same on the GPU (../kernels/adamw.ts).
 */
import { scalar, type Tensor, type TensorInfo } from '@tensorflow/tfjs';
import type { AdamwNumbers } from '../optimizer.ts';
import { elementsOf } from './processor.ts';

/** Updates moments [2, N] and weights [N] by clip times gradient [N]. */
export function plainAdamw(
  weights: Tensor,
  moments: Tensor,
  gradient: TensorInfo,
  { rate, beta1, beta2, epsilon, decay, clip, step }: AdamwNumbers,
): void {
  const [w, both, g] = [elementsOf(weights), elementsOf(moments), elementsOf(gradient)];
  const count = w.length;
  const meanScale = 1 / (1 - beta1 ** step);
  const squareScale = 1 / (1 - beta2 ** step);
  for (let i = 0; i < count; i++) {
    const slope = clip * g[i]!;
    const mean = beta1 * both[i]! + (1 - beta1) * slope;
    const square = beta2 * both[count + i]! + (1 - beta2) * slope * slope;
    both[i] = mean;
    both[count + i] = square;
    w[i]! -= rate * ((mean * meanScale) / (Math.sqrt(square * squareScale) + epsilon) + decay * w[i]!);
  }
}

/**
 * The length of the gradient, as a tensor []. No product of TensorFlow.js: its WebAssembly backend keeps a packed copy of
 * the second factor, which a gradient that is written in place makes stale.
 */
export function plainGradientNorm(gradient: TensorInfo): Tensor {
  const slopes = elementsOf(gradient);
  let square = 0;
  for (let i = 0; i < slopes.length; i++) square += slopes[i]! ** 2;
  return scalar(Math.sqrt(square));
}
