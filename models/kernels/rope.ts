/** Rotary position embedding of queries and keys. Not here: the angles (../rope-table.ts), the gradient (attention.ts). */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import { groupGrid, runKernel } from './program.ts';
import source from './rope.wgsl?raw';

/**
 * Rotates the first `rotated` columns of x [M, W], heads of `headSize`, by the positions of the rows in their
 * sequences.
 */
export function ropeInPlace(
  x: Tensor,
  table: TensorInfo,
  positions: number,
  headSize: number,
  rotated: number,
): Tensor {
  const [rows, width] = x.shape as [number, number];
  return runKernel({
    name: 'rope',
    source,
    inputs: { table: { tensor: table, components: 4 } },
    integers: { M: rows, W: width, T: positions, D: headSize, turned: rotated },
    groups: groupGrid((rows * rotated) / 8),
    output: { into: x },
    outputComponents: 4,
  }); // [M, W]
}
