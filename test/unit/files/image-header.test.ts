/** The size of an image by the beginning of its file, in all the ways in which a JPEG may begin. */
import { createCanvas } from '@napi-rs/canvas';
import { beforeAll, describe, expect, test } from 'vitest';
import { readImageHeader } from '../../../src/files/image-header.ts';
import { type BentJpeg, bentJpegs } from '../../fixtures/bent-jpeg.ts';

describe('JPEG', () => {
  let plain: Uint8Array;
  beforeAll(async () => {
    plain = await createCanvas(48, 36).encode('jpeg');
  });
  const read = (bent: BentJpeg) => readImageHeader(new Blob([bent.bend(plain)]));

  test.each(bentJpegs.filter(({ isReadable }) => isReadable))('$what', async (bent) => {
    expect(await read(bent)).toEqual({ format: 'jpeg', width: 48, height: 36 });
  });

  test.each(bentJpegs.filter(({ isReadable }) => !isReadable))('no size: $what', async (bent) => {
    expect(await read(bent)).toBeNull();
  });

  test('notes of megabytes are stepped over, not read', async () => {
    const bent = bentJpegs.find(({ what }) => what.startsWith('3 MB of notes'))!;
    const file = new Blob([bent.bend(plain)]);
    let readBytes = 0;
    const { slice } = file;
    file.slice = (start = 0, end = file.size) => {
      const part = slice.call(file, start, end);
      readBytes += part.size;
      return part;
    };
    expect(await readImageHeader(file)).toMatchObject({ width: 48, height: 36 });
    // A piece holds 64 KiB, and each note of 64 KiB takes one read of it at most.
    expect(file.size).toBeGreaterThan(3e6);
    expect(readBytes).toBeLessThan(file.size + 2 ** 17);
  });
});

describe('WebP', () => {
  test.each([
    // The one-pixel files of the WebP FAQ, "How can I detect browser support for WebP?" (developers.google.com/speed/webp/faq).
    ['lossy', 'UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA'],
    ['lossless', 'UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=='],
    [
      'with alpha',
      'UklGRkoAAABXRUJQVlA4WAoAAAAQAAAAAAAAAAAAQUxQSAwAAAARBxAR/Q9ERP8DAABWUDggGAAAABQBAJ0BKgEAAQAAAP4AAA3AAP7mtQAAAA==',
    ],
  ])('%s', async (_, base64) => {
    expect(await readImageHeader(new Blob([Buffer.from(base64, 'base64')]))).toEqual({
      format: 'webp',
      width: 1,
      height: 1,
    });
  });
});
