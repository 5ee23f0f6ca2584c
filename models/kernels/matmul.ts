/**
 * Dense float32 products of parts of tensors, for LoRA branches: TensorFlow.js' own products would need copies.
 * Not here: frozen weights (frozen-matmul.ts), gradients of several modules at once (lora-product.ts).
 */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs';
import source from './matmul.wgsl?raw';
import tnSource from './matmul-tn.wgsl?raw';
import { threads } from './module.ts';
import { runKernel } from './program.ts';
import { groupTile, quadTile } from './tile.ts';

/** Where a matrix is in a tensor, in elements, multiples of 4: its element (i, j) is at `at` + i · `row` + j. */
interface Layout {
  readonly at: number;
  readonly row: number;
}

/** A matrix that is part of a tensor. */
interface Matrix extends Layout {
  readonly tensor: TensorInfo;
}

/** A matrix in rows of `columns` from element `at` of a tensor, or the first columns of such rows. */
export const matrix = (tensor: TensorInfo, columns: number, at = 0): Matrix => ({ tensor, at, row: columns });

/** A product of two matrices. */
interface Product {
  readonly a: Matrix;
  readonly b: Matrix;
  /** Rows and columns of the result, and the length of the sums. */
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  /** Factor of the result; default 1. */
  readonly alpha?: number;
  /** The shape of a new tensor, or a tensor to write into. `layout` says where in it. */
  readonly output: { readonly shape: number[] } | { readonly into: Tensor };
  readonly layout: Layout;
}

/** A · Bᵀ: a [rows, inner], b [columns, inner]. */
export const matmulNT = (product: Product): Tensor => matmul(product, true);

/** A · B: a [rows, inner], b [inner, columns]. */
export const matmulNN = (product: Product): Tensor => matmul(product, false);

function matmul(product: Product, isTransposed: boolean): Tensor {
  const tile = quadTile(product.columns);
  return runKernel({
    name: 'matmul',
    source,
    constants: { ...tile, FOUR: 4, TRANSPOSED: isTransposed ? 1 : 0, PLAIN: isTransposed ? 0 : 1 },
    ...operands(product),
    groups: [
      Math.ceil(product.columns / 4 / (tile.LANES * tile.QUADS)),
      Math.ceil(product.rows / ((threads / tile.LANES) * tile.ROWS)),
    ],
  });
}

/** Aᵀ · B: a [inner, rows], b [inner, columns]. With `adds` the result is added to what the tensor contains. */
export function matmulTN(product: Product & { readonly adds?: boolean }): Tensor {
  const tile = groupTile(product.rows, product.columns);
  const { integers, ...shared } = operands(product);
  return runKernel({
    name: 'matmul-tn',
    source: tnSource,
    constants: { ...tile, FOUR: 4 },
    ...shared,
    integers: { ...integers, adds: product.adds ? 1 : 0 },
    groups: [
      Math.ceil(product.columns / 4 / (tile.LANES * tile.QUADS)),
      Math.ceil(product.rows / 4 / ((threads / tile.LANES) * tile.GROUPS)),
    ],
  });
}

/** What both kernels need; offsets and strides in vec4, as they count. */
const operands = ({ a, b, rows, columns, inner, alpha = 1, output, layout: c }: Product) =>
  ({
    inputs: { a: { tensor: a.tensor, components: 4 }, b: { tensor: b.tensor, components: 4 } },
    integers: {
      M: rows,
      N: columns,
      K: inner,
      aAt: a.at / 4,
      aRow: a.row / 4,
      bAt: b.at / 4,
      bRow: b.row / 4,
      cAt: c.at / 4,
      cRow: c.row / 4,
    },
    floats: { alpha },
    output,
    outputComponents: 4,
  }) as const;
