/**
 * What the first bytes of an image file say: its format and size. Not here: decoding, which the browser does.
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

/** Enough for any header: a JPEG's size may stand after several segments of up to 64 KiB. */
export const imageHeaderBytes = 512 * 2 ** 10;

/** The Media Type of a format. */
export const mediaType = (format: ImageFormat): string => `image/${format}`;

/** Reads the beginning of an image file; null if it is none of the four formats, or cut off. Never throws. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = pngHeader(view) ?? gifHeader(view) ?? webpHeader(view) ?? jpegHeader(view);
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

function jpegHeader(view: DataView): ImageHeader | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    // Any number of fill bytes may stand before a marker.
    if (marker === 0xff) {
      at++;
      continue;
    }
    // A start of frame, 0xC0 to 0xCF, but not the tables (C4), the extension (C8) or the conditioning (CC) among them.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { format: 'jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    // The scan began, or the image ended, before any size.
    if (marker === 0xda || marker === 0xd9) return null;
    const lengthBytes = view.getUint16(at + 2);
    if (lengthBytes < 2) return null;
    at += 2 + lengthBytes;
  }
  return null;
}
