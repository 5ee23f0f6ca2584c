/**
 * The part of Protocol Buffers that ONNX needs: a writer that joins chunks without copying tensors, and a reader that
 * gives views. Not here: field numbers and what fields mean (write/model.ts, read/graph.ts).
 * Format: https://protobuf.dev/programming-guides/encoding/
 */

/** Encoded bytes in order. Large payloads are the caller's own arrays, not copies. */
export type Chunks = readonly Uint8Array<ArrayBuffer>[];

/** A model file that is damaged or is something else. The message says what was expected and what came. */
export class ModelFileError extends Error {
  override readonly name = 'ModelFileError';
}

/** Payloads below this size are copied, so that a graph has few chunks instead of thousands. */
const copyBelowBytes = 4096;

const varintType = 0;
const fixed64Type = 1;
const bytesType = 2;
const fixed32Type = 5;

const encoder = new TextEncoder();

/** Bytes of all chunks. */
export const sizeOf = (chunks: Chunks): number => chunks.reduce((sum, chunk) => sum + chunk.length, 0);

/** All chunks in one array. */
export function join(chunks: Chunks): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(sizeOf(chunks));
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.length;
  }
  return joined;
}

/** Base-128 digits, the least significant first; a negative number as its 64-bit two's complement. */
function varint(value: number | bigint): number[] {
  const digits: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    digits.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  digits.push(Number(rest));
  return digits;
}

const tag = (field: number, type: number): number[] => varint(field * 8 + type);

/** An integer. */
export const intField = (field: number, value: number | bigint): Chunks => [
  Uint8Array.from([...tag(field, varintType), ...varint(value)]),
];

/** A 32-bit float. */
export function floatField(field: number, value: number): Chunks {
  const bytes = new Uint8Array(new Float32Array([value]).buffer);
  return [Uint8Array.from([...tag(field, fixed32Type), ...bytes])];
}

/** The bytes that bytesField puts before a payload, for payloads that are written later. */
export const bytesHeader = (field: number, sizeBytes: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([...tag(field, bytesType), ...varint(sizeBytes)]);

/** Bytes or an embedded message: both are a length and a payload. */
export function bytesField(field: number, payload: Chunks): Chunks {
  const sizeBytes = sizeOf(payload);
  const header = bytesHeader(field, sizeBytes);
  return sizeBytes < copyBelowBytes ? [join([header, ...payload])] : [header, ...payload];
}

/** A text. */
export const textField = (field: number, text: string): Chunks => bytesField(field, [encoder.encode(text)]);

/** The body of a message: fields one after another. */
export const message = (...fields: readonly Chunks[]): Chunks => fields.flat();

/** One field of a message. `bytes` and `raw` are views on the source. */
export interface Field {
  readonly number: number;
  /** The value of a varint field; 0 otherwise. */
  readonly value: bigint;
  /** The payload of a bytes, 32-bit or 64-bit field; empty for a varint. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The whole field with its tag, for writing it again unchanged. */
  readonly raw: Uint8Array<ArrayBuffer>;
}

/** The fields of a message. Throws ModelFileError if the bytes are incomplete or not a message. */
export function* readFields(source: Uint8Array<ArrayBuffer>): Generator<Field> {
  let offset = 0;
  const nothing = source.subarray(0, 0);
  while (offset < source.length) {
    const start = offset;
    const [key, afterKey] = readVarint(source, offset);
    offset = afterKey;
    const number = Number(key >> 3n);
    const type = Number(key & 7n);
    if (number === 0) throw new ModelFileError(`a field number of 0 at byte ${start}`);
    let value = 0n;
    let bytes = nothing;
    if (type === varintType) {
      [value, offset] = readVarint(source, offset);
    } else {
      const [lengthBytes, at] =
        type === bytesType ? readVarint(source, offset) : [fixedLength(type, start), offset];
      const end = at + Number(lengthBytes);
      if (end > source.length) throw truncated(end, source.length);
      bytes = source.subarray(at, end);
      offset = end;
    }
    yield { number, value, bytes, raw: source.subarray(start, offset) };
  }
}

/** The numbers of a packed repeated varint field. */
export function* readVarints(source: Uint8Array<ArrayBuffer>): Generator<bigint> {
  let offset = 0;
  while (offset < source.length) {
    const [value, next] = readVarint(source, offset);
    offset = next;
    yield value;
  }
}

function readVarint(source: Uint8Array, start: number): [value: bigint, next: number] {
  let value = 0n;
  for (let count = 0; count < 10; count++) {
    const byte = source[start + count];
    if (byte === undefined) throw truncated(start + count + 1, source.length);
    value |= BigInt(byte & 127) << BigInt(7 * count);
    if (byte < 128) return [value, start + count + 1];
  }
  throw new ModelFileError(`a number of more than 10 bytes at byte ${start}`);
}

function fixedLength(type: number, start: number): bigint {
  if (type === fixed32Type) return 4n;
  if (type === fixed64Type) return 8n;
  throw new ModelFileError(`the unknown wire type ${type} at byte ${start}`);
}

const truncated = (needed: number, present: number): ModelFileError =>
  new ModelFileError(`an end at byte ${present} where ${needed} bytes or more were announced`);
