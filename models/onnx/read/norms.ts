/**
 * Reads the RMS norms of a decoder (Zhang and Sennrich 2019): one of ONNX Runtime's operators, ONNX' own operator, or
 * simple operators as in transformers, weight * (x / sqrt(mean(x * x) + epsilon)). Not here: which norm is which
 * (../../weights.ts).
 */
import { WeightsError } from './matrix.ts';
import { floatsOf, type OpenModel } from './model-file.ts';
import { sourceOf } from './products.ts';

/** A norm. */
interface Norm {
  /** [width] */
  readonly weight: Float32Array<ArrayBuffer>;
  readonly epsilon: number;
}

/** The input of each operator that is its weight, and its default epsilon. */
const operators: Readonly<Record<string, { readonly weight: number; readonly epsilon: number }>> = {
  SimplifiedLayerNormalization: { weight: 1, epsilon: 1e-5 },
  RMSNormalization: { weight: 1, epsilon: 1e-5 },
  SkipSimplifiedLayerNormalization: { weight: 2, epsilon: 1e-12 },
};

/** Operators between the last norm and the LM head: they pick positions and change no numbers. */
const picking = new Set(['Slice', 'Gather', 'GatherND', 'GatherElements']);

/**
 * The norm that computes a tensor, perhaps through nodes that change type or shape or pick positions. `what` names it in
 * messages. Throws WeightsError if there is no norm of this width, and for an epsilon other than config.json's.
 */
export function readNorm(
  model: OpenModel,
  tensorName: string,
  width: number,
  epsilon: number,
  what: string,
): Float32Array<ArrayBuffer> {
  const norm = findNorm(model, tensorName, width);
  if (!norm) {
    const node = model.makers.get(sourceOf(model.makers, tensorName));
    throw new WeightsError(
      `${model.file}: expected an RMS norm of width ${width} as ${what}, got ${node ? `${node.operator} ${node.name}` : 'none'}. The file belongs to another kind of model: choose an Idefics3 or SmolVLM model.`,
    );
  }
  // Exporters store epsilon in the type of the activations: in half precision it is off by up to 1 in 1,000.
  if (Math.abs(norm.epsilon / epsilon - 1) > 0.01) {
    throw new WeightsError(
      `${model.file}: expected epsilon ${epsilon} in ${what} as rms_norm_eps of config.json says, got ${norm.epsilon}. The files belong to different models: fetch them again.`,
    );
  }
  return norm.weight;
}

function findNorm(model: OpenModel, tensorName: string, width: number): Norm | null {
  const { graph, makers } = model;
  const name = sourceOf(makers, tensorName);
  const node = makers.get(name);
  if (!node) return null;
  if (picking.has(node.operator)) return findNorm(model, node.inputs[0]!, width);
  const operator = operators[node.operator];
  if (operator) {
    const weight = weightOf(model, node.inputs[operator.weight] ?? '', width);
    const isPlain = node.outputs[0] === name && !(operator.weight === 2 && node.inputs[3]);
    return weight && isPlain
      ? { weight, epsilon: Number(node.attributes.get('epsilon') ?? operator.epsilon) }
      : null;
  }
  if (node.operator !== 'Mul') return null;
  const weights = node.inputs.map((input) => weightOf(model, input, width));
  const side = weights.findIndex((weight) => weight !== null);
  const epsilon = side < 0 ? null : epsilonBehind(model, node.inputs[1 - side]!);
  return epsilon === null || graph.tensors.has(node.inputs[1 - side]!)
    ? null
    : { weight: weights[side]!, epsilon };
}

/** The constant of this name, if it has as many elements as the norm is wide. */
function weightOf(model: OpenModel, name: string, width: number): Float32Array<ArrayBuffer> | null {
  const tensor = model.graph.tensors.get(sourceOf(model.makers, name));
  if (!tensor || tensor.dims.reduce((product, dim) => product * dim, 1) !== width) return null;
  return floatsOf(model, tensor);
}

/** The epsilon of a norm in simple operators: the number that is added to a mean of squares. */
function epsilonBehind(model: OpenModel, normed: string): number | null {
  const { graph, makers } = model;
  const waiting = [normed];
  // A norm has few nodes. The limit stops the search from following x to the beginning of the model.
  for (let seen = 0; waiting.length > 0 && seen < 24; seen++) {
    const node = makers.get(waiting.shift()!);
    if (!node) continue;
    const means = node.inputs.map((input) => makers.get(sourceOf(makers, input))?.operator === 'ReduceMean');
    const mean = node.operator === 'Add' ? means.indexOf(true) : -1;
    const constant = mean < 0 ? undefined : graph.tensors.get(sourceOf(makers, node.inputs[1 - mean]!));
    if (constant) return floatsOf(model, constant)[0] ?? null;
    waiting.push(...node.inputs);
  }
  return null;
}
