/**
 * LoRA (Hu et al. 2021): a frozen linear layer W gets a trainable branch of low rank,
 *
 *   y = x · Wᵀ + alpha / rank · (x · Aᵀ) · Bᵀ        A [rank, in], B [out, rank]
 *
 * A starts random and B at zero, so training starts at the base model. Only A and B learn: a fraction of a percent
 * of the weights, and all that has to be stored, sent or swapped.
 * Here: the adapter as data, its place in one flat tensor, the layer forward and backward. Not here: where the layers
 * stand in the model (decoder.ts), the optimizer, adapter files (peft.ts).
 */
import type { Tensor } from '@tensorflow/tfjs';
import type { LoraConfig } from './config.ts';
import { frozenMatmul, frozenMatmulGradient, type GpuMatrix } from './kernels/frozen-matmul.ts';
import { matmulNN, matmulNT, matmulTN, matrix } from './kernels/matmul.ts';
import { normalStream } from './random.ts';

/** A linear layer that is adapted, named as in the checkpoint: `layers.0.self_attn.q_proj`. */
export interface LoraTarget {
  readonly name: string;
  readonly inFeatures: number;
  readonly outFeatures: number;
}

/** The two matrices of one module. */
export interface LoraModule extends LoraTarget {
  /** [rank, inFeatures], row-major (PEFT's lora_A.weight). */
  readonly loraA: Float32Array<ArrayBuffer>;
  /** [outFeatures, rank], row-major (PEFT's lora_B.weight). */
  readonly loraB: Float32Array<ArrayBuffer>;
}

/** A trained adapter as plain data: what travels between workers, storage and files. */
export interface Adapter {
  readonly rank: number;
  readonly alpha: number;
  readonly modules: readonly LoraModule[];
}

/** An adapter that does not fit the model. The message says what was expected and what came. */
export class AdapterShapeError extends Error {
  override readonly name = 'AdapterShapeError';
}

/** The adapter that training starts from: A normal with variance 1 / inFeatures, seeded; B zero. */
export function initAdapter(
  targets: readonly LoraTarget[],
  { rank, alpha }: LoraConfig,
  seed: number,
): Adapter {
  const normal = normalStream(seed);
  const modules = targets.map(({ name, inFeatures, outFeatures }): LoraModule => {
    const deviation = 1 / Math.sqrt(inFeatures);
    const loraA = Float32Array.from({ length: rank * inFeatures }, () => deviation * normal()); // [rank, in]
    const loraB = new Float32Array(outFeatures * rank); // [out, rank]
    return { name, inFeatures, outFeatures, loraA, loraB };
  });
  return { rank, alpha, modules };
}

// ---- One flat tensor -------------------------------------------------------------------------------------------
// All A and B of a model lie one after another in one tensor: the optimizer, the gradient and its norm are then one
// operation each. Kernels load four numbers at a time, so the rank is padded to a multiple of four with zeros. The
// padding stays zero: a zero row of A gives a zero gradient to its column of B, and the other way round.

/** Where each module's matrices lie in the flat tensor. */
export interface LoraLayout {
  readonly rank: number;
  readonly alpha: number;
  /** The rank as stored, a multiple of 4. */
  readonly paddedRank: number;
  /** Elements in all. */
  readonly size: number;
  readonly places: readonly LoraPlace[];
}

/** A module's place in the flat tensor. */
export interface LoraPlace extends LoraTarget {
  /** First element of A [paddedRank, inFeatures]. */
  readonly atA: number;
  /** First element of B [outFeatures, paddedRank]. */
  readonly atB: number;
}

/** The layout of an adapter of these modules in this order; A before B. */
export function layOut(targets: readonly LoraTarget[], { rank, alpha }: LoraConfig): LoraLayout {
  const paddedRank = Math.ceil(rank / 4) * 4;
  let size = 0;
  const places = targets.map((target): LoraPlace => {
    const atA = size;
    const atB = atA + paddedRank * target.inFeatures;
    size = atB + target.outFeatures * paddedRank;
    return { ...target, atA, atB };
  });
  return { rank, alpha, paddedRank, size, places };
}

/** The flat tensor's elements. Throws AdapterShapeError where the adapter does not fit the layout. */
export function packAdapter(adapter: Adapter, layout: LoraLayout): Float32Array<ArrayBuffer> {
  checkFit(adapter, layout);
  const { rank, paddedRank, size, places } = layout;
  const flat = new Float32Array(size);
  const modules = new Map(adapter.modules.map((module) => [module.name, module]));
  for (const { name, outFeatures, atA, atB } of places) {
    const { loraA, loraB } = modules.get(name)!;
    flat.set(loraA, atA);
    for (let row = 0; row < outFeatures; row++) {
      flat.set(loraB.subarray(row * rank, (row + 1) * rank), atB + row * paddedRank);
    }
  }
  return flat;
}

/** The adapter in the flat tensor's elements. */
export function unpackAdapter(flat: Float32Array, layout: LoraLayout): Adapter {
  const { rank, alpha, paddedRank, places } = layout;
  const modules = places.map(({ name, inFeatures, outFeatures, atA, atB }): LoraModule => {
    const loraA = new Float32Array(flat.subarray(atA, atA + rank * inFeatures)); // [rank, in]
    const loraB = new Float32Array(outFeatures * rank); // [out, rank]
    for (let row = 0; row < outFeatures; row++) {
      const start = atB + row * paddedRank;
      loraB.set(flat.subarray(start, start + rank), row * rank);
    }
    return { name, inFeatures, outFeatures, loraA, loraB };
  });
  return { rank, alpha, modules };
}

function checkFit(adapter: Adapter, { rank, alpha, places }: LoraLayout): void {
  const advice =
    'Use an adapter trained on this base model with these settings, or load the model with its rank and alpha.';
  if (adapter.rank !== rank || adapter.alpha !== alpha) {
    throw new AdapterShapeError(
      `Expected an adapter of rank ${rank} and alpha ${alpha}, got rank ${adapter.rank} and alpha ${adapter.alpha}. ${advice}`,
    );
  }
  const modules = new Map(adapter.modules.map((module) => [module.name, module]));
  if (adapter.modules.length !== places.length) {
    throw new AdapterShapeError(
      `Expected an adapter of ${places.length} modules, got ${adapter.modules.length}. ${advice}`,
    );
  }
  for (const { name, inFeatures, outFeatures } of places) {
    const module = modules.get(name);
    if (!module)
      throw new AdapterShapeError(`Expected the adapter to have ${name}, but it has not. ${advice}`);
    const { loraA, loraB } = module;
    if (loraA.length !== rank * inFeatures || loraB.length !== outFeatures * rank) {
      throw new AdapterShapeError(
        `Expected ${name} to have lora_A [${rank}, ${inFeatures}] and lora_B [${outFeatures}, ${rank}], got ${loraA.length} and ${loraB.length} numbers. ${advice}`,
      );
    }
    if (!loraA.every(Number.isFinite) || !loraB.every(Number.isFinite)) {
      throw new AdapterShapeError(`Expected finite numbers in ${name}, got others. ${advice}`);
    }
  }
}

// ---- The layer -------------------------------------------------------------------------------------------------

/** One adapted linear layer: its frozen weights on the GPU, and the place of its A and B in the flat adapter. */
export interface LoraLinear {
  readonly weight: GpuMatrix;
  readonly place: LoraPlace;
}

/** The flat adapter on the GPU. */
export interface LoraState {
  readonly layout: LoraLayout;
  /** [layout.size] */
  readonly flat: Tensor;
}

/** What the backward pass needs of the forward pass. */
export type LoraTrace = {
  /** The layer's input, [M, in]. */
  readonly x: Tensor;
  /** Its projection x · Aᵀ, [M, rank]. */
  readonly u: Tensor;
};

/** The first half of the branch: x [M, in] and x · Aᵀ [M, rank]. */
export function loraProject({ place }: LoraLinear, { layout, flat }: LoraState, x: Tensor): LoraTrace {
  const rows = x.shape[0]!;
  const { paddedRank: rank } = layout;
  const u = matmulNT({
    a: matrix(x, place.inFeatures),
    b: matrix(flat, place.inFeatures, place.atA),
    rows,
    columns: rank,
    inner: place.inFeatures,
    output: { shape: [rows, rank] },
    layout: matrix(x, rank).layout,
  }); // x · Aᵀ: [M, rank]
  return { x, u };
}

/** y [M, out] = x · Wᵀ + alpha / rank · u · Bᵀ (+ residual [M, out]), in one kernel. */
export function loraOutput(
  { weight, place }: LoraLinear,
  { layout, flat }: LoraState,
  { x, u }: LoraTrace,
  residual: Tensor | null = null,
): Tensor {
  const branch = { projected: u, lora: flat, at: place.atB, rank: layout.paddedRank, bounds: [] };
  return frozenMatmul(x, x.shape[0]!, weight, branch, layout.alpha / layout.rank, residual); // [M, out]
}

/** Both halves: y [M, out] of x [M, in]. */
export function loraForward(
  linear: LoraLinear,
  lora: LoraState,
  x: Tensor,
  residual: Tensor | null = null,
): { y: Tensor; trace: LoraTrace } {
  const trace = loraProject(linear, lora, x); // [M, in], [M, rank]
  return { y: loraOutput(linear, lora, trace, residual), trace }; // [M, out]
}

/**
 * From dy [M, out]: writes the gradients of A and B into `gradient`, laid out as the flat adapter, and gives dx [M, in]
 * with `residual` [M, in] added. With s = alpha / rank:
 *
 *   du = s · dy · B      dB = s · dyᵀ · u      dA = duᵀ · x      dx = dy · W + du · A
 */
export function loraBackward(
  { weight, place }: LoraLinear,
  { layout, flat }: LoraState,
  { x, u }: LoraTrace,
  dy: Tensor,
  gradient: Tensor,
  residual: Tensor | null = null,
): Tensor {
  const du = loraGradients({ weight, place }, { layout, flat }, { x, u }, dy, gradient); // [M, rank]
  const branch = { projected: du, lora: flat, at: place.atA, rank: layout.paddedRank, bounds: [] };
  const dx = frozenMatmulGradient(dy, x.shape[0]!, weight, branch, residual); // [M, in]
  du.dispose();
  return dx;
}

/** The part of loraBackward that stays in the layer, for the first layer, whose input needs no gradient; du [M, rank]. */
export function loraGradients(
  { place }: LoraLinear,
  { layout, flat }: LoraState,
  { x, u }: LoraTrace,
  dy: Tensor,
  gradient: Tensor,
): Tensor {
  const rows = x.shape[0]!;
  const { paddedRank: rank, alpha } = layout;
  const scale = alpha / layout.rank;
  const { inFeatures, outFeatures, atA, atB } = place;
  const du = matmulNN({
    a: matrix(dy, outFeatures),
    b: matrix(flat, rank, atB),
    rows,
    columns: rank,
    inner: outFeatures,
    alpha: scale,
    output: { shape: [rows, rank] },
    layout: matrix(dy, rank).layout,
  }); // s · dy · B: [M, rank]
  matmulTN({
    a: matrix(dy, outFeatures),
    b: matrix(u, rank),
    rows: outFeatures,
    columns: rank,
    inner: rows,
    alpha: scale,
    output: { into: gradient },
    layout: matrix(gradient, rank, atB).layout,
  }); // dB = s · dyᵀ · u: [out, rank]
  matmulTN({
    a: matrix(du, rank),
    b: matrix(x, inFeatures),
    rows: rank,
    columns: inFeatures,
    inner: rows,
    output: { into: gradient },
    layout: matrix(gradient, inFeatures, atA).layout,
  }); // dA = duᵀ · x: [rank, in]
  return du;
}
