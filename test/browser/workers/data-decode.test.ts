/** Image files as the model sees them: any size, whole, on a white square. */
import * as Comlink from 'comlink';
import { afterAll, expect, test } from 'vitest';
import type { SceneImage } from '../../../src/sparkle/task/item.ts';
import type { Data } from '../../../workers/data.ts';

const worker = new Worker(new URL('../../../workers/data.ts', import.meta.url), { type: 'module' });
const data = Comlink.wrap<Data>(worker);
afterAll(() => worker.terminate());

const sizePx = 192;

/** A picture with a red left half and a blue right half. */
async function picture(width: number, height: number, type: string, alpha = 1): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  context.fillStyle = `rgb(255 0 0 / ${alpha})`;
  context.fillRect(0, 0, Math.ceil(width / 2), height);
  context.fillStyle = `rgb(0 0 255 / ${alpha})`;
  context.fillRect(Math.ceil(width / 2), 0, width, height);
  return canvas.convertToBlob({ type, quality: 1 });
}

async function decode(blob: Blob): Promise<SceneImage> {
  const [image] = await data.decode([{ id: 'photo-a', name: 'a', blob }], sizePx);
  if (!image) throw new Error('It was not decoded.');
  return image;
}

const at = ({ pixels }: SceneImage, x: number, y: number) => [
  ...pixels.slice(4 * (y * sizePx + x), 4 * (y * sizePx + x) + 4),
];
const [red, blue, white] = [
  [255, 0, 0, 255],
  [0, 0, 255, 255],
  [255, 255, 255, 255],
];

test('a wide picture lies in the middle, white above and below', async () => {
  const image = await decode(await picture(400, 100, 'image/png'));
  expect(image).toMatchObject({ id: 'photo-a', sizePx });
  // 192 by 48 of 192 by 192: from row 72 to 119.
  expect([at(image, 10, 71), at(image, 10, 72), at(image, 10, 119), at(image, 10, 120)]).toEqual([
    white,
    red,
    red,
    white,
  ]);
  expect(at(image, 180, 96)).toEqual(blue);
});

test('a high one too, enlarged where it is small', async () => {
  const image = await decode(await picture(2, 8, 'image/png'));
  expect([at(image, 71, 96), at(image, 74, 96), at(image, 117, 96), at(image, 120, 96)]).toEqual([
    white,
    red,
    blue,
    white,
  ]);
  expect(at(image, 80, 0)).not.toEqual(white);
});

test.each(['image/jpeg', 'image/webp'])('%s is read', async (type) => {
  const image = await decode(await picture(90, 90, type));
  const [r, g, b] = at(image, 40, 96);
  expect(r).toBeGreaterThan(245);
  expect(Math.max(g!, b!)).toBeLessThan(12);
});

test('what is transparent is white', async () => {
  expect(at(await decode(await picture(50, 50, 'image/png', 0)), 96, 96)).toEqual(white);
});

test('a picture of the model’s own size comes through to the pixel', async () => {
  const blob = await picture(sizePx, sizePx, 'image/png');
  const image = await decode(blob);
  expect([at(image, 95, 0), at(image, 96, 0), at(image, 0, 191)]).toEqual([red, blue, red]);
});

test('a damaged file has no picture; the others have theirs', async () => {
  const whole = await picture(50, 50, 'image/png');
  const cut = new Blob([(await whole.arrayBuffer()).slice(0, 40)], { type: 'image/png' });
  const images = await data.decode(
    [whole, cut, whole].map((blob, i) => ({ id: `photo-${i}`, name: `${i}`, blob })),
    sizePx,
  );
  expect(images.map((image) => image?.id)).toEqual(['photo-0', undefined, 'photo-2']);
  expect(at(images[2]!, 10, 96)).toEqual(red);
});

test('a file that was changed since it was opened is not taken for a damaged one', async () => {
  const place = await navigator.storage.getDirectory();
  const handle = await place.getFileHandle('changed.png', { create: true });
  const write = async (blob: Blob) => {
    const writable = await handle.createWritable();
    await writable.write(blob);
    await writable.close();
  };
  await write(await picture(50, 50, 'image/png'));
  const file = await handle.getFile();
  await write(new Blob(['moved']));
  await expect(decode(file)).rejects.toThrow(/^The image "a" is not readable: its file was moved, changed/);
  await place.removeEntry('changed.png');
});
