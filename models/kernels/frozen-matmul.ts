/**
 * A linear layer on frozen weights with its LoRA branch, and its gradient (QLoRA, Dettmers et al. 2023). The weights
 * stay packed in memory. Several modules that read the same input (q, k and v; gate and up) can be one above another in
 * one matrix: one product then computes them all. Each product has several tilings, of which a card's first test chooses
 * (../gpu/time-tilings.ts).
 * Not here: reading weights from a file (../weights.ts), the products with A and B alone (lora-product.ts).
 */
import { type Tensor, type TensorInfo, tensor1d, tensor2d } from '@tensorflow/tfjs';
import type { FrozenMatrix } from '../frozen-matrix.ts';
import { fewRows } from '../gpu/tiling-choice.ts';
import forwardSource from './frozen-matmul.wgsl?raw';
import gradientSource from './frozen-matmul-gradient.wgsl?raw';
import stagedSource from './frozen-matmul-staged.wgsl?raw';
import { type KernelInput, threads } from './module.ts';
import { runKernel } from './program.ts';
import { eightTile, longSum, quadTile, type StagedTile, sharing, stagedTile } from './tile.ts';

/** A FrozenMatrix W [outFeatures, inFeatures] on the GPU. */
export interface GpuMatrix {
  readonly outFeatures: number;
  readonly inFeatures: number;
  readonly bits: FrozenMatrix['bits'];
  readonly blockSize: number;
  /** int32 [outFeatures · inFeatures · bits / 32] */
  readonly words: TensorInfo;
  /** [outFeatures · inFeatures / blockSize, 2]: scale and offset of each block; null for floats. */
  readonly blocks: TensorInfo | null;
}

/**
 * Puts a matrix on the GPU, still packed; `upload` moves a tensor there and keeps it. Throws if the kernels, which read
 * eight weights of four rows at a time, cannot read it.
 */
export function uploadMatrix(matrix: FrozenMatrix, upload: (fresh: Tensor) => Tensor): GpuMatrix {
  const { outFeatures, inFeatures, bits, blockSize, words, blocks } = matrix;
  const unit = blocks ? blockSize : 8;
  if (outFeatures % 4 !== 0 || inFeatures % unit !== 0) {
    throw new Error(
      `Expected weights of a multiple of 4 outputs and of ${unit} inputs, got ${outFeatures} and ${inFeatures}. The GPU's products are not made for this model.`,
    );
  }
  return {
    outFeatures,
    inFeatures,
    bits,
    blockSize,
    words: upload(tensor1d(words, 'int32')),
    blocks: blocks && upload(tensor2d(blocks, [blocks.length / 2, 2])),
  };
}

/**
 * The LoRA branch of one module, or of g modules one above another in W. Their A are one after another in the flat
 * adapter, A [g · rank, inFeatures], and so are their B, B [outFeatures, rank]. With u = x · Aᵀ [M, g · rank], an output
 * of the second module uses the second `rank` columns of u. A module without a branch has zeros in A and B, whose
 * gradients are then zero too.
 */
interface LoraBranch {
  /** Forward x · Aᵀ; backward scale · dy · B, where each output goes into its module's columns; [M, g · rank]. */
  readonly projected: TensorInfo;
  /** The flat adapter. */
  readonly lora: TensorInfo;
  /** The first element of B (forward) or A (backward) in it, a multiple of 4. */
  readonly at: number;
  /** Of one module, padded to a multiple of 4. */
  readonly rank: number;
  /** Rows of W where the second and the third module begin, multiples of 4; empty for a single module. */
  readonly bounds: readonly number[];
}

/** Bounds as two numbers; a missing one is larger than any row. */
export const boundPair = (bounds: readonly number[]): { bound1: number; bound2: number } => {
  if (bounds.length > 2) throw new Error(`Expected at most 3 modules in a matrix, got ${bounds.length + 1}.`);
  const [bound1 = 2 ** 31 - 1, bound2 = 2 ** 31 - 1] = bounds;
  return { bound1, bound2 };
};

/** How the kernels unpack W. */
const format = ({ bits }: GpuMatrix): Record<string, number> => ({
  CODES: bits <= 8 ? 1 : 0,
  CODES4: bits === 4 ? 1 : 0,
  CODES8: bits === 8 ? 1 : 0,
  FLOATS16: bits === 16 ? 1 : 0,
  FLOATS32: bits === 32 ? 1 : 0,
});

/** W as the kernels read it. Eight weights are bits / 4 words: one element, or two for 32-bit floats. */
function packed({ bits, words, blocks }: GpuMatrix): Record<string, KernelInput> {
  const input: KernelInput =
    bits === 4 ? { tensor: words } : { tensor: words, components: bits === 8 ? 2 : 4 };
  return blocks ? { words: input, blocks: { tensor: blocks, components: 2 } } : { words: input };
}

/** Numbers that both kernels need: the sizes, how W is divided into blocks, and whether a residual is added. */
const sizes = (
  rows: number,
  { outFeatures, inFeatures, blocks, blockSize }: GpuMatrix,
  residual: TensorInfo | null,
) => ({
  M: rows,
  N: outFeatures,
  K: inFeatures,
  blockShift: blocks ? Math.log2(blockSize / 8) : 0,
  hasResidual: residual ? 1 : 0,
});

/** The branch as kernels read it that sum over u. */
const branchInputs = (branch: LoraBranch | null): Record<string, KernelInput> => ({
  ...(branch && {
    u: { tensor: branch.projected, components: 4 },
    lora: { tensor: branch.lora, components: 4 },
  }),
});

/** Numbers of a branch: its sizes, where its matrix begins, and where its modules do. */
const branchSizes = (branch: LoraBranch | null): Record<string, number> => ({
  ...(branch && {
    R4: branch.rank / 4,
    U4: (branch.rank / 4) * (branch.bounds.length + 1),
    loraAt: branch.at / 4,
    ...boundPair(branch.bounds),
  }),
});

/** y [M, N] = x [M, K] · Wᵀ + scale · u · Bᵀ (+ residual [M, N]). */
export function frozenMatmul(
  x: TensorInfo,
  rows: number,
  weight: GpuMatrix,
  branch: LoraBranch | null,
  scale: number,
  residual: TensorInfo | null,
): Tensor {
  const staged = stagedTile(rows > fewRows ? 'forward' : 'forwardFewRows');
  if (staged) return stagedProduct(x, rows, weight, branch, scale, residual, staged, true);
  const tile = quadTile(weight.outFeatures);
  return runKernel({
    name: 'frozen-matmul',
    source: forwardSource,
    constants: { ...tile, ...format(weight), FOUR: 4, BRANCH: branch ? 1 : 0 },
    inputs: {
      x: { tensor: x, components: 4 },
      ...packed(weight),
      // Without a residual another input is bound instead and is not read, so that one pipeline serves both cases.
      residual: { tensor: residual ?? x, components: 4 },
      ...branchInputs(branch),
    },
    integers: { ...sizes(rows, weight, residual), ...branchSizes(branch) },
    floats: { ...(branch && { scale }) },
    groups: [
      Math.ceil(weight.outFeatures / 4 / (tile.LANES * tile.QUADS)),
      Math.ceil(rows / ((threads / tile.LANES) * tile.ROWS)),
    ],
    output: { shape: [rows, weight.outFeatures] },
    outputComponents: 4,
  }); // [M, N]
}

/** dx [M, K] = dy [M, N] · W + du · A (+ residual [M, K]). */
export function frozenMatmulGradient(
  dy: TensorInfo,
  rows: number,
  weight: GpuMatrix,
  branch: LoraBranch | null,
  residual: TensorInfo | null,
): Tensor {
  // A card would have too few workgroups for sums as long as a vocabulary, which the other kernel divides among threads.
  const staged = weight.outFeatures < longSum ? stagedTile('gradient') : null;
  if (staged) return stagedProduct(dy, rows, weight, branch, 1, residual, staged, false);
  const tile = eightTile(weight.outFeatures);
  return runKernel({
    name: 'frozen-matmul-gradient',
    source: gradientSource,
    constants: { ...tile, ...sharing(tile), ...format(weight), FOUR: 4, BRANCH: branch ? 1 : 0 },
    inputs: {
      dy: { tensor: dy, components: 4 },
      ...packed(weight),
      residual: { tensor: residual ?? dy, components: 4 },
      ...(branch && {
        du: { tensor: branch.projected, components: 4 },
        lora: { tensor: branch.lora, components: 4 },
      }),
    },
    integers: {
      ...sizes(rows, weight, residual),
      ...(branch && { U4: (branch.rank / 4) * (branch.bounds.length + 1), loraAt: branch.at / 4 }),
    },
    groups: [
      Math.ceil(weight.inFeatures / 8 / (tile.LANES * tile.EIGHTS)),
      Math.ceil(rows / ((threads / tile.LANES / tile.SPLITS) * tile.ROWS)),
    ],
    output: { shape: [rows, weight.inFeatures] },
    outputComponents: 4,
  }); // [M, K]
}

/** Either product with tiles in workgroup memory. `left` is x [M, K], or dy [M, N]; the result [M, N], or [M, K]. */
function stagedProduct(
  left: TensorInfo,
  rows: number,
  weight: GpuMatrix,
  branch: LoraBranch | null,
  scale: number,
  residual: TensorInfo | null,
  tile: StagedTile,
  isForward: boolean,
): Tensor {
  const columns = isForward ? weight.outFeatures : weight.inFeatures;
  return runKernel({
    name: 'frozen-matmul-staged',
    source: stagedSource,
    constants: {
      ...tile,
      ...format(weight),
      FOUR: 4,
      BRANCH: branch ? 1 : 0,
      FORWARD: isForward ? 1 : 0,
      BACKWARD: isForward ? 0 : 1,
    },
    inputs: {
      left: { tensor: left, components: 4 },
      ...packed(weight),
      residual: { tensor: residual ?? left, components: 4 },
      ...branchInputs(branch),
    },
    integers: { ...sizes(rows, weight, residual), ...branchSizes(branch) },
    floats: { ...(branch && { scale }) },
    groups: [Math.ceil(columns / (32 * tile.WIDE)), Math.ceil(rows / (32 * tile.HIGH))],
    output: { shape: [rows, columns] },
    outputComponents: 4,
  });
}
