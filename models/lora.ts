/**
 * LoRA (Hu et al. 2021): a frozen linear layer W gets a trainable branch of low rank,
 *
 *   y = x · Wᵀ + scale · (x · Aᵀ) · Bᵀ        A [rank, in], B [out, rank]
 *
 * with scale = alpha / rank, or alpha / √rank with rsLoRA (lora-scale.ts). A starts random and B at zero, so training
 * starts at the base model. Only A and B are trained: a fraction of a percent of the weights, and all that has to be
 * stored, sent or exchanged.
 *
 * Here: how an adapter starts, and the adapted layer forward and backward on the GPU. Layers that read the same input
 * (q, k and v; gate and up) are computed as one layer with several modules. Shapes: M rows, g modules of padded rank r,
 * A [g · r, in], B [out, r]; each module has its own r columns of u = x · Aᵀ [M, g · r].
 * Not here: the adapter as data (adapter/), where the layers are in the model (decoder.ts), the optimizer
 * (optimizer.ts).
 */
import type { Tensor } from '@tensorflow/tfjs';
import {
  type Adapter,
  headOf,
  isTargetOf,
  type LoraModule,
  type LoraSettings,
  type LoraTarget,
} from './adapter/adapter.ts';
import type { LoraLayout, LoraSlot, LoraState } from './adapter/layout.ts';
import { frozenMatmul, frozenMatmulGradient, type GpuMatrix } from './kernels/frozen-matmul.ts';
import { addDroppedGradient, droppedMatrixGradients, projectDropped } from './kernels/lora-dropout.ts';
import { type LoraMatrices, loraMatrixGradients, loraProjectGradient } from './kernels/lora-product.ts';
import { matmulNT, matrix } from './kernels/matmul.ts';
import { mostNormColumns, rmsNorm, rmsNormProject } from './kernels/rms-norm.ts';
import { loraScale } from './lora-scale.ts';
import { normalStream } from './random.ts';

/** The adapter that training starts from: A normal with variance 1 / inFeatures from the seed, B zero. */
export function initAdapter(targets: readonly LoraTarget[], settings: LoraSettings, seed: number): Adapter {
  const { rank } = settings;
  const normal = normalStream(seed);
  const modules = targets
    .filter(isTargetOf(settings))
    .map(({ name, inFeatures, outFeatures }): LoraModule => {
      const deviation = 1 / Math.sqrt(inFeatures);
      const loraA = Float32Array.from({ length: rank * inFeatures }, () => deviation * normal()); // [rank, in]
      const loraB = new Float32Array(outFeatures * rank); // [out, rank]
      return { name, inFeatures, outFeatures, loraA, loraB };
    });
  return { ...headOf(settings), modules };
}

// ---- The layer -------------------------------------------------------------------------------------------------

/** Adapted linear layers that read the same input, as one: their frozen weights one above another, and their A and B. */
export interface LoraLinear extends LoraMatrices {
  /** W [out, in] */
  readonly weight: GpuMatrix;
}

/** The layer of modules that have neighbouring slots in the flat adapter. */
export function loraLinear(
  weight: GpuMatrix,
  slots: readonly LoraSlot[],
  { paddedRank }: LoraLayout,
): LoraLinear {
  const [first] = slots;
  const rowsBefore = (module: number) =>
    slots.slice(0, module).reduce((sum, { outFeatures }) => sum + outFeatures, 0);
  return {
    weight,
    inFeatures: weight.inFeatures,
    outFeatures: weight.outFeatures,
    rank: paddedRank,
    bounds: slots.slice(1).map((_, i) => rowsBefore(i + 1)),
    atA: first!.atA,
    atB: first!.atB,
  };
}

// ---- Forward ---------------------------------------------------------------------------------------------------

/** The first half of the branch: u [M, g · r] = x · Aᵀ, from x [M, in]. */
export function loraProject(linear: LoraLinear, { flat, dropout }: LoraState, x: Tensor): Tensor {
  if (dropout) return projectDropped(x, flat, linear, dropout); // [M, g · r]
  const { inFeatures, rank, bounds, atA } = linear;
  const rows = x.shape[0]!;
  const columns = (bounds.length + 1) * rank;
  return matmulNT({
    a: matrix(x, inFeatures),
    b: matrix(flat, inFeatures, atA),
    rows,
    columns,
    inner: inFeatures,
    output: { shape: [rows, columns] },
    layout: { at: 0, row: columns },
  }); // [M, g · r]
}

/** RMS norm of x [M, in], and the first half of the branch on the normed x: in one kernel where that is possible. */
export function loraNormProject(
  linear: LoraLinear,
  lora: LoraState,
  x: Tensor,
  norm: Tensor,
  epsilon: number,
): { normed: Tensor; u: Tensor } {
  const columns = (linear.bounds.length + 1) * linear.rank;
  if (lora.dropout || columns > mostNormColumns) {
    const normed = rmsNorm(x, norm, epsilon); // [M, in]
    return { normed, u: loraProject(linear, lora, normed) }; // [M, in], [M, g · r]
  }
  const { y, u } = rmsNormProject(x, norm, epsilon, { lora: lora.flat, at: linear.atA, columns });
  return { normed: y, u }; // [M, in], [M, g · r]
}

/** y [M, out] = x · Wᵀ + scale · u · Bᵀ, plus `residual` [M, out] if there is one, in one kernel. */
export function loraOutput(
  { weight, atB, rank, bounds }: LoraLinear,
  { layout, flat }: LoraState,
  x: Tensor,
  u: Tensor,
  residual: Tensor | null = null,
): Tensor {
  const branch = { projected: u, lora: flat, at: atB, rank, bounds };
  return frozenMatmul(x, x.shape[0]!, weight, branch, loraScale(layout), residual); // [M, out]
}

// ---- Backward --------------------------------------------------------------------------------------------------
// From dy [M, out], the gradient of the layer's output:
//
//   du = scale · dy · B      dB = scale · dyᵀ · u      dA = duᵀ · x      dx = dy · W + du · A

/** Where the gradients of A and B go. */
export interface LoraGradient {
  /** Laid out as the flat adapter, [layout.size]. */
  readonly flat: Tensor;
  /** Whether they are written (the first batch of a step) or added (the others). */
  readonly isFirst: boolean;
}

/** Writes dA and dB into `gradient`, and gives dx [M, in], with `residual` [M, in] added if there is one. */
export function loraBackward(
  linear: LoraLinear,
  lora: LoraState,
  x: Tensor,
  u: Tensor,
  dy: Tensor,
  gradient: LoraGradient,
  residual: Tensor | null = null,
): Tensor {
  const { weight, rank, bounds, atA } = linear;
  const { flat, dropout } = lora;
  const rows = x.shape[0]!;
  const du = loraGradients(linear, lora, x, u, dy, gradient); // [M, g · r]
  const branch = dropout ? null : { projected: du, lora: flat, at: atA, rank, bounds };
  const dx = frozenMatmulGradient(dy, rows, weight, branch, residual); // [M, in]
  const whole = dropout ? addDroppedGradient(dx, du, flat, linear, dropout) : dx; // [M, in]
  du.dispose();
  return whole;
}

/** Writes dA and dB into `gradient`, and gives du [M, g · r]. For the first layer, whose input needs no gradient. */
export function loraGradients(
  linear: LoraLinear,
  { layout, flat, dropout }: LoraState,
  x: Tensor,
  u: Tensor,
  dy: Tensor,
  { flat: gradient, isFirst }: LoraGradient,
): Tensor {
  const rows = x.shape[0]!;
  const scale = loraScale(layout);
  const du = loraProjectGradient(dy, rows, flat, linear, scale); // scale · dy · B: [M, g · r]
  if (dropout) droppedMatrixGradients({ x, u, dy, du }, rows, linear, scale, gradient, !isFirst, dropout);
  else loraMatrixGradients({ x, u, dy, du }, rows, linear, scale, gradient, !isFirst);
  return du;
}
