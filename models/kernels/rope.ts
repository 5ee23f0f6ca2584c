/** Rotary position embedding of queries and keys. Not here: turning gradients back (attention.ts). */
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

/** Turns the first `turned` columns of x [M, W], heads of `headSize`, by the places of its rows within their sequences. */
export function ropeInPlace(
  x: Tensor,
  table: TensorInfo,
  places: number,
  headSize: number,
  turned: number,
): Tensor {
  const [rows, width] = x.shape as [number, number];
  return runKernel({
    name: 'rope',
    source,
    inputs: { table: { tensor: table, components: 4 } },
    integers: { M: rows, W: width, T: places, D: headSize, turned },
    groups: groupGrid((rows * turned) / 8),
    output: { into: x },
    outputComponents: 4,
  }); // [M, W]
}
