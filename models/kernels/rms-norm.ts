/** RMS norm over the rows of a matrix, and its gradient. Not here: its weights, which are frozen. */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import { runKernel, threads } from './program.ts';
import forwardSource from './rms-norm.wgsl?raw';
import gradientSource from './rms-norm-gradient.wgsl?raw';

/** y [M, H] of x [M, H] and weight [H]. */
export function rmsNorm(x: Tensor, weight: TensorInfo, epsilon: number): Tensor {
  const [rows, width] = x.shape as [number, number];
  return runKernel({
    name: 'rms-norm',
    source: forwardSource,
    inputs: { x: { tensor: x, components: 4 }, weight: { tensor: weight, components: 4 } },
    integers: { M: rows, H: width },
    floats: { epsilon },
    groups: [Math.ceil(rows / threads)],
    output: { shape: [rows, width] },
    outputComponents: 4,
  }); // [M, H]
}

/** dx [M, H] of dy [M, H] at x [M, H], plus the gradient that passes by the norm, residual [M, H]. */
export function rmsNormGradient(
  x: Tensor,
  dy: TensorInfo,
  weight: TensorInfo,
  epsilon: number,
  residual: TensorInfo | null,
): Tensor {
  const [rows, width] = x.shape as [number, number];
  return runKernel({
    name: 'rms-norm-gradient',
    source: gradientSource,
    inputs: {
      x: { tensor: x, components: 4 },
      dy: { tensor: dy, components: 4 },
      weight: { tensor: weight, components: 4 },
      residual: { tensor: residual ?? x, components: 4 },
    },
    integers: { M: rows, H: width, hasResidual: residual ? 1 : 0 },
    floats: { epsilon },
    groups: [Math.ceil(rows / threads)],
    output: { shape: [rows, width] },
    outputComponents: 4,
  }); // [M, H]
}
