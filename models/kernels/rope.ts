/** Rotary position embedding of queries and keys, and its inverse, which is its gradient. */
import { type Tensor, type TensorInfo, tensor } from '@tensorflow/tfjs';
import { groupGrid, runKernel } from './program.ts';
import source from './rope.wgsl?raw';

/** (cos, sin) of place · theta^(-2i / D), [T, D / 2, 2], in the float32 steps PyTorch and the ONNX export take. */
export function ropeTable(places: number, headSize: number, theta: number): Tensor {
  const half = headSize / 2;
  const table = new Float32Array(places * headSize);
  for (let i = 0; i < half; i++) {
    const frequency = Math.fround(1 / Math.fround(theta ** (i / half)));
    for (let place = 0; place < places; place++) {
      const angle = Math.fround(place * frequency);
      table[(place * half + i) * 2] = Math.cos(angle);
      table[(place * half + i) * 2 + 1] = Math.sin(angle);
    }
  }
  return tensor(table, [places, half, 2]); // [T, D / 2, 2]
}

/** x [M, W] turned by the places of its rows within sequences of `places`; direction -1 turns back. */
export function rope(
  x: TensorInfo,
  table: TensorInfo,
  places: number,
  headSize: number,
  direction: 1 | -1,
): Tensor {
  const [rows, width] = x.shape as [number, number];
  return runKernel({
    name: 'rope',
    source,
    inputs: { x: { tensor: x, components: 4 }, table: { tensor: table, components: 4 } },
    integers: { M: rows, W: width, T: places, D: headSize },
    floats: { direction },
    groups: groupGrid((rows * width) / 8),
    output: { shape: [rows, width] },
    outputComponents: 4,
  }); // [M, W]
}
