/**
 * Reads an ONNX model: its nodes, its tensors as views on the file's bytes, its inputs and outputs.
 * Not here: writing one (../write/model.ts), changing one (../rewrite/surgery.ts).
 * Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
import { type Field, ModelFileError, readFields, readVarints } from '../wire.ts';

/** The members of TensorProto.DataType that this family of models uses. */
export const DataType = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  uint4: 21,
  int4: 22,
} as const;

/** The name of a data type for messages; its number if it is unknown. */
export const dataTypeName = (type: number): string =>
  Object.entries(DataType).find(([, number]) => number === type)?.[0] ?? `ONNX data type ${type}`;

type AttributeValue = bigint | number | string | readonly bigint[] | readonly number[];

/** A NodeProto. */
export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  /** Empty for ONNX's own operators. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, AttributeValue>;
}

/** A TensorProto. */
export interface OnnxTensor {
  readonly name: string;
  /** One of DataType, or another number of the ONNX format. */
  readonly dataType: number;
  readonly dims: readonly number[];
  /** Little-endian elements, a view on the file; null if they are in another file. */
  readonly data: Uint8Array<ArrayBuffer> | null;
  /** The other file, relative to the model's folder, and where they are in it; null if they are in `data`. */
  readonly external: {
    readonly location: string;
    readonly offset: number;
    readonly lengthBytes: number | null;
  } | null;
}

/** A graph input or output. A symbolic dimension is given by its name, an unknown one by the empty string. */
export interface OnnxValue {
  readonly name: string;
  readonly dataType: number;
  readonly dims: readonly (number | string)[];
}

/** A GraphProto. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  /** Initializers and the values of Constant nodes, by name. */
  readonly tensors: ReadonlyMap<string, OnnxTensor>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

const decoder = new TextDecoder();
const text = (field: Field): string => decoder.decode(field.bytes);

/**
 * Reads an ONNX file. `file` names it in messages. Throws ModelFileError if the bytes are incomplete or not an ONNX
 * model with a graph.
 */
export function readGraph(bytes: Uint8Array<ArrayBuffer>, file: string): OnnxGraph {
  try {
    return readParts(graphBytes(bytes));
  } catch (error) {
    if (!(error instanceof ModelFileError)) throw error;
    throw new ModelFileError(
      `${file}: expected an ONNX model, got ${bytes.length} bytes ${describeStart(bytes)} with ${error.message}. The file is damaged or is something else: fetch it again.`,
    );
  }
}

/** Reads a GraphProto. */
function readParts(bytes: Uint8Array<ArrayBuffer>): OnnxGraph {
  const graph = {
    nodes: [] as OnnxNode[],
    tensors: new Map<string, OnnxTensor>(),
    inputs: [] as OnnxValue[],
    outputs: [] as OnnxValue[],
  };
  for (const field of readFields(bytes)) {
    if (field.number === 1) {
      const node = readNode(field.bytes);
      graph.nodes.push(node);
      const name = node.outputs[0];
      const constant = node.operator === 'Constant' ? readConstant(field.bytes) : null;
      if (constant && name) graph.tensors.set(name, { ...constant, name });
    } else if (field.number === 5) {
      const tensor = readTensor(field.bytes);
      graph.tensors.set(tensor.name, tensor);
    } else if (field.number === 11) graph.inputs.push(readValue(field.bytes));
    else if (field.number === 12) graph.outputs.push(readValue(field.bytes));
  }
  return graph;
}

/** The bytes of the graph in a model file. Throws ModelFileError if the file is no complete model. */
function graphBytes(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let irVersion = 0n;
  let hasOpset = false;
  let graph: Uint8Array<ArrayBuffer> | undefined;
  for (const field of readFields(bytes)) {
    if (field.number === 1) irVersion = field.value;
    if (field.number === 7) graph = field.bytes;
    if (field.number === 8) hasOpset = true;
  }
  if (irVersion !== 0n && hasOpset && graph) return graph;
  throw new ModelFileError('no graph or operator set in it');
}

/** The first bytes as text: a reader then sees at once if an HTML page came instead of a model. */
function describeStart(bytes: Uint8Array): string {
  if (bytes.length === 0) return '(empty)';
  const start = decoder.decode(bytes.subarray(0, 24)).replace(/[^\x20-\x7e]/g, '.');
  return `beginning with "${start}"`;
}

/** Reads a NodeProto. */
export function readNode(bytes: Uint8Array<ArrayBuffer>): OnnxNode {
  let name = '';
  let operator = '';
  let domain = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, AttributeValue>();
  for (const field of readFields(bytes)) {
    if (field.number === 1) inputs.push(text(field));
    else if (field.number === 2) outputs.push(text(field));
    else if (field.number === 3) name = text(field);
    else if (field.number === 4) operator = text(field);
    else if (field.number === 5) readAttribute(field.bytes, attributes);
    else if (field.number === 7) domain = text(field);
  }
  return { name, operator, domain, inputs, outputs, attributes };
}

/** The attribute `value` of a Constant node. */
function readConstant(node: Uint8Array<ArrayBuffer>): OnnxTensor | null {
  const attribute = child(node, 5);
  const tensor = attribute && child(attribute, 5);
  return tensor && readTensor(tensor);
}

/** The attributes but tensors and graphs, which only Constant nodes of this family have. */
function readAttribute(bytes: Uint8Array<ArrayBuffer>, attributes: Map<string, AttributeValue>): void {
  let name = '';
  let value: AttributeValue | undefined;
  const integers: bigint[] = [];
  const floats: number[] = [];
  for (const field of readFields(bytes)) {
    if (field.number === 1) name = text(field);
    else if (field.number === 2) value = float32(field.bytes, 0);
    else if (field.number === 3) value = BigInt.asIntN(64, field.value);
    else if (field.number === 4) value = text(field);
    else if (field.number === 7) {
      for (let at = 0; at < field.bytes.length; at += 4) floats.push(float32(field.bytes, at));
    } else if (field.number === 8) integers.push(...repeated(field));
  }
  if (value === undefined && floats.length > 0) value = floats;
  if (value === undefined) value = integers;
  attributes.set(name, value);
}

/** Reads a TensorProto; its elements are a view on the bytes. */
export function readTensor(bytes: Uint8Array<ArrayBuffer>): OnnxTensor {
  let name = '';
  let dataType = 0;
  let data: Uint8Array<ArrayBuffer> | null = null;
  let isExternal = false;
  const dims: number[] = [];
  const place = new Map<string, string>();
  const integers: bigint[] = [];
  for (const field of readFields(bytes)) {
    if (field.number === 1) dims.push(...repeated(field).map(Number));
    else if (field.number === 2) dataType = Number(field.value);
    else if (field.number === 8) name = text(field);
    // raw_data or packed float_data: both have the same bytes.
    else if (field.number === 9 || field.number === 4) data = field.bytes;
    // int32_data, which is also used for bytes and halves.
    else if (field.number === 5) for (const value of repeated(field)) integers.push(value);
    else if (field.number === 14) isExternal = field.value === 1n;
    else if (field.number === 13) {
      const [key, value] = readEntry(field.bytes);
      place.set(key, value);
    }
  }
  if (!isExternal) {
    if (integers.length > 0) data = narrow(integers, dataType);
    return { name, dataType, dims, data, external: null };
  }
  const length = place.get('length');
  const external = {
    location: place.get('location') ?? '',
    offset: Number(place.get('offset') ?? 0),
    lengthBytes: length === undefined ? null : Number(length),
  };
  return { name, dataType, dims, data: null, external };
}

/** Converts elements that ONNX stores as a list of 32-bit integers to the bytes of their own type. */
function narrow(integers: readonly bigint[], dataType: number): Uint8Array<ArrayBuffer> {
  const numbers = integers.map((value) => Number(BigInt.asIntN(32, value)));
  if (dataType === DataType.float16) return new Uint8Array(Uint16Array.from(numbers).buffer);
  if (dataType === DataType.int32) return new Uint8Array(Int32Array.from(numbers).buffer);
  return Uint8Array.from(numbers);
}

/** Reads a ValueInfoProto. */
export function readValue(bytes: Uint8Array<ArrayBuffer>): OnnxValue {
  let name = '';
  let dataType = 0;
  const dims: (number | string)[] = [];
  for (const field of readFields(bytes)) {
    if (field.number === 1) name = text(field);
    if (field.number !== 2) continue;
    const tensorType = child(field.bytes, 1);
    if (!tensorType) continue;
    for (const part of readFields(tensorType)) {
      if (part.number === 1) dataType = Number(part.value);
      if (part.number !== 2) continue;
      for (const dim of readFields(part.bytes)) if (dim.number === 1) dims.push(readDim(dim.bytes));
    }
  }
  return { name, dataType, dims };
}

function readDim(bytes: Uint8Array<ArrayBuffer>): number | string {
  for (const field of readFields(bytes)) {
    if (field.number === 1) return Number(field.value);
    if (field.number === 2) return text(field);
  }
  return '';
}

function readEntry(bytes: Uint8Array<ArrayBuffer>): [key: string, value: string] {
  let key = '';
  let value = '';
  for (const field of readFields(bytes)) {
    if (field.number === 1) key = text(field);
    else if (field.number === 2) value = text(field);
  }
  return [key, value];
}

function child(bytes: Uint8Array<ArrayBuffer>, number: number): Uint8Array<ArrayBuffer> | null {
  for (const field of readFields(bytes)) if (field.number === number) return field.bytes;
  return null;
}

/** The values of a repeated integer: one in each field, or many packed in one. */
function repeated(field: Field): bigint[] {
  if (field.bytes.length > 0) return [...readVarints(field.bytes)];
  return field.raw.length > 1 && (field.raw[0]! & 7) === 2 ? [] : [BigInt.asIntN(64, field.value)];
}

function float32(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) throw new ModelFileError(`a float of ${bytes.length - at} bytes`);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getFloat32(at, true);
}
