/** Cross-entropy of rows of logits against labels, and its gradient. Not here: the logits (../loss.ts). */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import forwardSource from './cross-entropy.wgsl?raw';
import gradientSource from './cross-entropy-gradient.wgsl?raw';
import { threads } from './module.ts';
import { groupGrid, runKernel } from './program.ts';

/** [R, 2]: the logarithm of each row's sum of exponentials, and its cross-entropy in nats. A label below 0 gives 0. */
export function crossEntropy(logits: TensorInfo, labels: TensorInfo): Tensor {
  const [rows, vocabulary] = logits.shape as [number, number];
  return runKernel({
    name: 'cross-entropy',
    source: forwardSource,
    inputs: { logits: { tensor: logits }, labels: { tensor: labels } },
    integers: { R: rows, V: vocabulary },
    groups: [Math.ceil(rows / threads)],
    output: { shape: [rows, 2] },
  }); // [R, 2]
}

/** Overwrites logits [R, V] with weight times the gradient of each row's cross-entropy. */
export function crossEntropyGradientInPlace(
  logits: Tensor,
  losses: TensorInfo,
  labels: TensorInfo,
  weight: number,
): Tensor {
  const [rows, vocabulary] = logits.shape as [number, number];
  return runKernel({
    name: 'cross-entropy-gradient',
    source: gradientSource,
    inputs: { losses: { tensor: losses }, labels: { tensor: labels } },
    integers: { R: rows, V: vocabulary },
    floats: { weight },
    groups: groupGrid(rows * vocabulary),
    output: { into: logits },
  }); // [R, V]
}
