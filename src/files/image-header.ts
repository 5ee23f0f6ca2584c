/**
 * What the beginning of an image file says: its format and size. Not here: decoding, which the browser does.
 *
 * The size limits what decoding may take, so it has to be the one that the decoder will see: a JPEG's markers are followed
 * as libjpeg-turbo does (jdmarker.c: next_marker, read_markers), which Chromium and Firefox decode with.
 *
 * Layouts: PNG, W3C third edition, 5.2 and 11.2.1; JPEG, ITU-T T.81, annex B; GIF89a, sections 17 and 18; WebP, RFC
 * 9649, section 2.
 */

type ImageFormat = 'png' | 'jpeg' | 'webp' | 'gif';

/** Width and height in pixels. */
export interface ImageHeader {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
}

/** The Media Type of a format. */
export const mediaType = (format: ImageFormat): string => `image/${format}`;

/** The sizes of all formats but JPEG stand within this. */
const startBytes = 32;

/** Reads as much of an image file as its size takes; null if it is none of the four formats, or cut off. */
export async function readImageHeader(file: Blob): Promise<ImageHeader | null> {
  const view = new DataView(await file.slice(0, startBytes).arrayBuffer());
  const header = pngHeader(view) ?? gifHeader(view) ?? webpHeader(view) ?? (await jpegHeader(view, file));
  return header && header.width > 0 && header.height > 0 ? header : null;
}

/** Whether the ASCII text stands at a place. */
function hasText(view: DataView, at: number, text: string): boolean {
  if (at + text.length > view.byteLength) return false;
  for (let i = 0; i < text.length; i++) if (view.getUint8(at + i) !== text.charCodeAt(i)) return false;
  return true;
}

function pngHeader(view: DataView): ImageHeader | null {
  if (!hasText(view, 0, '\x89PNG\r\n\x1a\n') || !hasText(view, 12, 'IHDR') || view.byteLength < 24)
    return null;
  return { format: 'png', width: view.getUint32(16), height: view.getUint32(20) };
}

function gifHeader(view: DataView): ImageHeader | null {
  if ((!hasText(view, 0, 'GIF87a') && !hasText(view, 0, 'GIF89a')) || view.byteLength < 10) return null;
  return { format: 'gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function webpHeader(view: DataView): ImageHeader | null {
  if (!hasText(view, 0, 'RIFF') || !hasText(view, 8, 'WEBP') || view.byteLength < 30) return null;
  const uint24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  // The first chunk is a lossy frame, a lossless one, or the canvas of an extended file.
  if (hasText(view, 12, 'VP8X')) return { format: 'webp', width: uint24(24) + 1, height: uint24(27) + 1 };
  if (hasText(view, 12, 'VP8 ') && uint24(23) === 0x2a019d)
    return {
      format: 'webp',
      width: view.getUint16(26, true) & 0x3fff,
      height: view.getUint16(28, true) & 0x3fff,
    };
  if (hasText(view, 12, 'VP8L') && view.getUint8(20) === 0x2f) {
    const bits = view.getUint32(21, true);
    return { format: 'webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  return null;
}

/** Markers without a length or content: TEM and RST0 to RST7. A zero after 0xFF is content, and no marker. */
const isBare = (marker: number): boolean => marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/** Markers that end the search: the image begins anew (D8), ends (D9) or is scanned (DA), or no decoder knows them. */
const isLast = (marker: number): boolean =>
  marker < 0xc0 ||
  [0xc8, 0xd8, 0xd9, 0xda, 0xde, 0xdf].includes(marker) ||
  (marker >= 0xf0 && marker <= 0xfd);

/** Starts of frame: 0xC0 to 0xCF, but not the tables (C4) and the conditioning (CC) among them. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xcc;

/** The bytes of a start of frame up to the width. */
const frameBytes = 9;

async function jpegHeader(start: DataView, file: Blob): Promise<ImageHeader | null> {
  if (start.byteLength < 4 || start.getUint16(0) !== 0xffd8) return null;
  const from = reader(file);
  // Notes of a camera may take megabytes before the size: they are stepped over, not read.
  for (let at = 2; ; ) {
    const bytes = await from(at, frameBytes);
    const [first, marker] = bytes;
    if (first === undefined || marker === undefined) return null;
    if (first !== 0xff) {
      // Bytes that belong to nothing are passed over.
      const next = bytes.indexOf(0xff);
      at += next === -1 ? bytes.length : next;
    } else if (marker === 0xff) {
      // Any number of fill bytes may stand before a marker.
      let next = 2;
      while (bytes[next] === 0xff) next++;
      at += next - 1;
    } else if (isBare(marker)) at += 2;
    else if (isLast(marker) || bytes.length < frameBytes) return null;
    else {
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      if (isFrame(marker)) return { format: 'jpeg', width: view.getUint16(7), height: view.getUint16(5) };
      // A length holds its own two bytes, also where it says less.
      at += 2 + Math.max(2, view.getUint16(2));
    }
  }
}

const pieceBytes = 64 * 2 ** 10;

/** Reads a file in pieces. The function returns what it has from `at` on, at least `least` bytes before the file's end. */
function reader(file: Blob): (at: number, least: number) => Uint8Array | Promise<Uint8Array> {
  let pieceAt = 0;
  let piece = new Uint8Array();
  return (at, least) => {
    const end = pieceAt + piece.length;
    if (at >= pieceAt && (at + least <= end || end === file.size)) return piece.subarray(at - pieceAt);
    return (async () => {
      piece = new Uint8Array(await file.slice(at, at + pieceBytes).arrayBuffer());
      pieceAt = at;
      return piece;
    })();
  };
}
