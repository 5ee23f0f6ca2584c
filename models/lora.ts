/**
 * LoRA (Hu et al. 2021): a frozen linear layer W gets a trainable branch of low rank,
 *
 *   y = x · Wᵀ + scale · (x · Aᵀ) · Bᵀ        A [rank, in], B [out, rank], scale = alpha / rank
 *
 * A starts random and B at zero, so training starts at the base model. Only A and B learn: a fraction of a percent
 * of the weights, and all that has to be stored, sent or swapped.
 * Here: the adapter as data, its place in one flat tensor, the layer forward and backward. Not here: where the layers
 * stand in the model (decoder.ts), the optimizer, adapter files (peft.ts).
 */
import { dispose, type Tensor } from '@tensorflow/tfjs';
import { type LoraConfig, type TargetModule, targetModules } from './config.ts';
import { type Dropout, dropout, dropoutKey } from './kernels/dropout.ts';
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

/** What scales an adapter. */
interface LoraShape {
  readonly rank: number;
  readonly alpha: number;
  /** `lora` if left out. */
  readonly scaling?: LoraConfig['scaling'];
}

/** What an adapter is made by; all modules are adapted if none are named. */
export type LoraSettings = LoraShape & { readonly targetModules?: readonly TargetModule[] };

/** A trained adapter as plain data: what travels between workers, storage and files. It holds the adapted modules only. */
export interface Adapter extends LoraShape {
  readonly scaling?: 'rslora';
  readonly modules: readonly LoraModule[];
}

/** The factor of the branch: alpha / rank, or alpha / √rank with rsLoRA (Kalajdzievski 2023). */
export const loraScale = ({ rank, alpha, scaling }: LoraShape): number =>
  alpha / (scaling === 'rslora' ? Math.sqrt(rank) : rank);

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
  /** What is left out of the branches' inputs in a training step; nothing where only losses or logits are wanted. */
  readonly dropout?: Dropout | null;
}

/** What the backward pass needs of the forward pass. */
export type LoraTrace = {
  /** The layer's input, [M, in]. */
  readonly x: Tensor;
  /** Its projection x · Aᵀ, [M, rank]. */
  readonly u: Tensor;
};

/** The first half of the branch: x [M, in] and x · Aᵀ [M, rank], with dropout on x. */
export function loraProject({ place }: LoraLinear, lora: LoraState, x: Tensor): LoraTrace {
  const rows = x.shape[0]!;
  const { paddedRank: rank } = lora.layout;
  const input = branchInput(place, lora, x); // [M, in]
  const u = matmulNT({
    a: matrix(input, place.inFeatures),
    b: matrix(lora.flat, place.inFeatures, place.atA),
    rows,
    columns: rank,
    inner: place.inFeatures,
    output: { shape: [rows, rank] },
    layout: matrix(x, rank).layout,
  }); // x · Aᵀ: [M, rank]
  if (input !== x) input.dispose();
  return { x, u };
}

/** What a module's branch reads: x [M, in], or what dropout leaves of it. The same on the way back. */
const branchInput = ({ atA }: LoraPlace, { dropout: given }: LoraState, x: Tensor): Tensor =>
  given ? dropout(x, given.rate, dropoutKey(given.seed, atA), null) : x;

/** y [M, out] = x · Wᵀ + scale · u · Bᵀ (+ residual [M, out]), in one kernel. */
export function loraOutput(
  { weight, place }: LoraLinear,
  { layout, flat }: LoraState,
  { x, u }: LoraTrace,
  residual: Tensor | null = null,
): Tensor {
  const branch = { projected: u, lora: flat, at: place.atB, rank: layout.paddedRank, bounds: [] };
  return frozenMatmul(x, x.shape[0]!, weight, branch, loraScale(layout), residual); // [M, out]
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

/** Where gradients go: laid out as the flat adapter, written or, where it is not the first of its step, added to. */
export interface LoraGradient {
  /** [layout.size] */
  readonly flat: Tensor;
  readonly isFirst: boolean;
}

/**
 * From dy [M, out]: the gradients of A and B go into `gradient`, and dx [M, in] comes out with `residual` [M, in] added:
 *
 *   du = scale · dy · B      dB = scale · dyᵀ · u      dA = duᵀ · x      dx = dy · W + du · A
 */
export function loraBackward(
  linear: LoraLinear,
  lora: LoraState,
  { x, u }: LoraTrace,
  dy: Tensor,
  gradient: LoraGradient,
  residual: Tensor | null = null,
): Tensor {
  const { weight, place } = linear;
  const rows = x.shape[0]!;
  const rank = lora.layout.paddedRank;
  const du = loraGradients(linear, lora, { x, u }, dy, gradient); // [M, rank]
  if (lora.dropout) {
    const past = frozenMatmulGradient(dy, rows, weight, null, residual); // [M, in]
    const through = matmulNN({
      a: matrix(du, rank),
      b: matrix(lora.flat, place.inFeatures, place.atA),
      rows,
      columns: place.inFeatures,
      inner: rank,
      output: { shape: x.shape },
      layout: matrix(x, place.inFeatures).layout,
    }); // du · A: [M, in]
    const { rate, seed } = lora.dropout;
    const dx = dropout(through, rate, dropoutKey(seed, place.atA), past); // [M, in]
    dispose([du, past, through]);
    return dx;
  }
  const branch = { projected: du, lora: lora.flat, at: place.atA, rank, bounds: [] };
  const dx = frozenMatmulGradient(dy, rows, weight, branch, residual); // [M, in]
  du.dispose();
  return dx;
}

/** The part of loraBackward that stays in the layer, for the first layer, whose input needs no gradient; du [M, rank]. */
export function loraGradients(
  { place }: LoraLinear,
  lora: LoraState,
  { x, u }: LoraTrace,
  dy: Tensor,
  { flat: gradient, isFirst }: LoraGradient,
): Tensor {
  const rows = x.shape[0]!;
  const { layout, flat } = lora;
  const rank = layout.paddedRank;
  const scale = loraScale(layout);
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
  }); // scale · dy · B: [M, rank]
  const input = branchInput(place, lora, x); // [M, in]
  matmulTN({
    a: matrix(dy, outFeatures),
    b: matrix(u, rank),
    rows: outFeatures,
    columns: rank,
    inner: rows,
    alpha: scale,
    adds: !isFirst,
    output: { into: gradient },
    layout: matrix(gradient, rank, atB).layout,
  }); // dB = scale · dyᵀ · u: [out, rank]
  matmulTN({
    a: matrix(du, rank),
    b: matrix(input, inFeatures),
    rows: rank,
    columns: inFeatures,
    inner: rows,
    adds: !isFirst,
    output: { into: gradient },
    layout: matrix(gradient, inFeatures, atA).layout,
  }); // dA = duᵀ · x: [rank, in]
  if (input !== x) input.dispose();
  return du;
}
