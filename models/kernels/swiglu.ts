/** The gated activation of the decoder's MLP, and its gradients. */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import { groupGrid, runKernel } from './program.ts';
import forwardSource from './swiglu.wgsl?raw';
import gradientSource from './swiglu-gradient.wgsl?raw';

/** silu(gate) · up, [M, F]. */
export function swiglu(gate: Tensor, up: TensorInfo): Tensor {
  const quads = gate.size / 4;
  return runKernel({
    name: 'swiglu',
    source: forwardSource,
    inputs: { gate: { tensor: gate, components: 4 }, up: { tensor: up, components: 4 } },
    integers: { quads },
    groups: groupGrid(quads),
    output: { shape: gate.shape },
    outputComponents: 4,
  }); // [M, F]
}

/** The gradients of gate and up, each [M, F], from dy [M, F]. */
export function swigluGradient(gate: Tensor, up: TensorInfo, dy: TensorInfo): { dGate: Tensor; dUp: Tensor } {
  const quads = gate.size / 4;
  const gradient = (isUp: boolean) =>
    runKernel({
      name: 'swiglu-gradient',
      source: gradientSource,
      constants: { FOR_UP: isUp ? 1 : 0, FOR_GATE: isUp ? 0 : 1 },
      inputs: {
        gate: { tensor: gate, components: 4 },
        dy: { tensor: dy, components: 4 },
        ...(!isUp && { up: { tensor: up, components: 4 } as const }),
      },
      integers: { quads },
      groups: groupGrid(quads),
      output: { shape: gate.shape },
      outputComponents: 4,
    });
  return { dGate: gradient(false), dUp: gradient(true) }; // [M, F], [M, F]
}
