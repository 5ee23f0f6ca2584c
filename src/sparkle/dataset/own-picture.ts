/**
 * A picture that a person chose or took for a set of their own: drawn anew, upright and not larger than models see, so
 * that the file has nothing but the picture. A camera writes the place and the time into its files, and a set is handed on.
 * Not here: decoding and drawing (workers/data.ts), the set (src/app/pictures), what people read (src/words).
 */
import { readImageHeader } from '../../files/image-header.ts';
import type { ImportedImage } from './dataset-import.ts';

/** The longest side of a picture that is kept; the models see 192 to 512 px of it. */
export const ownPictureSidePx = 1024;

/** Larger ones are refused, as at an import: decoding takes memory. */
export const maxPictureBytes = 64 * 2 ** 20;
const maxPicturePixels = 64e6;

/** Why a picture is refused. */
export type PictureFault =
  | 'empty'
  | 'large-file'
  | 'many-pixels'
  | 'heic'
  | 'damaged'
  | 'other'
  | 'unreadable';

/** The picture, or why it is refused. */
export type OwnPicture = { readonly image: ImportedImage } | { readonly fault: PictureFault };

/** A picture in a file of its own. */
export interface RedrawnPicture {
  readonly width: number;
  readonly height: number;
  readonly blob: Blob;
}

/** Draws an image file anew, at most `sidePx` a side; null if it cannot be decoded. @throws if the file cannot be read. */
export type Redraw = (file: Blob, sidePx: number, format: 'png' | 'jpeg') => Promise<RedrawnPicture | null>;

/** Takes a picture file, whatever is in it. Never throws. */
export async function ownPicture(file: Blob, redraw: Redraw): Promise<OwnPicture> {
  if (file.size === 0) return { fault: 'empty' };
  if (file.size > maxPictureBytes) return { fault: 'large-file' };
  try {
    const header = await readImageHeader(file);
    if (header && header.width * header.height > maxPicturePixels) return { fault: 'many-pixels' };
    // What was exact stays exact; of a photo nobody sees the difference.
    const format = header?.format === 'png' ? 'png' : 'jpeg';
    const drawn = await redraw(file, ownPictureSidePx, format);
    if (drawn) return { image: { format, ...drawn } };
    return { fault: header ? 'damaged' : (await isHeic(file)) ? 'heic' : 'other' };
  } catch {
    return { fault: 'unreadable' };
  }
}

/** Whether it is a picture as phones keep it, which few browsers decode: ISO/IEC 23008-12, the brands of annex B. */
async function isHeic(file: Blob): Promise<boolean> {
  const start = new TextDecoder('latin1').decode(await file.slice(4, 12).arrayBuffer());
  return /^ftyp(heic|heix|hevc|hevx|heim|heis|mif1|msf1)$/.test(start);
}
