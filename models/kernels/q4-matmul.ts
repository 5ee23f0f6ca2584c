/**
 * A linear layer on frozen 4-bit weights with its LoRA branch, and its gradient (QLoRA, Dettmers et al. 2023): the
 * weights stay packed in memory. Not here: reading them from a file (../weights.ts), the LoRA products (../lora.ts).
 */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import { runKernel, threads } from './program.ts';
import forwardSource from './q4-matmul.wgsl?raw';
import gradientSource from './q4-matmul-gradient.wgsl?raw';
import { quadTile, wordTile } from './tile.ts';

/** A frozen linear layer W [outFeatures, inFeatures] in blocks of 32 weights that share a scale. */
export interface Q4Matrix {
  readonly outFeatures: number;
  readonly inFeatures: number;
  /** int32 [outFeatures · inFeatures / 8]: eight 4-bit codes a word, the lowest bits first. */
  readonly words: TensorInfo;
  /** [outFeatures · inFeatures / 32, 2]: scale and -zero point · scale, so that weight = code · scale + offset. */
  readonly blocks: TensorInfo;
}

/** A LoRA matrix within the flat adapter. */
export interface LoraBranch {
  /** x · Aᵀ in the forward pass, scale · dy · B in the backward pass; [M, rank]. */
  readonly projected: TensorInfo;
  /** The flat adapter. */
  readonly lora: TensorInfo;
  /** The first element of B (forward) or A (backward) in it, a multiple of 4. */
  readonly at: number;
  /** Padded to a multiple of 4. */
  readonly rank: number;
}

/** y [M, N] = x [M, K] · Wᵀ + scale · u · Bᵀ (+ residual [M, N]). */
export function q4Matmul(
  x: TensorInfo,
  rows: number,
  weight: Q4Matrix,
  branch: LoraBranch,
  scale: number,
  residual: TensorInfo | null,
): Tensor {
  const tile = quadTile(weight.outFeatures);
  return runKernel({
    name: 'q4-matmul',
    source: forwardSource,
    constants: { ...tile, FOUR: 4 },
    inputs: {
      x: { tensor: x, components: 4 },
      words: { tensor: weight.words },
      blocks: { tensor: weight.blocks, components: 2 },
      u: { tensor: branch.projected, components: 4 },
      lora: { tensor: branch.lora, components: 4 },
      residual: { tensor: residual ?? x, components: 4 },
    },
    integers: {
      M: rows,
      N: weight.outFeatures,
      K: weight.inFeatures,
      R4: branch.rank / 4,
      loraAt: branch.at / 4,
      // Without a residual another input stands in its place and is not read: one pipeline for both.
      hasResidual: residual ? 1 : 0,
    },
    floats: { scale },
    groups: [
      Math.ceil(weight.outFeatures / 4 / (tile.LANES * tile.QUADS)),
      Math.ceil(rows / ((threads / tile.LANES) * tile.ROWS)),
    ],
    output: { shape: [rows, weight.outFeatures] },
    outputComponents: 4,
  }); // [M, N]
}

/** dx [M, K] = dy [M, N] · W + du · A (+ residual [M, K]). */
export function q4MatmulGradient(
  dy: TensorInfo,
  rows: number,
  weight: Q4Matrix,
  branch: LoraBranch,
  residual: TensorInfo | null,
): Tensor {
  const tile = wordTile();
  return runKernel({
    name: 'q4-matmul-gradient',
    source: gradientSource,
    constants: { ...tile, FOUR: 4 },
    inputs: {
      dy: { tensor: dy, components: 4 },
      words: { tensor: weight.words },
      blocks: { tensor: weight.blocks, components: 2 },
      du: { tensor: branch.projected, components: 4 },
      lora: { tensor: branch.lora, components: 4 },
      residual: { tensor: residual ?? dy, components: 4 },
    },
    integers: {
      M: rows,
      N: weight.outFeatures,
      K: weight.inFeatures,
      R4: branch.rank / 4,
      loraAt: branch.at / 4,
      hasResidual: residual ? 1 : 0,
    },
    groups: [
      Math.ceil(weight.inFeatures / 8 / (tile.LANES * tile.WORDS)),
      Math.ceil(rows / ((threads / tile.LANES) * tile.ROWS)),
    ],
    output: { shape: [rows, weight.inFeatures] },
    outputComponents: 4,
  }); // [M, K]
}
