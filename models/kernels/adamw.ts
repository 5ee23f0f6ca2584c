/** One step of AdamW on the GPU, in place. Not here: the state and the clipping (../optimizer.ts). */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import weightSource from './adamw.wgsl?raw';
import momentSource from './adamw-moments.wgsl?raw';
import { groupGrid, runKernel } from './program.ts';

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
