/**
 * Reads a ZIP file by its directory, one entry at a time, without loading the file into memory. Not here: what is in
 * the entries (dataset-import.ts), writing (dataset-zip.ts).
 *
 * fflate reads a ZIP whole, or as a stream by looking for signatures, which packed pictures may contain by chance: only
 * its inflate is used. Layout: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (directory) and 4.3.16
 * (its end). ZIP64, several disks and passwords are not read.
 */
import { Inflate } from 'fflate';

/** One file in a ZIP. */
interface ZipEntry {
  readonly path: string;
  /** The size of the file itself, according to the directory. */
  readonly sizeBytes: number;
  readonly packedBytes: number;
  /** 0 stored, 8 deflated; others are not read. */
  readonly method: number;
  readonly isLocked: boolean;
  /** Where its local header begins in the ZIP. */
  readonly offset: number;
}

const endSignature = 0x06054b50;
const directorySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;
const directoryEntryBytes = 46;
const localHeaderBytes = 30;
/** Paths and comments of 65,535 entries fit into this. */
const maxDirectoryBytes = 64 * 2 ** 20;

const notZip = 'It is not a ZIP file, or its end is missing. Copy or download it again.';
const damaged = 'The directory of the ZIP file is damaged. Copy or download it again, or pack it anew.';

const viewOf = async (blob: Blob, start: number, end: number): Promise<DataView> =>
  new DataView(await blob.slice(start, end).arrayBuffer());

/** The files of a ZIP, folders left out. @throws Error with a plain message. */
export async function readZipDirectory(zip: Blob): Promise<ZipEntry[]> {
  // A comment of up to 65,535 bytes may follow the end record.
  const tailStart = Math.max(0, zip.size - endBytes - 0xffff);
  const tail = await viewOf(zip, tailStart, zip.size);
  let end = tail.byteLength - endBytes;
  while (end >= 0 && tail.getUint32(end, true) !== endSignature) end--;
  if (end < 0) throw new Error(notZip);
  const count = tail.getUint16(end + 10, true);
  const sizeBytes = tail.getUint32(end + 12, true);
  const start = tail.getUint32(end + 16, true);
  if (count === 0xffff || start === 0xffffffff)
    throw new Error(
      'The ZIP file is too large to be read here (ZIP64). Unpack it and choose its folder instead.',
    );
  if (sizeBytes > maxDirectoryBytes || start + sizeBytes > tailStart + end) throw new Error(damaged);
  return readEntries(await viewOf(zip, start, start + sizeBytes), count);
}

function readEntries(directory: DataView, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + directoryEntryBytes > directory.byteLength) throw new Error(damaged);
    if (directory.getUint32(at, true) !== directorySignature) throw new Error(damaged);
    const nameBytes = directory.getUint16(at + 28, true);
    const next =
      at +
      directoryEntryBytes +
      nameBytes +
      directory.getUint16(at + 30, true) +
      directory.getUint16(at + 32, true);
    if (next > directory.byteLength) throw new Error(damaged);
    const name = new Uint8Array(directory.buffer, directory.byteOffset + at + directoryEntryBytes, nameBytes);
    // Names are UTF-8 if bit 11 is set, and mostly also if it is not.
    const path = new TextDecoder().decode(name);
    if (!path.endsWith('/'))
      entries.push({
        path,
        method: directory.getUint16(at + 10, true),
        isLocked: (directory.getUint16(at + 8, true) & 1) === 1,
        packedBytes: directory.getUint32(at + 20, true),
        sizeBytes: directory.getUint32(at + 24, true),
        offset: directory.getUint32(at + 42, true),
      });
    at = next;
  }
  return entries;
}

/**
 * One file of the ZIP. A stored one is a slice of the ZIP, not a copy. A deflated one is inflated, to at most the size in the
 * directory. @throws Error that ends a sentence about the file: "is ...".
 */
export async function readZipEntry(zip: Blob, entry: ZipEntry): Promise<Blob> {
  if (entry.isLocked) throw new Error('is locked with a password; pack it without one');
  if (entry.method !== 0 && entry.method !== 8)
    throw new Error(`is packed with method ${entry.method}, which is not read; pack it as an ordinary ZIP`);
  const header = await viewOf(zip, entry.offset, entry.offset + localHeaderBytes);
  if (header.byteLength < localHeaderBytes || header.getUint32(0, true) !== localSignature)
    throw new Error('is damaged in the ZIP');
  const start = entry.offset + localHeaderBytes + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = zip.slice(start, start + entry.packedBytes);
  if (packed.size < entry.packedBytes) throw new Error('is cut off in the ZIP');
  if (entry.method === 0) return packed;
  return new Blob(await inflate(packed, entry.sizeBytes));
}

/** Deflate expands at most about a thousandfold: pieces of this size keep what is inflated at once small. */
const bitBytes = 16 * 2 ** 10;

async function inflate(packed: Blob, sizeBytes: number): Promise<Uint8Array<ArrayBuffer>[]> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let doneBytes = 0;
  const stream = new Inflate((chunk) => {
    doneBytes += chunk.length;
    parts.push(chunk);
  });
  try {
    for (let at = 0; at < packed.size; at += bitBytes) {
      stream.push(new Uint8Array(await packed.slice(at, at + bitBytes).arrayBuffer()));
      if (doneBytes > sizeBytes) throw new Error('is larger than the ZIP says');
    }
    stream.push(new Uint8Array(), true);
  } catch (error) {
    // fflate's own messages are about its format.
    throw error instanceof Error && error.message.startsWith('is ')
      ? error
      : new Error('is damaged in the ZIP');
  }
  if (doneBytes !== sizeBytes) throw new Error('is damaged in the ZIP');
  return parts;
}
