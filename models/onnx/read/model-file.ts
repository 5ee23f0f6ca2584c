/**
 * An ONNX model with its files of external weights: gives the bytes of each tensor, and checks that they are complete.
 * Not here: the format (graph.ts), getting files (folder.ts), what tensors mean (matrix.ts).
 */
import { halfToNumber } from '../../float16.ts';
import { ModelFileError } from '../wire.ts';
import { DataType, dataTypeName, type OnnxGraph, type OnnxTensor, readGraph } from './graph.ts';
import { type Makers, makersOf } from './products.ts';

/** A model file that was fetched. */
export interface ModelFile {
  /** The file's name in messages. */
  readonly file: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Fetches another file of the same folder by its name. */
  readonly external: (location: string) => Promise<Uint8Array<ArrayBuffer>>;
}

/** A model with all its files. */
export interface OpenModel {
  readonly file: string;
  readonly graph: OnnxGraph;
  readonly makers: Makers;
  /** Files of external weights, by the location that tensors give. */
  readonly dataFiles: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/**
 * Reads the graph and fetches the files of external weights. Throws ModelFileError for a damaged file, and what
 * `external` throws.
 */
export async function openModel({ file, bytes, external }: ModelFile): Promise<OpenModel> {
  const graph = readGraph(bytes, file);
  const dataFiles = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { external: place } of graph.tensors.values()) {
    if (place && !dataFiles.has(place.location))
      dataFiles.set(place.location, await external(place.location));
  }
  return { file, graph, makers: makersOf(graph), dataFiles };
}

/** Bytes of an element, by its data type. */
const elementBytes: Readonly<Record<number, number>> = {
  [DataType.float32]: 4,
  [DataType.uint8]: 1,
  [DataType.int8]: 1,
  [DataType.int32]: 4,
  [DataType.int64]: 8,
  [DataType.bool]: 1,
  [DataType.float16]: 2,
  [DataType.uint4]: 0.5,
  [DataType.int4]: 0.5,
};

const elementCount = ({ dims }: OnnxTensor): number => dims.reduce((product, dim) => product * dim, 1);

/**
 * The bytes of a tensor, a view on its file. Throws ModelFileError if its data type is not one of `types`, or if the
 * number of bytes does not fit its dimensions.
 */
export function bytesOf(
  { file, dataFiles }: OpenModel,
  tensor: OnnxTensor,
  types: readonly (keyof typeof DataType)[],
): Uint8Array<ArrayBuffer> {
  const { name, dims, dataType, external } = tensor;
  const what = `tensor ${name} [${dims.join(', ')}]`;
  if (!types.some((type) => DataType[type] === dataType)) {
    throw new ModelFileError(
      `${file}: expected ${what} as ${types.join(' or ')}, got ${dataTypeName(dataType)}. Use a q4, q4f16, 8-bit MatMulNBits, fp16 or fp32 export.`,
    );
  }
  const needed = Math.ceil(elementCount(tensor) * elementBytes[dataType]!);
  if (!external) {
    if (tensor.data?.length === needed) return tensor.data;
    throw new ModelFileError(
      `${file}: expected ${needed} bytes of ${what}, got ${tensor.data?.length ?? 'none'}. The file is damaged: fetch it again.`,
    );
  }
  const { location, offset, lengthBytes } = external;
  const data = dataFiles.get(location)!;
  const isInside = Number.isSafeInteger(offset) && offset >= 0 && offset + needed <= data.length;
  if (isInside && (lengthBytes ?? needed) === needed) return data.subarray(offset, offset + needed);
  throw new ModelFileError(
    `${file}: expected ${needed} bytes of ${what} in ${location} from byte ${offset}, but ${isInside ? `${lengthBytes} are announced` : `that file has ${data.length}`}. It is cut short or belongs to another model: fetch both again.`,
  );
}

/** float32 or float16 elements as float32: a view if possible, else a copy. Throws as bytesOf. */
export function floatsOf(model: OpenModel, tensor: OnnxTensor): Float32Array<ArrayBuffer> {
  const bytes = bytesOf(model, tensor, ['float32', 'float16']);
  if (tensor.dataType === DataType.float32) return new Float32Array(...aligned(bytes, 4));
  return Float32Array.from(new Uint16Array(...aligned(bytes, 2)), halfToNumber);
}

/**
 * Buffer, offset and length for a view of elements of this width: of the bytes themselves if they are aligned, else of
 * a copy.
 */
export function aligned(
  bytes: Uint8Array<ArrayBuffer>,
  width: 2 | 4,
): [buffer: ArrayBuffer, byteOffset: number, length: number] {
  const at = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
  return [at.buffer, at.byteOffset, at.length / width];
}
