/** One step of AdamW on the processor, in place: what kernels/adamw.ts does on the GPU. Not here: the state (optimizer.ts). */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import type { AdamwNumbers } from './kernels/adamw.ts';
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
