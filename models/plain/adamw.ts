/**
 * One step of AdamW on the processor, in place, and the length of the gradient: plain loops over the memory of
 * TensorFlow.js' backend. Not here: the state and the clipping (../optimizer.ts), the same on the GPU
 * (../kernels/adamw.ts).
 */
import { scalar, type Tensor, type TensorInfo } from '@tensorflow/tfjs';
import type { AdamwNumbers } from '../optimizer.ts';
import { elementsOf } from './processor.ts';

/** Updates weights [N] and moments [2, N] by clip times gradient [N]. */
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
 * The length of the gradient [N], as a tensor []. Not by a product of TensorFlow.js: its WebAssembly backend keeps a
 * packed copy of the second factor, which would be out of date after the gradient was written in place.
 */
export function plainGradientNorm(gradient: TensorInfo): Tensor {
  const slopes = elementsOf(gradient);
  let square = 0;
  for (let i = 0; i < slopes.length; i++) square += slopes[i]! ** 2;
  return scalar(Math.sqrt(square));
}
