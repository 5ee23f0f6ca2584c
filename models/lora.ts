/**
 * LoRA (Hu et al. 2021): a frozen linear layer W gets a trainable branch of low rank,
 *
 *   y = x · Wᵀ + scale · (x · Aᵀ) · Bᵀ        A [rank, in], B [out, rank]
 *
 * with scale = alpha / rank, or alpha / √rank with rsLoRA (lora-scale.ts). A starts random and B at zero, so training
 * starts at the base model. Only A and B learn: a fraction of a percent of the weights, and all that has to be stored,
 * sent or swapped.
 * Here: the adapter as data, its place in one flat tensor, the layer forward and backward. Not here: where the layers
 * stand in the model (decoder.ts), the optimizer, adapter files (peft.ts).
 */
import { dispose, type Tensor } from '@tensorflow/tfjs';
import { type TargetModule, targetModules } from './config.ts';
import { type Dropout, dropout, dropoutKey } from './kernels/dropout.ts';
import { frozenMatmul, frozenMatmulGradient, type GpuMatrix } from './kernels/frozen-matmul.ts';
import { type LoraMatrices, loraMatrixGradients, loraProjectGradient } from './kernels/lora-product.ts';
import { matmulNN, matmulNT, matmulTN, matrix, type Product } from './kernels/matmul.ts';
import { emptyTensor } from './kernels/program.ts';
import { mostNormColumns, rmsNorm, rmsNormProject } from './kernels/rms-norm.ts';
import { type LoraShape, loraScale } from './lora-scale.ts';
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

/** What an adapter is made by; all modules are adapted if none are named. */
export type LoraSettings = LoraShape & { readonly targetModules?: readonly TargetModule[] };

/** A trained adapter as plain data: what travels between workers, storage and files. It holds the adapted modules only. */
export interface Adapter extends LoraShape {
  readonly scaling?: 'rslora';
  readonly modules: readonly LoraModule[];
}

/** An adapter that does not fit the model. The message says what was expected and what came. */
export class AdapterShapeError extends Error {
  override readonly name = 'AdapterShapeError';
}

/** The adapter that training starts from, of the target modules: A normal with variance 1 / inFeatures, seeded; B zero. */
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
  return { ...scalingOf(settings), modules };
}

const isTargetOf =
  ({ targetModules: chosen = targetModules }: LoraSettings) =>
  ({ name }: LoraTarget): boolean =>
    chosen.some((module) => name.endsWith(`.${module}`));

const scalingOf = ({ rank, alpha, scaling }: LoraShape) => ({
  rank,
  alpha,
  ...(scaling === 'rslora' && { scaling }),
});

// ---- One flat tensor -------------------------------------------------------------------------------------------
// All A and B of a model lie one after another in one tensor: the optimizer, the gradient and its norm are then one
// operation each. Kernels load four numbers at a time, so the rank is padded to a multiple of four with zeros. The
// padding stays zero: a zero row of A gives a zero gradient to its column of B, and the other way round. For the same
// reason a module that is not adapted stays as it is where both its matrices are zero: it needs no case of its own.

/** Where each module's matrices lie in the flat tensor. */
export interface LoraLayout extends LoraShape {
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
  /** Whether the module is adapted; A and B are zero for ever if not. */
  readonly isTarget: boolean;
}

/** Modules of a decoder layer that read the same input: one product serves a group. */
export const moduleGroups: readonly (readonly TargetModule[])[] = [
  ['q_proj', 'k_proj', 'v_proj'],
  ['o_proj'],
  ['gate_proj', 'up_proj'],
  ['down_proj'],
];

/**
 * The layout of an adapter of these modules, in their order. The A of a group of neighbours that read the same input
 * lie one after another, and behind them their B: both can be used as one matrix.
 */
export function layOut(targets: readonly LoraTarget[], settings: LoraSettings): LoraLayout {
  const paddedRank = Math.ceil(settings.rank / 4) * 4;
  const isTarget = isTargetOf(settings);
  const places: LoraPlace[] = [];
  let size = 0;
  for (let first = 0; first < targets.length; ) {
    let end = first + 1;
    while (end < targets.length && isGroup(targets[first]!, targets[end]!)) end++;
    const group = targets.slice(first, end);
    let atA = size;
    let atB = group.reduce((at, { inFeatures }) => at + paddedRank * inFeatures, atA);
    for (const target of group) {
      places.push({ ...target, atA, atB, isTarget: isTarget(target) });
      atA += paddedRank * target.inFeatures;
      atB += target.outFeatures * paddedRank;
    }
    size = atB;
    first = end;
  }
  return { ...scalingOf(settings), paddedRank, size, places };
}

/** Whether two modules read the same input: of one layer, and of one group. */
function isGroup(one: LoraTarget, other: LoraTarget): boolean {
  const split = ({ name }: LoraTarget) => [
    name.slice(0, name.lastIndexOf('.') + 1),
    name.slice(name.lastIndexOf('.') + 1),
  ];
  const [parent, module] = split(one);
  const [otherParent, otherModule] = split(other);
  const group = moduleGroups.find((modules) => modules.some((each) => each === module));
  return parent === otherParent && !!group?.some((each) => each === otherModule);
}

/** The flat tensor's elements. Throws AdapterShapeError where the adapter does not fit the layout. */
export function packAdapter(adapter: Adapter, layout: LoraLayout): Float32Array<ArrayBuffer> {
  checkFit(adapter, layout);
  const { rank, paddedRank, size, places } = layout;
  const flat = new Float32Array(size);
  const modules = new Map(adapter.modules.map((module) => [module.name, module]));
  for (const { name, outFeatures, atA, atB } of adapted(places)) {
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
  const { rank, paddedRank, places } = layout;
  const modules = adapted(places).map(({ name, inFeatures, outFeatures, atA, atB }): LoraModule => {
    const loraA = new Float32Array(flat.subarray(atA, atA + rank * inFeatures)); // [rank, in]
    const loraB = new Float32Array(outFeatures * rank); // [out, rank]
    for (let row = 0; row < outFeatures; row++) {
      const start = atB + row * paddedRank;
      loraB.set(flat.subarray(start, start + rank), row * rank);
    }
    return { name, inFeatures, outFeatures, loraA, loraB };
  });
  return { ...scalingOf(layout), modules };
}

const adapted = (places: readonly LoraPlace[]): LoraPlace[] => places.filter(({ isTarget }) => isTarget);

function checkFit(adapter: Adapter, layout: LoraLayout): void {
  const advice =
    'Use an adapter trained on this base model with these settings, or load the model with those of the adapter.';
  const { rank } = layout;
  const places = adapted(layout.places);
  const name = ({ rank, alpha, scaling }: LoraShape) =>
    `rank ${rank} and alpha ${alpha}${scaling === 'rslora' ? ' with rsLoRA scaling' : ''}`;
  if (name(adapter) !== name(layout)) {
    throw new AdapterShapeError(`Expected an adapter of ${name(layout)}, got ${name(adapter)}. ${advice}`);
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

/** Adapted linear layers that read the same input, their frozen weights one above another: one product. */
export interface LoraLinear {
  readonly weight: GpuMatrix;
  readonly matrices: LoraMatrices;
  /** The modules, in the order of their outputs. */
  readonly parts: readonly LoraPart[];
}

interface LoraPart {
  readonly place: LoraPlace;
  /** Its first output in the matrix. */
  readonly firstRow: number;
}

/** The layer of modules with neighbouring places in the flat adapter, as layOut makes them. */
export function loraLinear(
  weight: GpuMatrix,
  places: readonly LoraPlace[],
  { paddedRank }: LoraLayout,
): LoraLinear {
  let firstRow = 0;
  const parts = places.map((place): LoraPart => {
    firstRow += place.outFeatures;
    return { place, firstRow: firstRow - place.outFeatures };
  });
  const [first] = places;
  const matrices: LoraMatrices = {
    inFeatures: weight.inFeatures,
    outFeatures: weight.outFeatures,
    rank: paddedRank,
    bounds: parts.slice(1).map((part) => part.firstRow),
    atA: first!.atA,
    atB: first!.atB,
  };
  return { weight, matrices, parts };
}

/** The flat adapter on the GPU. */
export interface LoraState {
  readonly layout: LoraLayout;
  /** [layout.size] */
  readonly flat: Tensor;
  /** What is left out of the branches' inputs in a training step; nothing where only losses or logits are wanted. */
  readonly dropout?: Dropout | null;
}

/** Where gradients go: laid out as the flat adapter, written or, where it is not the first of its step, added to. */
export interface LoraGradient {
  /** [layout.size] */
  readonly flat: Tensor;
  readonly isFirst: boolean;
}

// Shapes: M rows, g modules of padded rank r; A [g · r, in] and B [out, r] in the flat adapter. Each module has its own r
// columns of u.

/** The first half of the branch: u [M, g · r] = x · Aᵀ of x [M, in], with dropout on x. */
export function loraProject(linear: LoraLinear, lora: LoraState, x: Tensor): Tensor {
  const { inFeatures, rank, atA } = linear.matrices;
  const rows = x.shape[0]!;
  const columns = linear.parts.length * rank;
  const project = (input: Tensor, count: number, at: number, output: Product['output'], first: number) =>
    matmulNT({
      a: matrix(input, inFeatures),
      b: matrix(lora.flat, inFeatures, at),
      rows,
      columns: count,
      inner: inFeatures,
      output,
      layout: matrix(x, columns, first).layout,
    });
  if (!lora.dropout) return project(x, columns, atA, { shape: [rows, columns] }, 0); // [M, g · r]
  const u = emptyTensor([rows, columns]); // [M, g · r]
  linear.parts.forEach(({ place }, i) => {
    const kept = branchInput(place, lora.dropout!, x); // [M, in]
    project(kept, rank, place.atA, { into: u }, i * rank);
    kept.dispose();
  });
  return u;
}

/** What dropout leaves of a branch's input x [M, in]; the same on the way back. */
const branchInput = ({ atA }: LoraPlace, { rate, seed }: Dropout, x: Tensor): Tensor =>
  dropout(x, rate, dropoutKey(seed, atA), null); // [M, in]

/** RMS norm of x [M, in], and the first half of the branch on it: in one kernel where that is possible. */
export function loraNormProject(
  linear: LoraLinear,
  lora: LoraState,
  x: Tensor,
  norm: Tensor,
  epsilon: number,
): { normed: Tensor; u: Tensor } {
  const { rank, atA } = linear.matrices;
  const columns = linear.parts.length * rank;
  if (lora.dropout || columns > mostNormColumns) {
    const normed = rmsNorm(x, norm, epsilon); // [M, in]
    return { normed, u: loraProject(linear, lora, normed) }; // [M, g · r]
  }
  const { y, u } = rmsNormProject(x, norm, epsilon, { lora: lora.flat, at: atA, columns });
  return { normed: y, u }; // [M, in], [M, g · r]
}

/** y [M, out] = x · Wᵀ + scale · u · Bᵀ (+ residual [M, out]), in one kernel. */
export function loraOutput(
  { weight, matrices: { atB, rank, bounds } }: LoraLinear,
  { layout, flat }: LoraState,
  x: Tensor,
  u: Tensor,
  residual: Tensor | null = null,
): Tensor {
  const branch = { projected: u, lora: flat, at: atB, rank, bounds };
  return frozenMatmul(x, x.shape[0]!, weight, branch, loraScale(layout), residual); // [M, out]
}

/**
 * From dy [M, out]: the gradients of A and B go into `gradient`, and dx [M, in] comes out with `residual` [M, in] added:
 *
 *   du = scale · dy · B      dB = scale · dyᵀ · u      dA = duᵀ · x      dx = dy · W + du · A
 */
export function loraBackward(
  linear: LoraLinear,
  lora: LoraState,
  x: Tensor,
  u: Tensor,
  dy: Tensor,
  gradient: LoraGradient,
  residual: Tensor | null = null,
): Tensor {
  const { weight, matrices, parts } = linear;
  const { rank, bounds, atA } = matrices;
  const rows = x.shape[0]!;
  const du = loraGradients(linear, lora, x, u, dy, gradient); // [M, g · r]
  const branch = lora.dropout ? null : { projected: du, lora: lora.flat, at: atA, rank, bounds };
  let dx = frozenMatmulGradient(dy, rows, weight, branch, residual); // [M, in]
  if (lora.dropout) {
    const { rate, seed } = lora.dropout;
    parts.forEach(({ place }, i) => {
      const dKept = matmulNN({
        a: matrix(du, parts.length * rank, i * rank),
        b: matrix(lora.flat, place.inFeatures, place.atA),
        rows,
        columns: place.inFeatures,
        inner: rank,
        output: { shape: x.shape },
        layout: matrix(x, place.inFeatures).layout,
      }); // du · A: [M, in]
      const past = dx;
      dx = dropout(dKept, rate, dropoutKey(seed, place.atA), past); // [M, in]
      dispose([dKept, past]);
    });
  }
  du.dispose();
  return dx;
}

/** The part of loraBackward that stays in the layer, for the first layer, whose input needs no gradient; du [M, g · r]. */
export function loraGradients(
  { matrices, parts }: LoraLinear,
  { layout, flat, dropout: given }: LoraState,
  x: Tensor,
  u: Tensor,
  dy: Tensor,
  gradient: LoraGradient,
): Tensor {
  const rows = x.shape[0]!;
  const { inFeatures, outFeatures, rank } = matrices;
  const scale = loraScale(layout);
  const du = loraProjectGradient(dy, rows, flat, matrices, scale); // scale · dy · B: [M, g · r]
  if (!given) {
    loraMatrixGradients({ x, u, dy, du }, rows, matrices, scale, gradient.flat, !gradient.isFirst);
    return du;
  }
  const columns = parts.length * rank;
  const shared = { inner: rows, adds: !gradient.isFirst, output: { into: gradient.flat } };
  parts.forEach(({ place, firstRow }, i) => {
    matmulTN({
      ...shared,
      a: matrix(dy, outFeatures, firstRow),
      b: matrix(u, columns, i * rank),
      rows: place.outFeatures,
      columns: rank,
      alpha: scale,
      layout: matrix(dy, rank, place.atB).layout,
    }); // dB = scale · dyᵀ · u: [out, r]
    const kept = branchInput(place, given, x); // [M, in]
    matmulTN({
      ...shared,
      a: matrix(du, columns, i * rank),
      b: matrix(kept, inFeatures),
      rows: rank,
      columns: inFeatures,
      layout: matrix(x, inFeatures, place.atA).layout,
    }); // dA = duᵀ · x: [r, in]
    kept.dispose();
  });
  return du;
}
