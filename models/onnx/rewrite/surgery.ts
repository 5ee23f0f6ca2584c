/**
 * Inserts LoRA into a decoder's ONNX graph: each target's y = xW gets a branch x -> MatMul(A) -> MatMul(B) -> Add, with
 * A and B as graph inputs of any rank. ONNX Runtime Web has no adapters of its own. Weights are not copied.
 * Not here: which nodes the targets are (../read/projections.ts), what is fed to the inputs (adapter-input.ts), the cut
 * that saves logits (kept-logits.ts).
 */
import type { ModelConfig } from '../../config.ts';
import { DataType, type OnnxGraph, type OnnxNode, readGraph, readNode, readValue } from '../read/graph.ts';
import { type Makers, makersOf } from '../read/products.ts';
import { findProjections, type Projection } from '../read/projections.ts';
import { bytesField, type Chunks, message, readFields, textField } from '../wire.ts';
import { encodeNode, encodeValue } from '../write/model.ts';
import { cutHead, cutInputs, findLogitsCut, type LogitsCut, shortenedOutput } from './kept-logits.ts';

/** The type of a decoder's activations and of its branches' matrices. */
export type ActivationType = 'float32' | 'float16';

/** A linear module with a branch. */
export interface LoraTarget {
  /** Its name in the checkpoint: `layers.0.self_attn.q_proj`. */
  readonly name: string;
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly dataType: ActivationType;
  /** Graph input, [inFeatures, rank]. */
  readonly inputA: string;
  /** Graph input, [rank, outFeatures]. */
  readonly inputB: string;
}

/** A decoder whose linear modules cannot get branches. The message says what was found. */
class SurgeryError extends Error {
  override readonly name = 'SurgeryError';
}

/**
 * The model with LoRA inputs, as chunks (the large ones are views on `bytes`), and the targets in the order in which
 * they are applied. If possible it also gets the input num_logits_to_keep. External weights stay in their files. Throws
 * ModelFileError for damaged bytes, ProjectionError if the modules do not fit config.json, and SurgeryError for
 * activations that are neither float32 nor float16.
 */
export function insertLora(
  bytes: Uint8Array<ArrayBuffer>,
  text: ModelConfig['text_config'],
  file: string,
): { chunks: Chunks; targets: LoraTarget[] } {
  const graph = readGraph(bytes, file);
  const makers = makersOf(graph);
  const targets: LoraTarget[] = [];
  /** Targets by the output of their node: names of nodes may be empty or used twice, outputs are unique. */
  const branches = new Map<string, Projection[]>();
  for (const projection of findProjections(graph, text, file)) {
    targets.push(targetOf(projection, graph, makers, file));
    const output = projection.node.outputs[0]!;
    branches.set(output, [...(branches.get(output) ?? []), projection]);
  }
  const cut = findLogitsCut(graph, makers);
  const model = [...readFields(bytes)].map(
    (field): Chunks =>
      field.number === 7 ? bytesField(7, changeGraph(field.bytes, branches, targets, cut)) : [field.raw],
  );
  return { chunks: message(...model), targets };
}

const inputName = (projection: { name: string }, matrix: 'A' | 'B'): string =>
  `lora.${projection.name}.${matrix}`;

/** The type of the activations of a node. Throws SurgeryError if it is neither float32 nor float16. */
export function targetOf(projection: Projection, graph: OnnxGraph, makers: Makers, file: string): LoraTarget {
  const { name, inFeatures, outFeatures, node } = projection;
  // The activations have the type of a dense weight, or of the scales if the weights are codes.
  const constant = node.operator === 'MatMulNBits' ? node.inputs[2] : node.inputs[1];
  const code = typeOf(constant ?? '', graph, makers);
  const type = code === DataType.float32 ? 'float32' : code === DataType.float16 ? 'float16' : null;
  if (type === null) {
    throw new SurgeryError(
      `${file}: expected float32 or float16 activations at ${name}, got ONNX data type ${code} at the node ${node.name}. Use a q4, q4f16, q8, fp16 or fp32 export.`,
    );
  }
  const [inputA, inputB] = [inputName(projection, 'A'), inputName(projection, 'B')];
  return { name, inFeatures, outFeatures, dataType: type, inputA, inputB };
}

/** The data type of a constant, which may be cast or transposed first. */
function typeOf(name: string, { tensors }: OnnxGraph, makers: Makers): number | undefined {
  let at = name;
  for (;;) {
    // A Constant node is a maker too, so tensors are looked up first.
    const maker = tensors.has(at) ? undefined : makers.get(at);
    if (!maker) return tensors.get(at)?.dataType;
    if (maker.operator === 'Cast') return Number(maker.attributes.get('to'));
    at = maker.inputs[0] ?? '';
  }
}

function changeGraph(
  graph: Uint8Array<ArrayBuffer>,
  branches: ReadonlyMap<string, readonly Projection[]>,
  targets: readonly LoraTarget[],
  cut: LogitsCut | null,
): Chunks {
  const fields = [...readFields(graph)].map((field): Chunks => {
    if (field.number === 1) {
      const node = readNode(field.bytes);
      const [output = ''] = node.outputs;
      const projections = branches.get(output);
      if (projections) return branch(field.bytes, node, projections);
      if (output === cut?.head.outputs[0]) return cutHead(field.bytes, node);
    } else if (cut && (field.number === 12 || field.number === 13)) {
      const value = readValue(field.bytes);
      // The exporter's notes on inner shapes are no longer true.
      if (cut.shortened.has(value.name)) return field.number === 12 ? shortenedOutput(value) : [];
    }
    return [field.raw];
  });
  if (cut) fields.push(cutInputs());
  for (const { name, inputA, inputB, inFeatures, outFeatures, dataType } of targets) {
    // Each module has its own name for the rank: ONNX Runtime shares memory between shapes with equal names.
    const rank = `lora.${name}.rank`;
    fields.push(bytesField(11, encodeValue(inputA, DataType[dataType], [inFeatures, rank])));
    fields.push(bytesField(11, encodeValue(inputB, DataType[dataType], [rank, outFeatures])));
  }
  return message(...fields);
}

/**
 * The node with its output renamed, a branch for each module that it computes, and the sum under the old output's name.
 * The branches of modules that share a node are joined in the order of its rows.
 */
function branch(bytes: Uint8Array<ArrayBuffer>, node: OnnxNode, projections: readonly Projection[]): Chunks {
  const [x, y] = [node.inputs[0]!, node.outputs[0]!];
  const renamed = [...readFields(bytes)].map(
    (field): Chunks => (field.number === 2 ? textField(2, `${y}/base`) : [field.raw]),
  );
  const added: Chunks[] = [];
  const parts = projections
    .toSorted((a, b) => a.firstRow - b.firstRow)
    .map((projection) => {
      const at = `${y}/lora/${projection.module}`;
      added.push(
        encodeNode('MatMul', `${at}/A`, [x, inputName(projection, 'A')], [`${at}/hidden`]), // [b, t, rank]
        encodeNode('MatMul', `${at}/B`, [`${at}/hidden`, inputName(projection, 'B')], [at]), // [b, t, out]
      );
      return at;
    });
  const joined = parts.length === 1 ? parts[0]! : `${y}/lora`;
  if (parts.length > 1) added.push(encodeNode('Concat', joined, parts, [joined], { axis: { int: -1 } })); // [b, t, out of all]
  added.push(encodeNode('Add', `${y}/lora/Add`, [`${y}/base`, joined], [y])); // [b, t, out of all]
  return message(bytesField(1, message(...renamed)), ...added.map((each) => bytesField(1, each)));
}
