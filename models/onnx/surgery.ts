/**
 * Inserts LoRA into a decoder's ONNX graph: beside each target's y = xW, x -> MatMul(A) -> MatMul(B) -> Add, with A and B
 * as graph inputs of any rank. ONNX Runtime Web has no adapters of its own. Weights are not copied.
 * Not here: what is fed to the inputs (workers/inference.ts).
 */
import { type TargetModule, targetModules } from '../config.ts';
import { DataType, type OnnxGraph, type OnnxNode, readGraph, readNode } from './graph.ts';
import { contrib, encodeNode, encodeValue } from './model.ts';
import { bytesField, type Chunks, message, readFields, textField } from './wire.ts';

/** A linear module that got a branch. */
export interface LoraTarget {
  /** As in the checkpoint: `layers.0.self_attn.q_proj`. */
  readonly name: string;
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** Graph input, float32 [inFeatures, rank]. */
  readonly inputA: string;
  /** Graph input, float32 [rank, outFeatures]. */
  readonly inputB: string;
}

/** A decoder whose linear modules are not where they were expected. */
export class SurgeryError extends Error {
  override readonly name = 'SurgeryError';
}

const nodeName = new RegExp(
  `layers\\.(\\d+)/(self_attn|attn|mlp)/(?:\\w+/)*?(${targetModules.join('|')})/MatMul`,
);

const parentOf = (module: TargetModule): string => (/^[qkvo]_/.test(module) ? 'self_attn' : 'mlp');

/** The modules LoRA adapts in a decoder of that many layers, in the order they are applied. */
export const targetNames = (layers: number): string[] =>
  Array.from({ length: layers }, (_, layer) =>
    targetModules.map((module) => `layers.${layer}.${parentOf(module)}.${module}`),
  ).flat();

/**
 * The model with LoRA inputs, as chunks of which the large ones are views on `bytes`, and what the inputs are.
 * Throws ModelFileError for damaged bytes, SurgeryError where not every module of every layer is found, once.
 */
export function insertLora(
  bytes: Uint8Array<ArrayBuffer>,
  layers: number,
  file: string,
): { chunks: Chunks; targets: LoraTarget[] } {
  const graph = readGraph(bytes, file);
  const targets = findTargets(graph, layers, file);
  const model: Chunks[] = [];
  for (const field of readFields(bytes)) {
    model.push(field.number === 7 ? bytesField(7, insertBranches(field.bytes, targets)) : [field.raw]);
  }
  return { chunks: message(...model), targets: [...targets.values()] };
}

/** Targets by the name of their node. */
function findTargets(graph: OnnxGraph, layers: number, file: string): Map<string, LoraTarget> {
  const targets = new Map<string, LoraTarget>();
  const found: string[] = [];
  for (const node of graph.nodes) {
    const match = nodeName.exec(node.name);
    const features = match && featuresOf(node, graph, file);
    if (!match || !features) continue;
    const name = `layers.${match[1]}.${match[2] === 'mlp' ? 'mlp' : 'self_attn'}.${match[3]}`;
    found.push(name);
    targets.set(node.name, { name, ...features, inputA: `lora.${name}.A`, inputB: `lora.${name}.B` });
  }
  const expected = targetNames(layers);
  if (found.length !== expected.length || expected.some((name) => !found.includes(name))) {
    const missing = expected.filter((name) => !found.includes(name));
    const matrices = graph.nodes.filter(
      ({ operator }) => operator === 'MatMulNBits' || operator === 'MatMul',
    );
    throw new SurgeryError(
      `${file}: expected ${expected.length} modules to adapt (${targetModules.join(', ')} in each of ${layers} layers), found ${found.length}. ` +
        `${missing.length > 0 ? `Missing: ${some(missing)}. ` : `Found more than once or beyond the last layer: ${some(found.filter((name, i) => found.indexOf(name) !== i || !expected.includes(name)))}. `}` +
        `The graph's matrix products are: ${some(matrices.map(({ name }) => name))}. Use an export of the model with separate projections and the usual node names.`,
    );
  }
  return targets;
}

const some = (names: readonly string[]): string =>
  names.length > 8
    ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more`
    : names.join(', ') || 'none';

/** Widths of a product with a constant matrix; null for any other node. */
function featuresOf(
  node: OnnxNode,
  { tensors }: OnnxGraph,
  file: string,
): { inFeatures: number; outFeatures: number } | null {
  const isBlocks = node.operator === 'MatMulNBits' && node.domain === contrib;
  const weight = tensors.get(node.inputs[1] ?? '');
  if (!weight || !(isBlocks || (node.operator === 'MatMul' && node.domain === ''))) return null;
  // The activations have the type of the scales, or of a dense weight.
  const type = (isBlocks ? tensors.get(node.inputs[2] ?? '') : weight)?.dataType;
  if (type !== DataType.float32) {
    throw new SurgeryError(
      `${file}: expected float32 activations at ${node.name}, got ONNX data type ${type}. Use a q4 or fp32 export.`,
    );
  }
  const [inFeatures, outFeatures] = isBlocks
    ? [node.attributes.get('K'), node.attributes.get('N')]
    : weight.dims;
  return { inFeatures: Number(inFeatures), outFeatures: Number(outFeatures) };
}

function insertBranches(graph: Uint8Array<ArrayBuffer>, targets: ReadonlyMap<string, LoraTarget>): Chunks {
  const fields: Chunks[] = [];
  for (const field of readFields(graph)) {
    const node = field.number === 1 ? readNode(field.bytes) : null;
    const target = node && targets.get(node.name);
    fields.push(target ? branch(field.bytes, node, target) : [field.raw]);
  }
  for (const { inputA, inputB, inFeatures, outFeatures } of targets.values()) {
    fields.push(bytesField(11, encodeValue(inputA, DataType.float32, [inFeatures, 'lora_rank'])));
    fields.push(bytesField(11, encodeValue(inputB, DataType.float32, ['lora_rank', outFeatures])));
  }
  return message(...fields);
}

/** The target's node with its output renamed, the branch, and the sum under the old output's name. */
function branch(bytes: Uint8Array<ArrayBuffer>, node: OnnxNode, { inputA, inputB }: LoraTarget): Chunks {
  const [x, y] = [node.inputs[0]!, node.outputs[0]!];
  const renamed = [...readFields(bytes)].map(
    (field): Chunks => (field.number === 2 ? textField(2, `${y}/base`) : [field.raw]),
  );
  const added = [
    encodeNode('MatMul', `${node.name}/lora_A`, [x, inputA], [`${y}/lora_hidden`]), // [b, t, rank]
    encodeNode('MatMul', `${node.name}/lora_B`, [`${y}/lora_hidden`, inputB], [`${y}/lora`]), // [b, t, out]
    encodeNode('Add', `${node.name}/lora_add`, [`${y}/base`, `${y}/lora`], [y]), // [b, t, out]
  ];
  return message(bytesField(1, message(...renamed)), ...added.map((each) => bytesField(1, each)));
}
