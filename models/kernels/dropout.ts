/** Dropout on the GPU. Not here: the mask as a function (../dropout-mask.ts), where dropout applies (lora-dropout.ts). */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import { leastKept } from '../dropout-mask.ts';
import source from './dropout.wgsl?raw';
import { groupGrid, runKernel } from './program.ts';

/** x [..] with the mask of `key`: kept elements are multiplied by 1 / (1 - rate), others are 0. Plus base [..], if any. */
export function dropout(x: Tensor, rate: number, key: number, base: TensorInfo | null): Tensor {
  const quads = x.size / 4;
  return runKernel({
    name: 'dropout',
    source,
    inputs: { x: { tensor: x, components: 4 }, base: { tensor: base ?? x, components: 4 } },
    integers: { quads, key: key | 0, least: leastKept(rate) | 0, hasBase: base ? 1 : 0 },
    floats: { scale: 1 / (1 - rate) },
    groups: groupGrid(quads),
    output: { shape: x.shape },
    outputComponents: 4,
  }); // [..]
}
