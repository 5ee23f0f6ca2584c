/**
 * Adds an input to a decoder that limits logits to the last positions. Newer exports of this family have such an input,
 * num_logits_to_keep, which transformers.js feeds. Others compute the logits of all positions: for 32 prompts of 100
 * tokens and a vocabulary of 49,280 these are 630 MB, of which one row in a hundred is read.
 * Not here: the rest of the surgery (surgery.ts).
 */
import { DataType, type OnnxGraph, type OnnxNode, type OnnxValue } from '../read/graph.ts';
import { type Makers, productOf } from '../read/products.ts';
import { bytesField, type Chunks, message, readFields, textField } from '../wire.ts';
import { encodeNode, encodeTensor, encodeValue } from '../write/model.ts';

/** The graph input: the number of positions at the end, or 0 for all. */
export const keptInput = 'num_logits_to_keep';

/** Where to cut a graph. */
export interface LogitsCut {
  /** The LM head. */
  readonly head: OnnxNode;
  /** Tensors that have fewer positions after the cut, the logits included. */
  readonly shortened: ReadonlySet<string>;
}

/**
 * The cut before the LM head. It is null, and the graph stays unchanged, if the graph has the input already, or if its
 * logits [batch, positions, vocabulary] are not simply a product with a constant matrix.
 */
export function findLogitsCut(graph: OnnxGraph, makers: Makers): LogitsCut | null {
  const logits = graph.outputs.find(({ name }) => name === 'logits');
  if (logits?.dims.length !== 3 || graph.inputs.some(({ name }) => name === keptInput)) return null;
  const shortened = new Set<string>();
  let head: OnnxNode | undefined;
  for (let name = logits.name; ; name = head.inputs[0]!) {
    head = makers.get(name);
    if (!head) return null;
    shortened.add(name);
    if (head.operator !== 'Cast' && head.operator !== 'Identity') break;
  }
  // A Gemm computes matrices only: positions are then not its second dimension.
  return productOf(graph, makers, head) && head.operator !== 'Gemm' ? { head, shortened } : null;
}

const part = (name: string): string => `kept/${name}`;

/** The nodes that cut the input of the LM head, and then its own node, as fields of the graph; `bytes` are its own. */
export function cutHead(bytes: Uint8Array<ArrayBuffer>, { inputs: [x] }: OnnxNode): Chunks {
  const kept = part('places');
  let isFirst = true;
  const head = [...readFields(bytes)].map((field): Chunks => {
    if (field.number !== 1 || !isFirst) return [field.raw];
    isFirst = false;
    return textField(1, kept);
  });
  // The slice is from -n to the end; for n = 0, -0 is the start.
  const added = [
    encodeNode('Neg', part('Neg'), [keptInput], [part('from')]),
    encodeNode('Reshape', part('Reshape'), [part('from'), part('one')], [part('start')]),
    encodeNode('Slice', part('Slice'), [x!, part('start'), part('end'), part('one')], [kept]), // [b, kept, d]
  ];
  return message(...[...added, message(...head)].map((node) => bytesField(1, node)));
}

/** The graph's new input and the constants of the cut, as fields of the graph. */
export function cutInputs(): Chunks {
  const constant = (name: string, value: bigint): Chunks => {
    const bytes = new Uint8Array(BigInt64Array.of(value).buffer);
    return bytesField(5, encodeTensor(part(name), DataType.int64, [1], bytes));
  };
  return message(
    // Serves as the shape of a single number, and as the axis of positions.
    constant('one', 1n),
    constant('end', 2n ** 63n - 1n),
    bytesField(11, encodeValue(keptInput, DataType.int64, [])),
  );
}

/**
 * A shortened tensor as a graph output, with a new name for its dimension: ONNX Runtime shares memory between equal
 * names.
 */
export const shortenedOutput = ({ name, dataType, dims }: OnnxValue): Chunks =>
  bytesField(12, encodeValue(name, dataType, [dims[0]!, 'kept_sequence_length', dims[2]!]));
