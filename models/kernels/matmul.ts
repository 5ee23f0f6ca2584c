/**
 * Dense float32 products of many small matrices at once, where TensorFlow.js' own would need copies: parts of a
 * flat tensor, heads within rows, causal triangles. LoRA and attention are made of them.
 * Not here: frozen weights (frozen-matmul.ts), the LM head (loss.ts uses tf.matMul).
 */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import nnSource from './matmul-nn.wgsl?raw';
import ntSource from './matmul-nt.wgsl?raw';
import tnSource from './matmul-tn.wgsl?raw';
import { runKernel, threads } from './program.ts';
import { groupTile, quadTile } from './tile.ts';

/** Where matrices lie in a tensor, in elements; all multiples of 4. Element (i, j) of a head: at + ... + i · row + j. */
export interface Layout {
  readonly at: number;
  readonly row: number;
  /** From one sequence to the next. */
  readonly sequence: number;
  /** From one head to the next. */
  readonly head: number;
}

export interface Matrices {
  readonly tensor: TensorInfo;
  readonly layout: Layout;
  /** Query heads that share one of these (grouped-query attention); 1 if left out. */
  readonly share?: number;
}

/** One row-major matrix [·, columns] from element `at` of a tensor. */
export const matrix = (tensor: TensorInfo, columns: number, at = 0): Matrices => ({
  tensor,
  layout: { at, row: columns, sequence: 0, head: 0 },
});

export interface Product {
  readonly a: Matrices;
  readonly b: Matrices;
  /** Rows and columns of the result, and the length of the sums. */
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  /** Factor of the result; 1 if left out. */
  readonly alpha?: number;
  readonly sequences?: number;
  readonly heads?: number;
  /** The square factor or result is lower triangular; what lies above is neither computed nor read. */
  readonly isCausal?: boolean;
  /** A new tensor of that shape, or one to write into, and where the result lies in it. */
  readonly output: { readonly shape: number[] } | { readonly into: Tensor };
  readonly layout: Layout;
}

/** A · Bᵀ: a [rows, inner], b [columns, inner]. Causal: only the lower triangle of the result is written. */
export function matmulNT(product: Product): Tensor {
  const tile = quadTile(product.columns);
  return runKernel({
    name: 'matmul-nt',
    source: ntSource,
    constants: { ...tile, FOUR: 4 },
    ...inputs(product),
    integers: { ...sizes(product), ...layouts(product) },
    groups: [
      Math.ceil(product.columns / 4 / (tile.LANES * tile.QUADS)),
      Math.ceil(product.rows / ((threads / tile.LANES) * tile.ROWS)),
      batches(product),
    ],
    outputComponents: 4,
  });
}

/** A · B: a [rows, inner], b [inner, columns]. Causal: a is lower triangular. */
export function matmulNN(product: Product): Tensor {
  const tile = quadTile(product.columns);
  return runKernel({
    name: 'matmul-nn',
    source: nnSource,
    constants: { ...tile, FOUR: 4 },
    ...inputs(product),
    integers: { ...sizes(product), ...layouts(product) },
    groups: [
      Math.ceil(product.columns / 4 / (tile.LANES * tile.QUADS)),
      Math.ceil(product.rows / ((threads / tile.LANES) * tile.ROWS)),
      batches(product),
    ],
    outputComponents: 4,
  });
}

/**
 * Aᵀ · B: a [inner, rows], b [inner, columns], summed over the `share` heads of a and b that belong to one head of
 * the result. Causal: a is lower triangular. `adds`: to what the tensor holds.
 */
export function matmulTN(product: Product & { readonly share?: number; readonly adds?: boolean }): Tensor {
  const tile = groupTile(product.rows, product.columns);
  const { aShare, bShare, ...places } = layouts(product);
  return runKernel({
    name: 'matmul-tn',
    source: tnSource,
    constants: { ...tile, FOUR: 4 },
    ...inputs(product),
    integers: { ...sizes(product), ...places, share: product.share ?? 1, adds: product.adds ? 1 : 0 },
    groups: [
      Math.ceil(product.columns / 4 / (tile.LANES * tile.QUADS)),
      Math.ceil(product.rows / 4 / ((threads / tile.LANES) * tile.GROUPS)),
      batches(product),
    ],
    outputComponents: 4,
  });
}

const batches = ({ sequences = 1, heads = 1 }: Product): number => sequences * heads;

const inputs = ({ a, b, alpha = 1, output }: Product) => ({
  inputs: { a: { tensor: a.tensor, components: 4 }, b: { tensor: b.tensor, components: 4 } } as const,
  floats: { alpha },
  output,
});

const sizes = ({ rows, columns, inner, heads = 1, isCausal = false }: Product) => ({
  M: rows,
  N: columns,
  K: inner,
  heads,
  causal: isCausal ? 1 : 0,
});

/** Places and strides as the kernels count them, in vec4. */
const layouts = ({ a, b, layout: c }: Product) => ({
  aAt: a.layout.at / 4,
  aRow: a.layout.row / 4,
  aSequence: a.layout.sequence / 4,
  aHead: a.layout.head / 4,
  aShare: a.share ?? 1,
  bAt: b.layout.at / 4,
  bRow: b.layout.row / 4,
  bSequence: b.layout.sequence / 4,
  bHead: b.layout.head / 4,
  bShare: b.share ?? 1,
  cAt: c.at / 4,
  cRow: c.row / 4,
  cSequence: c.sequence / 4,
  cHead: c.head / 4,
});
