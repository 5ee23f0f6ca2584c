/** The gated activation of the decoder's feed-forward block, and its gradient. */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import { groupGrid, runKernel } from './program.ts';
import forwardSource from './swiglu.wgsl?raw';
import gradientSource from './swiglu-gradient.wgsl?raw';

/** silu(gate) · up [M, F], from gate and up side by side [M, 2 · F]. */
export function swiglu(gateUp: Tensor): Tensor {
  const [rows, width] = gateUp.shape as [number, number];
  const quads = gateUp.size / 8;
  return runKernel({
    name: 'swiglu',
    source: forwardSource,
    inputs: { gateUp: { tensor: gateUp, components: 4 } },
    integers: { quads, F4: width / 8 },
    groups: groupGrid(quads),
    output: { shape: [rows, width / 2] },
    outputComponents: 4,
  }); // [M, F]
}

/** Overwrites gate and up, side by side [M, 2 · F], with their gradients from dy [M, F]. */
export function swigluGradientInPlace(gateUp: Tensor, dy: TensorInfo): Tensor {
  const quads = gateUp.size / 8;
  return runKernel({
    name: 'swiglu-gradient',
    source: gradientSource,
    inputs: { dy: { tensor: dy, components: 4 } },
    integers: { quads, F4: gateUp.shape[1]! / 8 },
    groups: groupGrid(quads),
    output: { into: gateUp },
    outputComponents: 4,
  }); // [M, 2 · F]
}
