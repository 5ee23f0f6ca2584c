/** RMS norm over the rows of a matrix, and its gradient. Not here: its weights, which are frozen. */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import { threads } from './module.ts';
import { emptyTensor, runKernel } from './program.ts';
import forwardSource from './rms-norm.wgsl?raw';
import gradientSource from './rms-norm-gradient.wgsl?raw';
import { rowTile, sharing } from './tile.ts';

/** y [M, H] of x [M, H] and weight [H]. */
export const rmsNorm = (x: Tensor, weight: TensorInfo, epsilon: number): Tensor =>
  norm(x, weight, epsilon, null); // [M, H]

/** A of a layer's LoRA branches, [columns, H] from element `at` of the flat adapter. */
interface NormBranch {
  readonly lora: TensorInfo;
  /** A multiple of 4. */
  readonly at: number;
  /** A multiple of 4, at most `mostNormColumns`. */
  readonly columns: number;
}

/** The most columns that rmsNormProject can compute: a thread holds a sum for each. */
export const mostNormColumns = 48;

/** As rmsNorm, and also u [M, columns] = y · Aᵀ, in the same dispatch. */
export function rmsNormProject(
  x: Tensor,
  weight: TensorInfo,
  epsilon: number,
  branch: NormBranch,
): { y: Tensor; u: Tensor } {
  const u = emptyTensor([x.shape[0]!, branch.columns]);
  return { y: norm(x, weight, epsilon, { ...branch, u }), u }; // [M, H], [M, columns]
}

function norm(
  x: Tensor,
  weight: TensorInfo,
  epsilon: number,
  branch: (NormBranch & { readonly u: Tensor }) | null,
): Tensor {
  const [rows, width] = x.shape as [number, number];
  const tile = rowTile();
  const { SHARED, ALONE } = sharing(tile);
  const QUADS = branch ? branch.columns / 4 : 0;
  return runKernel({
    name: 'rms-norm',
    source: forwardSource,
    constants: {
      ...tile,
      SHARED,
      ALONE,
      QUADS,
      FOUR: 4,
      PARTS: Math.max(1, QUADS),
      PROJECTS_SHARED: branch ? SHARED : 0,
      PROJECTS_ALONE: branch ? ALONE : 0,
    },
    inputs: {
      x: { tensor: x, components: 4 },
      weight: { tensor: weight, components: 4 },
      ...(branch && { lora: { tensor: branch.lora, components: 4 } as const }),
    },
    integers: { M: rows, H: width, loraAt: branch ? branch.at / 4 : 0 },
    floats: { epsilon },
    groups: [Math.ceil(rows / ((threads / tile.SPLITS) * tile.ROWS))],
    output: { shape: [rows, width] },
    outputComponents: 4,
    ...(branch && { beside: { u: { tensor: branch.u, components: 4 } as const } }),
  }); // [M, H]
}

/** dx [M, H] from dy [M, H] and the input x [M, H]; plus residual [M, H], if any. */
export function rmsNormGradient(
  x: Tensor,
  dy: TensorInfo,
  weight: TensorInfo,
  epsilon: number,
  residual: TensorInfo | null,
): Tensor {
  const [rows, width] = x.shape as [number, number];
  const { SPLITS } = rowTile();
  return runKernel({
    name: 'rms-norm-gradient',
    source: gradientSource,
    constants: { SPLITS, ...sharing({ SPLITS }) },
    inputs: {
      x: { tensor: x, components: 4 },
      dy: { tensor: dy, components: 4 },
      weight: { tensor: weight, components: 4 },
      residual: { tensor: residual ?? x, components: 4 },
    },
    integers: { M: rows, H: width, hasResidual: residual ? 1 : 0 },
    floats: { epsilon },
    groups: [Math.ceil((rows * SPLITS) / threads)],
    output: { shape: [rows, width] },
    outputComponents: 4,
  }); // [M, H]
}
