/**
 * Reads a ZIP file by its directory, one entry at a time, without loading the file into memory. Not here: what is in
 * the entries (dataset-import.ts), their names (zip-name.ts), writing (dataset-zip.ts).
 *
 * fflate reads a ZIP whole, or as a stream by looking for signatures, which packed pictures may contain by chance: only
 * its inflate is used. zip.js reads all that is read here, but listing 65,539 entries took it 11 s and 390 MB, and this file
 * 0.6 s and 10 MB (Node, the same busy machine). Layout: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.14 to
 * 4.3.16 (its end), 4.5.3 (ZIP64 sizes). Several disks and passwords are not read.
 */
import { Inflate } from 'fflate';
import { readZipName, type ZipName } from './zip-name.ts';

/** One file in a ZIP. */
interface ZipEntry {
  readonly name: ZipName;
  /** The size of the file itself, according to the directory. */
  readonly sizeBytes: number;
  readonly packedBytes: number;
  /** 0 stored, 8 deflated; others are not read. */
  readonly method: number;
  readonly isLocked: boolean;
  /** Whether it holds the path of another file instead of a file's content. */
  readonly isLink: boolean;
  /** Where its local header begins in the ZIP. */
  readonly offset: number;
}

const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const end64LocatorSignature = 0x07064b50;
const directorySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;
const end64Bytes = 56;
const end64LocatorBytes = 20;
const directoryEntryBytes = 46;
const localHeaderBytes = 30;
/** 700,000 files with names of 50 letters fit into this. */
const maxDirectoryBytes = 64 * 2 ** 20;
/** A field of 32 bits has this value where the extra field of ZIP64 has the number. */
const isInZip64 = 0xffffffff;
const [zip64Field, unicodePathField] = [0x0001, 0x7075];
/** Programs that write the mode of a Unix file beside an entry: those of Unix and of macOS. */
const unixHosts = [3, 19];

const again = 'Copy or download it again, or pack it anew.';
const notZip =
  'It is not a ZIP file, or its end is missing. Choose a ZIP or a folder, or copy or download it again.';
/** Ends a sentence about a file in the ZIP. */
const copyAgain = 'copy or download the ZIP again, or pack it anew';
const damagedEntry = `is damaged in the ZIP; ${copyAgain}`;
const damaged = `The directory of the ZIP file is damaged. ${again}`;

const viewOf = async (blob: Blob, start: number, end: number): Promise<DataView> =>
  new DataView(await blob.slice(start, end).arrayBuffer());

/** Any number that a ZIP's 64 bits hold; those above 2^53 are rounded, and lie outside every file. */
const uint64 = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

/** The files of a ZIP, folders left out. @throws Error with a plain message. */
export async function readZipDirectory(zip: Blob): Promise<ZipEntry[]> {
  const { start, end, shiftBytes, count, isZip64 } = await findDirectory(zip);
  if (end - start > maxDirectoryBytes)
    throw new Error(
      `The ZIP file lists more files than are read here: its directory has more than ${maxDirectoryBytes / 2 ** 20} MiB. Unpack it and choose its folder instead.`,
    );
  const entries = readEntries(await viewOf(zip, start, end), shiftBytes);
  // Without ZIP64 the count has 16 bits, and some programs let it overflow, such as the Archive Utility of macOS.
  const missed = entries.length - count;
  if (isZip64 ? missed !== 0 : missed % 2 ** 16 !== 0)
    throw new Error(
      `The directory of the ZIP file lists ${entries.length} files and folders, but its end says ${count}. ${again}`,
    );
  return entries.filter(({ name }) => !/[\\/]$/.test(name.text));
}

/** Where the directory is. */
interface Directory {
  readonly start: number;
  readonly end: number;
  /** To be added to the places of entries: the length of what was put before the ZIP, such as a program that unpacks it. */
  readonly shiftBytes: number;
  /** How many entries it should have; modulo 65,536 without ZIP64. */
  readonly count: number;
  readonly isZip64: boolean;
}

async function findDirectory(zip: Blob): Promise<Directory> {
  // A comment of up to 65,535 bytes may follow the end record.
  const tailStart = Math.max(0, zip.size - endBytes - 0xffff);
  const tail = await viewOf(zip, tailStart, zip.size);
  let at = tail.byteLength - endBytes;
  while (at >= 0 && tail.getUint32(at, true) !== endSignature) at--;
  if (at < 0) throw new Error(notZip);
  const end64 = await findEnd64(zip, tailStart + at);
  const end = end64?.at ?? tailStart + at;
  const sizeBytes = end64 ? uint64(end64.view, 40) : tail.getUint32(at + 12, true);
  const stated = end64 ? uint64(end64.view, 48) : tail.getUint32(at + 16, true);
  const count = end64 ? uint64(end64.view, 32) : tail.getUint16(at + 10, true);
  const shiftBytes = end - sizeBytes - stated;
  const found = { end, count, isZip64: end64 !== null };
  if (shiftBytes < 0) throw new Error(damaged);
  // Whatever stands between the directory and its end does not move the entries.
  if (shiftBytes === 0 || (await hasSignature(zip, stated, directorySignature)))
    return { ...found, start: stated, shiftBytes: 0 };
  if (shiftBytes % 2 ** 32 === 0)
    throw new Error(
      'The ZIP file is larger than 4 GiB, but was written without ZIP64, so that the places of its files are lost. Unpack it and choose its folder instead.',
    );
  return { ...found, start: stated + shiftBytes, shiftBytes };
}

/** The end record of ZIP64 before the end record at `end`; null if there is none. */
async function findEnd64(zip: Blob, end: number): Promise<{ at: number; view: DataView } | null> {
  const locatorAt = end - end64LocatorBytes;
  if (locatorAt < end64Bytes || !(await hasSignature(zip, locatorAt, end64LocatorSignature))) return null;
  const stated = uint64(await viewOf(zip, locatorAt, end), 8);
  // Something put before the ZIP moves it; it mostly stands right before its locator.
  for (const at of [stated, locatorAt - end64Bytes])
    if (at + end64Bytes <= locatorAt && (await hasSignature(zip, at, end64Signature)))
      return { at, view: await viewOf(zip, at, at + end64Bytes) };
  throw new Error(damaged);
}

async function hasSignature(zip: Blob, at: number, signature: number): Promise<boolean> {
  const view = await viewOf(zip, at, at + 4);
  return view.byteLength === 4 && view.getUint32(0, true) === signature;
}

/** All entries from the directory's beginning to its end, those of folders too. */
function readEntries(directory: DataView, shiftBytes: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + 4 <= directory.byteLength && directory.getUint32(at, true) === directorySignature) {
    if (at + directoryEntryBytes > directory.byteLength) throw new Error(damaged);
    const sizeBytes = [28, 30, 32].reduce(
      (sum, field) => sum + directory.getUint16(at + field, true),
      directoryEntryBytes,
    );
    if (at + sizeBytes > directory.byteLength) throw new Error(damaged);
    const record = new DataView(directory.buffer, directory.byteOffset + at, sizeBytes);
    entries.push(readEntry(record, shiftBytes));
    at += sizeBytes;
  }
  return entries;
}

/** An entry from its record in the directory. */
function readEntry(record: DataView, shiftBytes: number): ZipEntry {
  const extraAt = directoryEntryBytes + record.getUint16(28, true);
  const name = bytesOf(record, directoryEntryBytes, extraAt);
  const extra = bytesOf(record, extraAt, extraAt + record.getUint16(30, true));
  const wide = extraField(extra, zip64Field);
  let wideAt = 0;
  /** A field of 32 bits, or the next number of the ZIP64 field, which has those that do not fit, in this order. */
  const size = (at: number): number => {
    const value = record.getUint32(at, true);
    if (value !== isInZip64 || !wide || wideAt + 8 > wide.length) return value;
    wideAt += 8;
    return uint64(new DataView(wide.buffer, wide.byteOffset), wideAt - 8);
  };
  const sizeBytes = size(24);
  const packedBytes = size(20);
  const offset = size(42) + shiftBytes;
  return {
    name: readZipName(name, extraField(extra, unicodePathField)),
    sizeBytes,
    packedBytes,
    offset,
    method: record.getUint16(10, true),
    isLocked: (record.getUint16(8, true) & 1) === 1,
    isLink: unixHosts.includes(record.getUint8(5)) && (record.getUint16(40, true) & 0xf000) === 0xa000,
  };
}

/** The content of an extra field; null if there is none of that number. */
function extraField(extra: Uint8Array, wanted: number): Uint8Array | null {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.length);
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === wanted && end <= extra.length) return extra.subarray(at + 4, end);
    at = end;
  }
  return null;
}

const bytesOf = (view: DataView, start: number, end: number): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset + start, end - start);

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
    throw new Error(damagedEntry);
  const start = entry.offset + localHeaderBytes + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = zip.slice(start, start + entry.packedBytes);
  if (packed.size < entry.packedBytes) throw new Error(`is cut off in the ZIP; ${copyAgain}`);
  if (entry.method === 0 && entry.packedBytes !== entry.sizeBytes) throw new Error(damagedEntry);
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
      if (doneBytes > sizeBytes) throw new Error(`is larger than the ZIP says; ${copyAgain}`);
    }
    stream.push(new Uint8Array(), true);
  } catch (error) {
    // fflate's own messages are about its format.
    throw error instanceof Error && error.message.startsWith('is ') ? error : new Error(damagedEntry);
  }
  if (doneBytes !== sizeBytes) throw new Error(damagedEntry);
  return parts;
}
