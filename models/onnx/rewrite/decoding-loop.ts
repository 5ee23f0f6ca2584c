/**
 * Puts a decoder into a loop inside its graph, so that one call computes several tokens: each pass takes the likeliest
 * token, looks up its embedding and goes on. The cache then stays in ONNX Runtime's memory: one token a call copies it
 * out and in again, which takes three quarters of the time of a small model on the processor. With one pass a call the
 * decoder computes what it did before. For the processor: on a GPU the cache stays where it is anyway.
 * Not here: running it (../session/block-decoder.ts), the nodes that are exchanged (faster-nodes.ts).
 * Letters: b batch, t positions fed, T positions in all, d width, v vocabulary.
 */
import {
  DataType,
  type OnnxGraph,
  type OnnxTensor,
  type OnnxValue,
  readGraph,
  readNode,
} from '../read/graph.ts';
import type { OpenModel } from '../read/model-file.ts';
import { makersOf } from '../read/products.ts';
import { bytesField, type Chunks, type Field, join, message, readFields, textField } from '../wire.ts';
import { type Attribute, encodeNode, encodeTensor, encodeValue } from '../write/model.ts';
import { fasterNode } from './faster-nodes.ts';
import { keptInput } from './kept-logits.ts';

/** The inputs that the loop adds, and its own output. */
export const loopNames = {
  /** int64 []: passes at most, one token each. */
  steps: 'steps',
  /** int64 [b, 1]: above 0 for a row that has ended. The loop ends early when all have. */
  ended: 'ended',
  /** int64 [any number]: tokens that end a row. */
  endIds: 'end_ids',
  /** int64 [passes, b, 1]: what was written. */
  tokens: 'tokens',
} as const;

/** The output from which the next call gets this input. */
export const nextOutput = (input: string): string =>
  input.startsWith(pastPrefix) ? input.replace(pastPrefix, 'present.') : `next.${input}`;

const pastPrefix = 'past_key_values.';

/** Decoders with more weights stay as they are: their weights take more memory as floats, and copies matter less. */
const mostWeights = 2 ** 24;

/** Files above this size have more weights than that in any format. */
export const mostLoopBytes = 4 * mostWeights;

/**
 * The decoder (with LoRA inputs and those of kept-logits.ts) in a loop, with the token embedding of the other file.
 * It is null for a form that is not known here. Rows must be equally long and without padding. Throws ModelFileError
 * for damaged bytes.
 */
export function loopDecoder(
  decoder: Uint8Array<ArrayBuffer>,
  embedding: Uint8Array<ArrayBuffer>,
): Chunks | null {
  const graph = readGraph(decoder, 'decoder');
  const embedGraph = readGraph(embedding, 'embed_tokens');
  if (!isKnown(graph, embedGraph) || !sharesOperators(decoder, embedding)) return null;
  const state = graph.inputs.filter(({ name }) => isState(name));
  const body = new Body(graph, state);
  const decoderTensors = body.addDecoder(decoder);
  const embeddingTensors = body.addEmbedding(embedding);
  const { attributes, constants, outputs } = body.finish();
  const inputs = [loopNames.steps, 'goes_on', ...state.map(({ name }) => name), loopNames.ended, 'no_logits'];
  const whole = message(
    bytesField(1, encodeNode('Loop', 'decoding', inputs, [...outputs.keys()], attributes)),
    textField(2, 'decoder_in_loop'),
    ...decoderTensors,
    ...embeddingTensors,
    ...constants,
    ...graphFields(decoder)
      .filter(({ number }) => number === 11)
      .map(({ raw }): Chunks => [raw]),
    bytesField(11, encodeValue(loopNames.steps, DataType.int64, [])),
    bytesField(11, encodeValue(loopNames.ended, DataType.int64, ['batch_size', 1])),
    bytesField(11, encodeValue(loopNames.endIds, DataType.int64, ['end_ids'])),
    ...[...outputs].map(([name, { dataType, dims }]) => bytesField(12, encodeValue(name, dataType, dims))),
  );
  const model = [...readFields(decoder)].map(
    (field): Chunks => (field.number === 7 ? bytesField(7, whole) : [field.raw]),
  );
  return message(...model);
}

// ---- Which forms are known -----------------------------------------------------------------------------------------

const isState = (name: string): boolean =>
  ['inputs_embeds', 'attention_mask', 'position_ids'].includes(name) || name.startsWith(pastPrefix);

function isKnown(decoder: OnnxGraph, embedding: OnnxGraph): boolean {
  const { inputs, outputs } = decoder;
  const names = inputs.map(({ name }) => name);
  const others = names.filter((name) => !isState(name) && name !== keptInput && !name.startsWith('lora.'));
  const float32 = (values: readonly OnnxValue[]): boolean =>
    values.every(({ dataType }) => dataType === DataType.float32);
  const past = inputs.filter(({ name }) => name.startsWith(pastPrefix));
  const logits = outputs.filter(({ name }) => name === 'logits' || name.startsWith('present.'));
  return (
    names.includes('inputs_embeds') &&
    names.includes('attention_mask') &&
    others.length === 0 &&
    float32(inputs.filter(({ name }) => name === 'inputs_embeds')) &&
    past.every(({ name }) => outputs.some((output) => output.name === nextOutput(name))) &&
    logits.length === outputs.length &&
    logits.length === past.length + 1 &&
    // Halves are computed in another way on the processor, so nothing is known of their speed.
    float32([...past, ...outputs]) &&
    embedding.inputs.length === 1 &&
    embedding.inputs[0]!.name === 'input_ids' &&
    embedding.outputs.length === 1 &&
    embedding.outputs[0]!.name === 'inputs_embeds' &&
    float32(embedding.outputs) &&
    [...embedding.tensors.values()].every(({ external }) => !external) &&
    [...decoder.nodes, ...embedding.nodes].every(
      ({ operator }) => !['If', 'Loop', 'Scan'].includes(operator),
    ) &&
    countWeights(decoder) + countWeights(embedding) <= mostWeights
  );
}

/** Weights of a graph: codes of 4 bits are two in a byte. */
function countWeights({ tensors }: OnnxGraph): number {
  const count = ({ dims, dataType }: OnnxTensor): number =>
    dims.reduce((product, dim) => product * dim, dataType === DataType.uint8 ? 2 : 1);
  return [...tensors.values()].reduce((sum, tensor) => sum + count(tensor), 0);
}

/** Whether nodes of both files mean the same in one: equal versions of the operators, new enough for the loop's own. */
function sharesOperators(decoder: Uint8Array<ArrayBuffer>, embedding: Uint8Array<ArrayBuffer>): boolean {
  const versions = operatorVersions(decoder);
  const isShared = [...operatorVersions(embedding)].every(
    ([domain, version]) => versions.get(domain) === version,
  );
  return isShared && (versions.get('') ?? 0) >= 13 && versions.has('com.microsoft');
}

function operatorVersions(model: Uint8Array<ArrayBuffer>): Map<string, number> {
  const imports = [...readFields(model)].filter(({ number }) => number === 8);
  return new Map(
    imports.map(({ bytes }) => {
      const parts = [...readFields(bytes)];
      const domain = parts.find(({ number }) => number === 1);
      return [domain ? text(domain) : '', Number(parts.find(({ number }) => number === 2)?.value ?? 0)];
    }),
  );
}

// ---- The loop's body -----------------------------------------------------------------------------------------------

const decodeText = new TextDecoder();
const text = ({ bytes }: Field): string => decodeText.decode(bytes);

const graphFields = (model: Uint8Array<ArrayBuffer>): Field[] =>
  [...readFields(model)].filter(({ number }) => number === 7).flatMap(({ bytes }) => [...readFields(bytes)]);

/** A NodeProto or a TensorProto with other names in these fields. */
const renamed = (
  bytes: Uint8Array<ArrayBuffer>,
  fields: readonly number[],
  rename: (name: string) => string,
) =>
  message(
    ...[...readFields(bytes)].map(
      (field): Chunks =>
        fields.includes(field.number) ? textField(field.number, rename(text(field))) : [field.raw],
    ),
  );

/** A name in the body. A graph inside another may not use the outer one's names for values of its own. */
const inner = (name: string): string => `loop/${name}`;

/** The body of the loop while it is written: a GraphProto that one pass computes. */
class Body {
  readonly #graph: OnnxGraph;
  /** What a pass takes from the one before: inputs of the decoder. */
  readonly #state: readonly OnnxValue[];
  readonly #logits: OnnxValue;
  /** Values of the decoder that are the body's own inputs and outputs. */
  readonly #own: ReadonlySet<string>;
  readonly #nodes: Chunks[] = [];

  constructor(graph: OnnxGraph, state: readonly OnnxValue[]) {
    this.#graph = graph;
    this.#state = state;
    this.#logits = graph.outputs.find(({ name }) => name === 'logits')!;
    this.#own = new Set([...state, ...graph.outputs].map(({ name }) => name));
  }

  /** Adds the decoder's nodes, in their faster form if they have one; returns the constants that they use. */
  addDecoder(bytes: Uint8Array<ArrayBuffer>): Chunks[] {
    const model: OpenModel = {
      file: 'decoder',
      graph: this.#graph,
      makers: makersOf(this.#graph),
      dataFiles: new Map(),
    };
    const fields = graphFields(bytes);
    const tensors: Chunks[] = [];
    const used = new Set<string>();
    for (const field of fields) {
      if (field.number !== 1) continue;
      const faster = fasterNode(model, readNode(field.bytes));
      if (faster) tensors.push(faster.tensors);
      const node = faster ? join(faster.node) : field.bytes;
      for (const name of readNode(node).inputs) used.add(name);
      this.#nodes.push(
        bytesField(
          1,
          renamed(node, [1, 2], (name) => (this.#own.has(name) ? inner(name) : name)),
        ),
      );
    }
    const kept = fields.filter(({ number, bytes: tensor }) => number === 5 && used.has(tensorName(tensor)));
    return [...kept.map(({ raw }): Chunks => [raw]), ...tensors];
  }

  /** Adds the embedding of the token that this pass wrote; returns its constants. */
  addEmbedding(bytes: Uint8Array<ArrayBuffer>): Chunks[] {
    this.#node('Gather', ['logits', 'last'].map(inner), 'last_logits', { axis: { int: 1 } }); // [b, v]
    this.#node('ArgMax', [inner('last_logits')], 'token', { axis: { int: -1 } }); // [b, 1]
    const ends: Readonly<Record<string, string>> = { input_ids: 'token', inputs_embeds: 'embedded' };
    const rename = (name: string): string => (name === '' ? '' : inner(ends[name] ?? `embed_tokens/${name}`));
    const tensors: Chunks[] = [];
    for (const { number, bytes: part } of graphFields(bytes)) {
      if (number === 1) this.#nodes.push(bytesField(1, renamed(part, [1, 2, 3], rename)));
      if (number === 5) tensors.push(bytesField(5, renamed(part, [8], rename)));
    }
    return tensors;
  }

  /** Adds what the next pass takes, and encodes the body. */
  finish(): {
    attributes: Record<string, Attribute>;
    constants: Chunks[];
    outputs: Map<string, Pick<OnnxValue, 'dataType' | 'dims'>>;
  } {
    this.#addEnd();
    const next = this.#state.map(({ name }) => this.#nextValue(name));
    const { float32, int64, bool } = DataType;
    const anew = ({ name, dataType, dims }: OnnxValue, side: string) =>
      encodeValue(inner(name), dataType, named(dims, `${side} ${name}`));
    const body = message(
      ...this.#nodes,
      textField(2, 'decoding_pass'),
      bytesField(11, encodeValue(inner('pass'), int64, [])),
      bytesField(11, encodeValue(inner('went_on'), bool, [])),
      ...this.#state.map((value) => bytesField(11, anew(value, 'in'))),
      bytesField(11, encodeValue(inner('ended'), int64, ['b', 1])),
      bytesField(11, encodeValue(inner('old_logits'), float32, ['old b', 'old t', 'old v'])),
      bytesField(12, encodeValue(inner('goes_on'), bool, [])),
      ...this.#state.map((value, i) => bytesField(12, anew({ ...value, name: next[i]! }, 'out'))),
      bytesField(12, encodeValue(inner('next_ended'), int64, ['b', 1])),
      bytesField(12, anew(this.#logits, 'out')),
      bytesField(12, encodeValue(inner('token'), int64, ['b', 1])),
    );
    return { attributes: { body: { graph: body } }, constants: loopConstants(), outputs: this.#outputs() };
  }

  #node(
    operator: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): void {
    const node = encodeNode(operator, inner(`${output}/${operator}`), inputs, [inner(output)], attributes);
    this.#nodes.push(bytesField(1, node));
  }

  /** Counts for each row whether it has ended, and says whether any goes on. */
  #addEnd(): void {
    this.#node('Equal', [inner('token'), loopNames.endIds], 'is_end'); // [b, ids]
    this.#node('Cast', [inner('is_end')], 'end_counts', { to: { int: DataType.int64 } });
    this.#node('ReduceSum', ['end_counts', 'axis'].map(inner), 'ends', { keepdims: { int: 1 } }); // [b, 1]
    this.#node('Max', ['ended', 'ends'].map(inner), 'next_ended'); // [b, 1]
    this.#node('ReduceMin', [inner('next_ended')], 'all_ended', { keepdims: { int: 0 } }); // []
    this.#node('Equal', ['all_ended', 'none'].map(inner), 'goes_on'); // []
  }

  /** The name of the value that the next pass takes for this input. */
  #nextValue(name: string): string {
    if (name === 'inputs_embeds') return 'embedded'; // [b, 1, d]
    if (name === 'attention_mask') {
      this.#node('Shape', [inner('token')], 'token_shape');
      this.#node('Expand', ['one', 'token_shape'].map(inner), 'seen'); // [b, 1]
      this.#node('Concat', ['attention_mask', 'seen'].map(inner), 'next_mask', { axis: { int: 1 } }); // [b, T + 1]
      return 'next_mask';
    }
    if (name === 'position_ids') {
      this.#node('Gather', ['position_ids', 'last'].map(inner), 'last_position', { axis: { int: 1 } }); // [b]
      this.#node('Unsqueeze', ['last_position', 'axis'].map(inner), 'last_positions'); // [b, 1]
      this.#node('Add', ['last_positions', 'one'].map(inner), 'next_position'); // [b, 1]
      return 'next_position';
    }
    return nextOutput(name);
  }

  /** The outputs of the loop, in its order. */
  #outputs(): Map<string, Pick<OnnxValue, 'dataType' | 'dims'>> {
    const { int64, float32 } = DataType;
    return new Map([
      ...this.#state.map(({ name, dataType, dims }) => {
        const output = nextOutput(name);
        return [output, { dataType, dims: named(dims, output) }] as const;
      }),
      [nextOutput(loopNames.ended), { dataType: int64, dims: ['batch_size', 1] }],
      ['logits', { dataType: float32, dims: named(this.#logits.dims, 'logits') }],
      [loopNames.tokens, { dataType: int64, dims: ['passes', 'batch_size', 1] }],
    ]);
  }
}

/** Dimensions with new names: sizes change from pass to pass, and ONNX Runtime shares memory between equal names. */
const named = (dims: OnnxValue['dims'], by: string): (number | string)[] =>
  dims.map((dim, i) => (typeof dim === 'number' ? dim : `${by} ${i}`));

function tensorName(tensor: Uint8Array<ArrayBuffer>): string {
  const field = [...readFields(tensor)].find(({ number }) => number === 8);
  return field ? text(field) : '';
}

/** What the loop's own nodes use, as fields of the outer graph. */
function loopConstants(): Chunks[] {
  const integer = (name: string, dims: readonly number[], value: bigint): Chunks =>
    encodeTensor(inner(name), DataType.int64, dims, new Uint8Array(BigInt64Array.of(value).buffer));
  return [
    integer('last', [], -1n),
    integer('one', [], 1n),
    integer('none', [], 0n),
    integer('axis', [1], 1n),
    encodeTensor('goes_on', DataType.bool, [], Uint8Array.of(1)),
    encodeTensor('no_logits', DataType.float32, [0, 0, 0], new Uint8Array()),
  ].map((tensor) => bytesField(5, tensor));
}
