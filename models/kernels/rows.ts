/** Picks rows of a matrix. Not here: which ones (../batch.ts). */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import { groupGrid, runKernel } from './program.ts';
import source from './rows.wgsl?raw';

/** The rows [R, H] of x [M, H] with the given numbers, int32 [R]; a row of zeros for a number of M or more. */
export function takeRows(x: Tensor, rows: TensorInfo): Tensor {
  const [rowCount, width] = x.shape as [number, number];
  const count = rows.shape[0]!;
  return runKernel({
    name: 'rows',
    source,
    inputs: { x: { tensor: x, components: 4 }, rows: { tensor: rows } },
    integers: { M: rowCount, R: count, H4: width / 4 },
    groups: groupGrid((count * width) / 4),
    output: { shape: [count, width] },
    outputComponents: 4,
  }); // [R, H]
}
