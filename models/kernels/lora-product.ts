/**
 * The products of the backward pass with LoRA's matrices alone, for one module or for several that are one above another
 * in one frozen matrix. With s the adapter's scale:
 *
 *   du = s · dy · B      dA = duᵀ · x      dB = s · dyᵀ · u
 *
 * Not here: the products with frozen weights, which also add the branch (frozen-matmul.ts); x · Aᵀ (matmul.ts).
 */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import { boundPair } from './frozen-matmul.ts';
import gradientsSource from './lora-gradients.wgsl?raw';
import projectSource from './lora-project-gradient.wgsl?raw';
import { runKernel } from './program.ts';
import { narrowTile, outerTile, sharing } from './tile.ts';

/** The LoRA matrices of one module, or of several one above another, in the flat adapter and in its gradient. */
export interface LoraMatrices {
  readonly inFeatures: number;
  /** Of all modules. */
  readonly outFeatures: number;
  /** Of one module, padded to a multiple of 4. */
  readonly rank: number;
  /** Outputs where the second and the third module begin, multiples of 4; empty for a single module. */
  readonly bounds: readonly number[];
  /** The first element of A [modules · rank, inFeatures], a multiple of 4. */
  readonly atA: number;
  /** The first element of B [outFeatures, rank], a multiple of 4. */
  readonly atB: number;
}

/** du [M, modules · rank] = scale · dy [M, outFeatures] · B, where each output goes into its module's columns. */
export function loraProjectGradient(
  dy: TensorInfo,
  rows: number,
  lora: TensorInfo,
  { outFeatures, rank, bounds, atB }: LoraMatrices,
  scale: number,
): Tensor {
  const tile = narrowTile(rank);
  const modules = bounds.length + 1;
  const jobs = Math.ceil(rows / tile.ROWS) * modules * Math.ceil(rank / 4 / tile.NARROW);
  return runKernel({
    name: 'lora-project-gradient',
    source: projectSource,
    constants: { ...tile, ...sharing(tile), FOUR: 4 },
    inputs: { dy: { tensor: dy, components: 4 }, lora: { tensor: lora, components: 4 } },
    integers: { M: rows, N: outFeatures, R4: rank / 4, modules, loraAt: atB / 4, ...boundPair(bounds) },
    floats: { scale },
    groups: [Math.ceil(jobs / tile.JOBS)],
    output: { shape: [rows, modules * rank] },
    outputComponents: 4,
  }); // [M, modules · rank]
}

/** What the gradients of A and B are computed from. */
export interface LoraGradientInputs {
  /** The layer's input, [M, inFeatures]. */
  readonly x: Tensor;
  /** x · Aᵀ, [M, modules · rank]. */
  readonly u: TensorInfo;
  /** The gradient of the layer's output, [M, outFeatures]. */
  readonly dy: TensorInfo;
  /** The gradient of u (loraProjectGradient), [M, modules · rank]. */
  readonly du: TensorInfo;
}

/**
 * Writes dA and dB into `gradient`, which is laid out as the flat adapter, or adds them with `isAdded` (gradient
 * accumulation).
 */
export function loraMatrixGradients(
  { x, u, dy, du }: LoraGradientInputs,
  rows: number,
  { inFeatures, outFeatures, rank, bounds, atA, atB }: LoraMatrices,
  scale: number,
  gradient: Tensor,
  isAdded: boolean,
): void {
  const tile = outerTile(rank, bounds);
  const jobs =
    Math.ceil(inFeatures / 4 / tile.WIDE) * Math.ceil(((bounds.length + 1) * rank) / 4 / tile.NARROW) +
    Math.ceil(outFeatures / 4 / tile.WIDE) * Math.ceil(rank / 4 / tile.NARROW);
  runKernel({
    name: 'lora-gradients',
    source: gradientsSource,
    constants: { ...tile, ...sharing(tile), FOUR: 4 },
    inputs: {
      x: { tensor: x, components: 4 },
      u: { tensor: u, components: 4 },
      dy: { tensor: dy, components: 4 },
      du: { tensor: du, components: 4 },
    },
    integers: {
      M: rows,
      N: outFeatures,
      K: inFeatures,
      R4: rank / 4,
      U4: (rank / 4) * (bounds.length + 1),
      atA: atA / 4,
      atB: atB / 4,
      accumulate: isAdded ? 1 : 0,
      ...boundPair(bounds),
    },
    floats: { scale },
    groups: [Math.ceil(jobs / tile.JOBS)],
    output: { into: gradient },
    outputComponents: 4,
  });
}
