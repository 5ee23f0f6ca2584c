/** The hash by which git, and so the hub, names the content of a file: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects. Not here: SHA-256 (sha256.ts). */
import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** As hexadecimal digits. It tells a file from another by chance, not one that was made to deceive. */
export const gitHashOf = (bytes: Uint8Array): string =>
  bytesToHex(sha1(concatBytes(utf8ToBytes(`blob ${bytes.length}\0`), bytes)));
