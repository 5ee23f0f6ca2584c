/** One step of AdamW on the GPU, and the gradient's length. Not here: the state and the clipping (../optimizer.ts). */
import { dot, sqrt, type Tensor, type Tensor1D, type TensorInfo, tidy } from '@tensorflow/tfjs';
import type { AdamwNumbers } from '../optimizer.ts';
import weightSource from './adamw.wgsl?raw';
import momentSource from './adamw-moments.wgsl?raw';
import { groupGrid, runKernel } from './program.ts';

/** Updates moments [2, N] and weights [N] by clip times gradient [N]. */
export function adamwInPlace(
  weights: Tensor,
  moments: Tensor,
  gradient: TensorInfo,
  numbers: AdamwNumbers,
): void {
  const { rate, beta1, beta2, epsilon, decay, clip, step } = numbers;
  runKernel({
    name: 'adamw-moments',
    source: momentSource,
    inputs: { gradient: { tensor: gradient } },
    integers: { N: weights.size },
    floats: { beta1, beta2, clip },
    groups: groupGrid(weights.size),
    output: { into: moments },
  }); // [2, N]
  runKernel({
    name: 'adamw',
    source: weightSource,
    inputs: { moments: { tensor: moments } },
    integers: { N: weights.size },
    floats: { rate, mScale: 1 / (1 - beta1 ** step), vScale: 1 / (1 - beta2 ** step), epsilon, decay },
    groups: groupGrid(weights.size),
    output: { into: weights },
  }); // [N]
}

/** The length of the gradient [N], as a tensor []. */
export function gradientNorm(gradient: Tensor): Tensor {
  return tidy(() => sqrt(dot(gradient as Tensor1D, gradient as Tensor1D)));
}
