/**
 * Writes ONNX: nodes, tensors, inputs and outputs as encoded chunks, and the model that contains them.
 * Not here: which nodes a model has (export-*.ts).
 * Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
import { toHalves } from '../../float16.ts';
import { DataType } from '../read/graph.ts';
import { bytesField, type Chunks, floatField, intField, join, message, textField } from '../wire.ts';

/** An attribute. Its key says whether it is an integer or a float, because ONNX types its attributes. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly graph: Chunks };

/** The domain of Microsoft's operators; ONNX's own have the empty domain. */
export const contrib = 'com.microsoft';

function attribute(name: string, value: Attribute): Chunks {
  if ('float' in value) return message(textField(1, name), floatField(2, value.float), intField(20, 1));
  if ('int' in value) return message(textField(1, name), intField(3, value.int), intField(20, 2));
  if ('text' in value) return message(textField(1, name), textField(4, value.text), intField(20, 3));
  if ('graph' in value) return message(textField(1, name), bytesField(6, value.graph), intField(20, 5));
  return message(textField(1, name), ...value.ints.map((each) => intField(8, each)), intField(20, 7));
}

/** A NodeProto. An empty output name omits an optional output. */
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

/** Elements in the model file, or in an external file. */
type TensorData =
  | Uint8Array<ArrayBuffer>
  | { readonly location: string; readonly offset: number; readonly length: number };

/** A TensorProto; without data, everything but raw_data. */
export function encodeTensor(
  name: string,
  dataType: number,
  dims: readonly number[],
  data: TensorData | null,
): Chunks {
  const head = [...dims.map((dim) => intField(1, dim)), intField(2, dataType), textField(8, name)];
  if (!data) return message(...head);
  if (data instanceof Uint8Array) return message(...head, bytesField(9, [data]));
  const entries = Object.entries(data).map(([key, value]) =>
    bytesField(13, message(textField(1, key), textField(2, String(value)))),
  );
  return message(...head, ...entries, intField(14, 1));
}

/** An external file for large tensors. */
interface DataFile {
  /** Relative to the model's folder. */
  readonly location: string;
  readonly append: (bytes: Uint8Array<ArrayBuffer>) => void;
}

/** How a graph is written. */
export interface GraphOptions {
  /** The type of what `floats` writes: float32, or the nearest halves. */
  readonly floatType?: FloatType;
  /** Files for large tensors, used in turn. Without them, everything is in the model file. */
  readonly dataFiles?: readonly DataFile[];
  /** Whether nodes and inner tensors get numbers as names, like those of some other exporters. */
  readonly scrambledNames?: boolean;
}
export type FloatType = 'float32' | 'float16';

/** Smaller tensors stay in the model file, as with ONNX' own tools. */
const externalFromBytes = 1024;
/** Tensors of a data file begin at multiples of this. */
const alignmentBytes = 16;

/** Builds a graph: nodes and tensors are added in order, and `finish` encodes the model. */
export interface GraphWriter {
  readonly floatType: FloatType;
  /** Adds a node and returns the name of its first output. */
  node(
    operator: string,
    name: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes?: Readonly<Record<string, Attribute>>,
    domain?: string,
  ): string;
  /** Adds constant elements, by default of floatType, and returns their name. */
  floats(name: string, dims: readonly number[], data: Float32Array<ArrayBuffer>, type?: FloatType): string;
  bytes(name: string, dims: readonly number[], data: Uint8Array<ArrayBuffer>): string;
  /** Adds a list of constant integers, or with `isScalar` a single one, and returns its name. */
  integers(name: string, values: readonly (number | bigint)[], isScalar?: boolean): string;
  input(name: string, dataType: number, dims: readonly (number | string)[]): void;
  output(name: string, dataType: number, dims: readonly (number | string)[]): void;
  /** The bytes of the ONNX file: IR version 10, opset 21 and Microsoft's operators. */
  finish(graphName: string): Uint8Array<ArrayBuffer>;
}

/** An empty graph. */
export function createGraph(options: GraphOptions = {}): GraphWriter {
  const { floatType = 'float32', dataFiles = [], scrambledNames = false } = options;
  const nodes: Parameters<typeof encodeNode>[] = [];
  const tensors: Parameters<typeof encodeTensor>[] = [];
  const inputs: Parameters<typeof encodeValue>[] = [];
  const outputs: Parameters<typeof encodeValue>[] = [];
  const fileSizes = dataFiles.map(() => 0);
  let externalCount = 0;
  const place = (bytes: Uint8Array<ArrayBuffer>): TensorData => {
    if (dataFiles.length === 0 || bytes.length < externalFromBytes) return bytes;
    const index = externalCount++ % dataFiles.length;
    const { location, append } = dataFiles[index]!;
    const offset = Math.ceil(fileSizes[index]! / alignmentBytes) * alignmentBytes;
    append(new Uint8Array(offset - fileSizes[index]!));
    append(bytes);
    fileSizes[index] = offset + bytes.length;
    return { location, offset, length: bytes.length };
  };
  const add = (
    name: string,
    dataType: number,
    dims: readonly number[],
    data: ArrayBufferView<ArrayBuffer>,
  ): string => {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    tensors.push([name, dataType, dims, place(bytes)]);
    return name;
  };
  return {
    floatType,
    node(...node) {
      nodes.push(node);
      return node[3][0]!;
    },
    floats: (name, dims, data, type = floatType) =>
      add(name, DataType[type], dims, type === 'float16' ? toHalves(data) : data),
    bytes: (name, dims, data) => add(name, DataType.uint8, dims, data),
    integers: (name, list, isScalar = false) =>
      add(name, DataType.int64, isScalar ? [] : [list.length], BigInt64Array.from(list, BigInt)),
    input: (...value) => void inputs.push(value),
    output: (...value) => void outputs.push(value),
    finish(graphName) {
      const rename = scrambledNames ? numbering([...inputs, ...outputs].map(([name]) => name)) : undefined;
      const named = (name: string): string => rename?.(name) ?? name;
      const graph = message(
        ...nodes.map(([operator, name, from, to, ...rest], index) =>
          bytesField(
            1,
            encodeNode(operator, rename ? `node_${index}` : name, from.map(named), to.map(named), ...rest),
          ),
        ),
        textField(2, graphName),
        ...tensors.map(([name, ...rest]) => bytesField(5, encodeTensor(named(name), ...rest))),
        ...inputs.map((value) => bytesField(11, encodeValue(...value))),
        ...outputs.map((value) => bytesField(12, encodeValue(...value))),
      );
      const opset = bytesField(8, intField(2, 21));
      const contribOpset = bytesField(8, message(textField(1, contrib), intField(2, 1)));
      // The graph is last, so that a truncated file never looks complete.
      return join(
        message(intField(1, 10), textField(2, 'sparkle-lab'), opset, contribOpset, bytesField(7, graph)),
      );
    },
  };
}

/** Gives a number to each name, in the order of use; kept names and the empty name stay. */
function numbering(kept: readonly string[]): (name: string) => string {
  const names = new Map(['', ...kept].map((name) => [name, name]));
  return (name) => {
    if (!names.has(name)) names.set(name, `val_${names.size}`);
    return names.get(name)!;
  };
}
