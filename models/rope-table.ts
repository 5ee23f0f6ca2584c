/**
 * The angles of rotary position embedding (Su et al. 2021), the same for GPU and processor.
 * Not here: the rotation (kernels/rope.ts, plain/operations.ts).
 */
import { type Tensor, tensor } from '@tensorflow/tfjs';

/** cos and sin of position · theta^(-2i / D), [T, D / 2, 2], rounded to float32 as PyTorch and the ONNX export do. */
export function ropeTable(positions: number, headSize: number, theta: number): Tensor {
  const half = headSize / 2;
  const table = new Float32Array(positions * headSize);
  for (let i = 0; i < half; i++) {
    const frequency = Math.fround(1 / Math.fround(theta ** (i / half)));
    for (let position = 0; position < positions; position++) {
      const angle = Math.fround(position * frequency);
      table[(position * half + i) * 2] = Math.cos(angle);
      table[(position * half + i) * 2 + 1] = Math.sin(angle);
    }
  }
  return tensor(table, [positions, half, 2]); // [T, D / 2, 2]
}
