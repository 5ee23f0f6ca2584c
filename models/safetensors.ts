/**
 * Reads and writes safetensors files: a JSON header with names, shapes and offsets, then the tensors' bytes.
 * Not here: what the tensors mean. Format: https://huggingface.co/docs/safetensors/index
 */

import { halfToNumber } from './float16.ts';
import { isRecord, readJson } from './json.ts';

/** Bytes of an element, by its type. */
const tensorTypes = { F64: 8, F32: 4, F16: 2, BF16: 2 } as const;
/** Element types that are read and written. */
export type TensorType = keyof typeof tensorTypes;

/** A tensor of a file. */
export interface SafeTensor {
  readonly type: TensorType;
  readonly shape: readonly number[];
  /** Little-endian elements; a view on the file if it was read. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/** A safetensors file that is damaged or is something else. The message says what was expected and what came. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
}

const elementCount = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** The tensors of a file, by name and in its order. `file` names it in messages. Throws SafetensorsError. */
export function readSafetensors(bytes: Uint8Array<ArrayBuffer>, file: string): Map<string, SafeTensor> {
  const { header, start, fail } = readHeader(bytes, file);
  const tensors = new Map<string, SafeTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    if (!isEntry(entry)) throw fail(`a header entry ${name} that is no tensor`);
    const {
      dtype,
      shape,
      data_offsets: [from, to],
    } = entry;
    if (!isTensorType(dtype))
      throw new SafetensorsError(
        `${file}: expected tensors of floats (${Object.keys(tensorTypes).join(', ')}), got ${name} of type ${dtype}. Save the file in one of those types, for example with .to(torch.float32) before saving.`,
      );
    const needed = elementCount(shape) * tensorTypes[dtype];
    if (to - from !== needed)
      throw fail(`${to - from} bytes for tensor ${name}, whose shape [${shape}] needs ${needed}`);
    if (start + to > bytes.length)
      throw fail(`an end before tensor ${name}, which reaches to byte ${start + to}`);
    tensors.set(name, { type: dtype, shape, data: bytes.subarray(start + from, start + to) });
  }
  return tensors;
}

/** The metadata in the header of a file; none if there is none, or if the header is damaged. The tensors are not read. */
export async function peekMetadata(file: Blob): Promise<Readonly<Record<string, string>>> {
  const size = new DataView(await file.slice(0, 8).arrayBuffer());
  if (size.byteLength < 8 || size.getBigUint64(0, true) > BigInt(file.size - 8)) return {};
  const read = readJson(await file.slice(8, 8 + Number(size.getBigUint64(0, true))).text());
  return 'value' in read && isRecord(read.value) ? metadataOf(read.value) : {};
}

/** The metadata of a file: its texts by name, empty if it has none. Throws SafetensorsError. */
export const readMetadata = (bytes: Uint8Array<ArrayBuffer>, file: string): Record<string, string> =>
  metadataOf(readHeader(bytes, file).header);

function metadataOf({ __metadata__: said }: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = isRecord(said) ? Object.entries(said) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** The header of a file, and where the bytes of its tensors begin. `fail` makes the error for what else is wrong. */
function readHeader(bytes: Uint8Array<ArrayBuffer>, file: string) {
  const fail = (came: string): SafetensorsError =>
    new SafetensorsError(
      `${file}: expected a safetensors file, got ${bytes.length} bytes with ${came}. The file is damaged or is something else: fetch it again.`,
    );
  const other = otherFile(bytes);
  if (other !== null) throw new SafetensorsError(`${file}: expected a safetensors file, got ${other}`);
  if (bytes.length < 8) throw fail('no header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.getBigUint64(0, true);
  if (headerBytes > BigInt(bytes.length - 8)) throw fail(`a header announced as ${headerBytes} bytes`);
  const start = 8 + Number(headerBytes);
  return { header: parseHeader(bytes.subarray(8, start), fail), start, fail };
}

/** What came in place of a safetensors file, by its first bytes, and what to do; null if it may be one. */
function otherFile(bytes: Uint8Array): string | null {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 24));
  if (start.startsWith('version https://git-lfs'))
    return 'a pointer of Git LFS in its place. Fetch the file itself, with "git lfs pull".';
  if (/^\s*<(?:!doctype|html)/i.test(start)) return 'a web page in its place. Get the file itself.';
  if (start.startsWith('PK'))
    return 'a ZIP, as torch.save writes it. Load it in Python and save it again as safetensors: renaming a file does not change what it is.';
  return null;
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

function parseHeader(bytes: Uint8Array, fail: (came: string) => SafetensorsError): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw fail('a header that is no JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw fail('a header that is no JSON object');
  return header as Record<string, unknown>;
}

function isEntry(entry: unknown): entry is HeaderEntry {
  if (typeof entry !== 'object' || entry === null) return false;
  const { dtype, shape, data_offsets: offsets } = entry as Partial<Record<keyof HeaderEntry, unknown>>;
  const isSizes = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((size) => Number.isSafeInteger(size) && size >= 0);
  return (
    typeof dtype === 'string' &&
    isSizes(shape) &&
    isSizes(offsets) &&
    offsets.length === 2 &&
    offsets[0]! <= offsets[1]!
  );
}

const isTensorType = (name: string): name is TensorType => Object.hasOwn(tensorTypes, name);

/** What the header of a file says of a tensor. */
type TensorHead = Pick<SafeTensor, 'type' | 'shape'>;

const sizeBytesOf = ({ type, shape }: TensorHead): number => elementCount(shape) * tensorTypes[type];

/** The head of a file, padded to 8 bytes: the bytes of the tensors follow in the given order. */
export function safetensorsHead(
  tensors: ReadonlyMap<string, TensorHead>,
  metadata: Readonly<Record<string, string>> = {},
): { head: Uint8Array<ArrayBuffer>; sizeBytes: number } {
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  let offset = 0;
  for (const [name, tensor] of tensors) {
    const { type, shape } = tensor;
    header[name] = { dtype: type, shape, data_offsets: [offset, offset + sizeBytesOf(tensor)] };
    offset += sizeBytesOf(tensor);
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const head = new Uint8Array(8 + headerBytes).fill(0x20, 8);
  new DataView(head.buffer).setBigUint64(0, BigInt(headerBytes), true);
  head.set(json, 8);
  return { head, sizeBytes: head.length + offset };
}

/** The bytes of a file: its head, then the tensors in the given order. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, SafeTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  for (const [name, tensor] of tensors) {
    const [needed, got] = [sizeBytesOf(tensor), tensor.data.length];
    if (got !== needed) {
      throw new SafetensorsError(
        `Expected ${needed} bytes for tensor ${name} of shape [${tensor.shape}] and type ${tensor.type}, got ${got}.`,
      );
    }
  }
  const { head, sizeBytes } = safetensorsHead(tensors, metadata);
  const file = new Uint8Array(sizeBytes);
  file.set(head);
  let at = head.length;
  for (const { data } of tensors.values()) {
    file.set(data, at);
    at += data.length;
  }
  return file;
}

/** A float32 tensor with these elements. */
export const floatTensor = (shape: readonly number[], elements: Float32Array<ArrayBuffer>): SafeTensor => ({
  type: 'F32',
  shape,
  data: new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength),
});

/** The elements as float32 in a new array: 16-bit types without loss, 64-bit ones rounded. */
export function toFloat32({ type, data }: SafeTensor): Float32Array<ArrayBuffer> {
  if (type === 'F64') return Float32Array.from(new Float64Array(data.slice().buffer));
  if (type === 'F32') return new Float32Array(data.slice().buffer);
  const halves = new Uint16Array(data.slice().buffer);
  if (type === 'F16') return Float32Array.from(halves, halfToNumber);
  // bfloat16 is the upper half of a float32.
  return new Float32Array(Uint32Array.from(halves, (half) => half * 65536).buffer);
}
