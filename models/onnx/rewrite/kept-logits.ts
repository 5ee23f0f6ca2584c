/**
 * Lets a decoder be asked for the logits of its last places only. Exports of this family differ: newer ones have the
 * input num_logits_to_keep, which transformers.js feeds; others compute the logits of all places, and for 32 prompts of
 * 100 tokens and a vocabulary of 49,280 those would be 630 MB of which one row in a hundred is read.
 * Not here: the rest of the surgery (surgery.ts).
 */
import { DataType, type OnnxGraph, type OnnxNode, type OnnxValue } from '../read/graph.ts';
import { type Makers, productOf } from '../read/products.ts';
import { bytesField, type Chunks, message, readFields, textField } from '../wire.ts';
import { encodeNode, encodeTensor, encodeValue } from '../write/model.ts';

/** The graph input: how many places at the end; 0: all. */
export const keptInput = 'num_logits_to_keep';

/** Where a graph can be cut. */
export interface LogitsCut {
  /** The LM head. */
  readonly head: OnnxNode;
  /** Tensors that have fewer places after the cut, the logits among them. */
  readonly shortened: ReadonlySet<string>;
}

/**
 * The cut before the LM head; null where the graph has the input, or where its logits [batch, places, vocabulary] are
 * not simply a product with a constant matrix: such a graph stays as it is.
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
  // A Gemm knows matrices only: the places are then not its second dimension.
  return productOf(graph, makers, head) && head.operator !== 'Gemm' ? { head, shortened } : null;
}

const part = (name: string): string => `kept/${name}`;

/** The node of the LM head, as fields of the graph, behind the nodes that cut its input; `bytes` are the node's own. */
export function cutHead(bytes: Uint8Array<ArrayBuffer>, { inputs: [x] }: OnnxNode): Chunks {
  const kept = part('places');
  let isFirst = true;
  const head = [...readFields(bytes)].map((field): Chunks => {
    if (field.number !== 1 || !isFirst) return [field.raw];
    isFirst = false;
    return textField(1, kept);
  });
  // From -n to the end, and -0 is the start.
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
    // It is the shape of one number and the axis of places.
    constant('one', 1n),
    constant('end', 2n ** 63n - 1n),
    bytesField(11, encodeValue(keptInput, DataType.int64, [])),
  );
}

/** The logits, or what they are cast from, as a graph output: ONNX Runtime shares memory between shapes of the same name. */
export const shortenedOutput = ({ name, dataType, dims }: OnnxValue): Chunks =>
  bytesField(12, encodeValue(name, dataType, [dims[0]!, 'kept_sequence_length', dims[2]!]));
