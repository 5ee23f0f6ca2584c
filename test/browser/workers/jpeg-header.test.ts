/** Whatever JPEG the browser decodes has its size read before, and the size is the one that is decoded. */
import { describe, expect, test } from 'vitest';
import { readImageHeader } from '../../../src/files/image-header.ts';
import { bentJpegs } from '../../fixtures/bent-jpeg.ts';

async function jpeg(): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(48, 36);
  canvas.getContext('2d')!.fillRect(0, 0, 20, 20);
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
}

/** Width and height of the decoded picture; null if the browser does not decode it. */
const decodedSize = (file: Blob) =>
  createImageBitmap(file).then(
    ({ width, height }) => ({ width, height }),
    () => null,
  );

describe.each(bentJpegs)('$what', ({ bend, isReadable }) => {
  test(isReadable ? 'is decoded, at the size that was read' : 'is not decoded, and has no size', async () => {
    const file = new Blob([bend(await jpeg())], { type: 'image/jpeg' });
    const header = await readImageHeader(file);
    expect(await decodedSize(file)).toEqual(isReadable ? { width: 48, height: 36 } : null);
    expect(header).toEqual(isReadable ? { format: 'jpeg', width: 48, height: 36 } : null);
  });
});

test('every marker between segments is taken as the browser takes it', async () => {
  const plain = await jpeg();
  const end = 4 + plain[4]! * 256 + plain[5]!;
  const differing: string[] = [];
  for (let marker = 0; marker < 256; marker++) {
    // As a segment with a right length and with too small ones, and as a marker alone.
    for (const rest of [[0, 4, 1, 1], [0, 1], [0, 0], []]) {
      const bytes = [...plain.subarray(0, end), 0xff, marker, ...rest, ...plain.subarray(end)];
      const file = new Blob([Uint8Array.from(bytes)], { type: 'image/jpeg' });
      const [header, decoded] = [await readImageHeader(file), await decodedSize(file)];
      // A size may be read of a file that is damaged further on, but never another size than the decoder's.
      if (decoded && (header?.width !== decoded.width || header.height !== decoded.height))
        differing.push(`marker ${marker.toString(16)}, then ${rest.join(' ')}`);
    }
  }
  expect(differing).toEqual([]);
});
