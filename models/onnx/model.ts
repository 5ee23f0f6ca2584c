/**
 * Writes ONNX: nodes, tensors, inputs and outputs as encoded chunks, and the model around them.
 * Not here: which nodes a model has (export-*.ts).
 * Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
import { DataType } from './graph.ts';
import { bytesField, type Chunks, floatField, intField, join, message, textField } from './wire.ts';

/** Integers and floats are told apart by their key: ONNX types its attributes. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly text: string };

/** Microsoft's operators, beside ONNX's own, which have the empty domain. */
export const contrib = 'com.microsoft';

function attribute(name: string, value: Attribute): Chunks {
  if ('float' in value) return message(textField(1, name), floatField(2, value.float), intField(20, 1));
  if ('int' in value) return message(textField(1, name), intField(3, value.int), intField(20, 2));
  if ('text' in value) return message(textField(1, name), textField(4, value.text), intField(20, 3));
  return message(textField(1, name), ...value.ints.map((each) => intField(8, each)), intField(20, 7));
}

/** A NodeProto. An empty output name leaves an optional output out. */
export function encodeNode(
  operator: string,
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
  domain = '',
): Chunks {
  return message(
    ...inputs.map((input) => textField(1, input)),
    ...outputs.map((output) => textField(2, output)),
    textField(3, name),
    textField(4, operator),
    ...Object.entries(attributes).map(([key, value]) => bytesField(5, attribute(key, value))),
    domain === '' ? [] : textField(7, domain),
  );
}

/** A ValueInfoProto: a graph input or output. A dimension is a size or the name of one. */
export function encodeValue(name: string, dataType: number, dims: readonly (number | string)[]): Chunks {
  const shape = message(
    ...dims.map((dim) => bytesField(1, typeof dim === 'number' ? intField(1, dim) : textField(2, dim))),
  );
  const tensorType = message(intField(1, dataType), bytesField(2, shape));
  return message(textField(1, name), bytesField(2, bytesField(1, tensorType)));
}

function encodeTensor(
  name: string,
  dataType: number,
  dims: readonly number[],
  data: Uint8Array<ArrayBuffer>,
): Chunks {
  return message(
    ...dims.map((dim) => intField(1, dim)),
    intField(2, dataType),
    textField(8, name),
    bytesField(9, [data]),
  );
}

/** A graph in the making: nodes and tensors are added in order, `finish` encodes the model. */
export interface GraphWriter {
  /** Adds a node and returns the name of its first output. */
  node(
    operator: string,
    name: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes?: Readonly<Record<string, Attribute>>,
    domain?: string,
  ): string;
  /** Adds constant float32 elements and returns their name. */
  floats(name: string, dims: readonly number[], data: Float32Array<ArrayBuffer>): string;
  bytes(name: string, dims: readonly number[], data: Uint8Array<ArrayBuffer>): string;
  /** Adds a list of constant integers, or with `isScalar` a single one without dimensions. */
  integers(name: string, values: readonly (number | bigint)[], isScalar?: boolean): string;
  input(name: string, dataType: number, dims: readonly (number | string)[]): void;
  output(name: string, dataType: number, dims: readonly (number | string)[]): void;
  /** The bytes of the ONNX file: IR version 10, opset 21 and Microsoft's operators. */
  finish(graphName: string): Uint8Array<ArrayBuffer>;
}

export function createGraph(): GraphWriter {
  const nodes: Chunks[] = [];
  const tensors: Chunks[] = [];
  const values: Chunks[] = [];
  const add = (
    name: string,
    dataType: number,
    dims: readonly number[],
    data: ArrayBufferView<ArrayBuffer>,
  ): string => {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    tensors.push(bytesField(5, encodeTensor(name, dataType, dims, bytes)));
    return name;
  };
  return {
    node(operator, name, inputs, outputs, attributes = {}, domain = '') {
      nodes.push(bytesField(1, encodeNode(operator, name, inputs, outputs, attributes, domain)));
      return outputs[0]!;
    },
    floats: (name, dims, data) => add(name, DataType.float32, dims, data),
    bytes: (name, dims, data) => add(name, DataType.uint8, dims, data),
    integers: (name, list, isScalar = false) =>
      add(name, DataType.int64, isScalar ? [] : [list.length], BigInt64Array.from(list, BigInt)),
    input: (name, dataType, dims) => void values.push(bytesField(11, encodeValue(name, dataType, dims))),
    output: (name, dataType, dims) => void values.push(bytesField(12, encodeValue(name, dataType, dims))),
    finish(graphName) {
      const graph = message(...nodes, textField(2, graphName), ...tensors, ...values);
      const opset = bytesField(8, intField(2, 21));
      const contribOpset = bytesField(8, message(textField(1, contrib), intField(2, 1)));
      // The graph comes last: a file that was cut off is then never whole by chance.
      return join(
        message(intField(1, 10), textField(2, 'sparkle-lab'), opset, contribOpset, bytesField(7, graph)),
      );
    },
  };
}
