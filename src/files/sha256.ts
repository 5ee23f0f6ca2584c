/** SHA-256 of bytes, texts and files, as hexadecimal digits. Not here: what is hashed. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Of bytes or a text (UTF-8). Unlike the browser's own, it works on pages without a secure address, and at once. */
export const sha256Of = (content: Uint8Array | string): string =>
  bytesToHex(sha256(typeof content === 'string' ? utf8ToBytes(content) : content));

/** Read at a time: little memory, and the page responds between two pieces. */
const pieceBytes = 2 ** 20;

/** Of a file, piece by piece. Rejects if it can no longer be read. */
export async function sha256OfBlob(blob: Blob): Promise<string> {
  const hash = sha256.create();
  for (let at = 0; at < blob.size; at += pieceBytes)
    hash.update(new Uint8Array(await blob.slice(at, at + pieceBytes).arrayBuffer()));
  return bytesToHex(hash.digest());
}

/** Of a value as JSON with its keys in the order of their names: equal values have the same hash. */
export const sha256OfValue = (value: unknown): string =>
  sha256Of(JSON.stringify(value, (_key, each) => (isPlain(each) ? sorted(each) : each)));

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const sorted = (value: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
