/**
 * The products of a LoRA branch with dropout on its input. Each module drops other elements, so the modules of a layer
 * are computed one by one. With c what dropout keeps of x, and s the adapter's scale:
 *
 *   u = c · Aᵀ      du = s · dy · B      dA = duᵀ · c      dB = s · dyᵀ · u      dx = dy · W + dropout(du · A)
 *
 * Not here: du (lora-product.ts), dy · W (frozen-matmul.ts), the branch without dropout (../lora.ts).
 */
import { dispose, type Tensor, type TensorInfo } from '@tensorflow/tfjs';
import { type Dropout, dropoutKey } from '../dropout-mask.ts';
import { dropout } from './dropout.ts';
import type { LoraGradientInputs, LoraMatrices } from './lora-product.ts';
import { matmulNN, matmulNT, matmulTN, matrix } from './matmul.ts';
import { emptyTensor } from './program.ts';

/** The modules of a layer: where the matrices of each, its outputs and its columns of u begin. */
const modulesOf = ({ inFeatures, outFeatures, rank, bounds, atA, atB }: LoraMatrices) =>
  [0, ...bounds].map((firstRow, i) => ({
    atA: atA + i * rank * inFeatures,
    atB: atB + firstRow * rank,
    firstRow,
    outFeatures: (bounds[i] ?? outFeatures) - firstRow,
    firstColumn: i * rank,
  }));
type Module = ReturnType<typeof modulesOf>[number];

const columnsOf = ({ bounds, rank }: LoraMatrices): number => (bounds.length + 1) * rank;

/**
 * x [M, in] with a module's mask applied, plus `base` [M, in] if there is one. The mask is the same forward and
 * backward.
 */
const drop = (x: Tensor, { atA }: Module, { rate, seed }: Dropout, base: Tensor | null): Tensor =>
  dropout(x, rate, dropoutKey(seed, atA), base); // [M, in]

/** u [M, modules · rank] = c · Aᵀ, from the layer's input x [M, in]. */
export function projectDropped(x: Tensor, lora: TensorInfo, matrices: LoraMatrices, given: Dropout): Tensor {
  const { inFeatures, rank } = matrices;
  const rows = x.shape[0]!;
  const columns = columnsOf(matrices);
  const u = emptyTensor([rows, columns]); // [M, modules · rank]
  for (const module of modulesOf(matrices)) {
    const kept = drop(x, module, given, null); // [M, in]
    matmulNT({
      a: matrix(kept, inFeatures),
      b: matrix(lora, inFeatures, module.atA),
      rows,
      columns: rank,
      inner: inFeatures,
      output: { into: u },
      layout: { at: module.firstColumn, row: columns },
    });
    kept.dispose();
  }
  return u;
}

/** dx [M, in] = `frozen` + dropout(du · A), from du [M, modules · rank] and frozen [M, in], which is disposed. */
export function addDroppedGradient(
  frozen: Tensor,
  du: Tensor,
  lora: TensorInfo,
  matrices: LoraMatrices,
  given: Dropout,
): Tensor {
  const { inFeatures, rank } = matrices;
  let dx = frozen; // [M, in]
  for (const module of modulesOf(matrices)) {
    const dKept = matmulNN({
      a: matrix(du, columnsOf(matrices), module.firstColumn),
      b: matrix(lora, inFeatures, module.atA),
      rows: frozen.shape[0]!,
      columns: inFeatures,
      inner: rank,
      output: { shape: frozen.shape },
      layout: { at: 0, row: inFeatures },
    }); // du · A: [M, in]
    const sum = drop(dKept, module, given, dx); // [M, in]
    dispose([dKept, dx]);
    dx = sum;
  }
  return dx;
}

/** As loraMatrixGradients, with dropout. */
export function droppedMatrixGradients(
  { x, u, dy, du }: LoraGradientInputs,
  rows: number,
  matrices: LoraMatrices,
  scale: number,
  gradient: Tensor,
  isAdded: boolean,
  given: Dropout,
): void {
  const { inFeatures, outFeatures, rank } = matrices;
  const columns = columnsOf(matrices);
  const shared = { inner: rows, adds: isAdded, output: { into: gradient } };
  for (const module of modulesOf(matrices)) {
    matmulTN({
      ...shared,
      a: matrix(dy, outFeatures, module.firstRow),
      b: matrix(u, columns, module.firstColumn),
      rows: module.outFeatures,
      columns: rank,
      alpha: scale,
      layout: { at: module.atB, row: rank },
    }); // dB = s · dyᵀ · u: [out, r]
    const kept = drop(x, module, given, null); // [M, in]
    matmulTN({
      ...shared,
      a: matrix(du, columns, module.firstColumn),
      b: matrix(kept, inFeatures),
      rows: rank,
      columns: inFeatures,
      layout: { at: module.atA, row: inFeatures },
    }); // dA = duᵀ · c: [r, in]
    kept.dispose();
  }
}
