/** Softmax of attention scores over the places up to the row's own, in place, and its gradient. */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import forwardSource from './causal-softmax.wgsl?raw';
import gradientSource from './causal-softmax-gradient.wgsl?raw';
import { groupGrid, runKernel } from './program.ts';

/** Turns scores [.., T, T] into attention shares; what lies above the diagonal is not read and becomes 0. */
export function causalSoftmaxInPlace(scores: Tensor): Tensor {
  const places = scores.shape.at(-1)!;
  const rows = scores.size / places;
  return runKernel({
    name: 'causal-softmax',
    source: forwardSource,
    inputs: {},
    integers: { rows, T: places },
    groups: groupGrid(rows),
    output: { into: scores },
  }); // [.., T, T]
}

/** Turns the gradient of the shares [.., T, T] into scale times that of the scores. */
export function causalSoftmaxGradientInPlace(dShares: Tensor, shares: TensorInfo, scale: number): Tensor {
  const places = dShares.shape.at(-1)!;
  const rows = dShares.size / places;
  return runKernel({
    name: 'causal-softmax-gradient',
    source: gradientSource,
    inputs: { p: { tensor: shares } },
    integers: { rows, T: places },
    floats: { scale },
    groups: groupGrid(rows),
    output: { into: dShares },
  }); // [.., T, T]
}
