/** The data worker in Chromium: the same data as Node makes, and pictures as the base model was trained on. */

import * as Comlink from 'comlink';
import { afterAll, describe, expect, test } from 'vitest';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { drawTrace } from '../../../src/sparkle/draw/draw.ts';
import { colors } from '../../../src/sparkle/scene/palette.ts';
import type { Scene } from '../../../src/sparkle/scene/scene.ts';
import { freeScene } from '../../../src/sparkle/task/generate.ts';
import type { SceneImage } from '../../../src/sparkle/task/item.ts';
import type { Data } from '../../../workers/data.ts';
import {
  hashData,
  pinnedCompositeConfig,
  pinnedConfig,
  pinnedConversations,
  pinnedSha256,
} from '../../fixtures/sparkle-pin.ts';
import { pictures } from '../../fixtures/sparkle-recipe.ts';

const worker = new Worker(new URL('../../../workers/data.ts', import.meta.url), { type: 'module' });
const data = Comlink.wrap<Data>(worker);
afterAll(() => worker.terminate());

const sizePx = 192;

/** Red, green, blue, alpha at a pixel counted from the top-left. */
const pixelAt = (image: SceneImage, x: number, y: number): number[] =>
  Array.from(image.pixels.slice((y * image.sizePx + x) * 4, (y * image.sizePx + x) * 4 + 4));

const drawOne = async (scene: Scene, size = sizePx): Promise<SceneImage> =>
  (await data.draw([scene], size))[0]!;

const pictureUrls: Record<string, string> = import.meta.glob('../../../models/sparkle-tiny/reference/*.png', {
  eager: true,
  query: '?url',
  import: 'default',
});

async function readPicture(name: string): Promise<Uint8ClampedArray> {
  const url = pictureUrls[`../../../models/sparkle-tiny/reference/${name}`]!;
  const bitmap = await createImageBitmap(await (await fetch(url)).blob(), { colorSpaceConversion: 'none' });
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', {
    willReadFrequently: true,
  })!;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height).data;
}

test('Chromium makes the pinned scenes, questions and answers, as Node does', async () => {
  const items = await data.evaluationItems(pinnedConfig);
  const conversations = [
    ...(await data.trainingConversations(pinnedConfig, 0, pinnedConversations)),
    ...(await data.trainingConversations(pinnedCompositeConfig, 0, pinnedConversations)),
  ];
  expect(await hashData(items, conversations)).toBe(pinnedSha256);
});

test('conversations can be asked for in any pieces', async () => {
  const whole = await data.trainingConversations(defaultConfig, 0, 6);
  const pieces = [
    ...(await data.trainingConversations(defaultConfig, 0, 2)),
    ...(await data.trainingConversations(defaultConfig, 2, 4)),
  ];
  expect(pieces).toEqual(whole);
  expect(await data.trainingConversations({ ...defaultConfig, trainOn: [] }, 0, 6)).toEqual([]);
});

test('baselines of the default tasks are shares, the best is the larger, routes have a greedy one', async () => {
  const baselines = await data.blindBaselines(defaultConfig);
  expect(baselines.map((baseline) => baseline.task)).toEqual(defaultConfig.evaluation.tasks);
  for (const { task, bestConstant, random, best, greedy } of baselines) {
    expect(best).toBe(Math.max(bestConstant, random));
    expect(best).toBeGreaterThan(0);
    expect(best).toBeLessThan(0.6);
    if (task.startsWith('tsp')) expect(greedy).toBeGreaterThan(0.6);
    else expect(greedy).toBeNull();
  }
});

describe('drawing', () => {
  /** The recipe's own renderer is the reference. Chromium rasterises text in another way, so labels may differ. */
  test.each(pictures)('$image is drawn as the base model saw it', async ({ image, scene }) => {
    const reference = await readPicture(image);
    const { pixels } = await drawOne(scene);
    expect(pixels).toHaveLength(reference.length);
    const sum = pixels.reduce((total, value, i) => total + Math.abs(value - reference[i]!), 0);
    // Mean difference of a channel, out of 255: measured 0.09 to 0.14 without labels (rims only), 0.97 with labels.
    const hasLabels = scene.kind === 'lattice' && scene.hasNodeLabels;
    expect(sum / pixels.length).toBeLessThan(hasLabels ? 1.5 : 0.25);
  });

  test('an image has the asked size, white corners, and its objects’ colours at their centres', async () => {
    const scene = freeScene(3, 'points');
    if (scene.kind !== 'points') throw new Error('Expected points.');
    for (const size of [96, 192, 512]) {
      const image = await drawOne(scene, size);
      expect(image).toMatchObject({ id: scene.id, sizePx: size });
      expect(image.pixels).toHaveLength(size * size * 4);
      for (const [x, y] of [
        [0, 0],
        [size - 1, 0],
        [0, size - 1],
        [size - 1, size - 1],
      ] as const) {
        expect(pixelAt(image, x, y)).toEqual([255, 255, 255, 255]);
      }
      for (const { name, x, y, radius } of scene.objects) {
        const [left, top] = [(x / 10) * size, (1 - y / 10) * size];
        expect(pixelAt(image, Math.floor(left), Math.floor(top))).toEqual([...colors.get(name)!, 255]);
        // Just inside and just outside the rim.
        const radiusPx = (radius / 10) * size;
        expect(pixelAt(image, Math.floor(left - radiusPx + 2), Math.floor(top))).toEqual([
          ...colors.get(name)!,
          255,
        ]);
        expect(pixelAt(image, Math.floor(left - radiusPx - 2), Math.floor(top))).toEqual([
          255, 255, 255, 255,
        ]);
      }
    }
  });

  test('a lattice has grey nodes and edges, a green start and a red end', async () => {
    const scene: Scene = {
      kind: 'lattice',
      id: 'lattice',
      size: 4,
      start: { column: 0, row: 0 },
      end: { column: 2, row: 3 },
      hasNodeLabels: false,
    };
    const image = await drawOne(scene, 400);
    const at = (column: number, row: number, right = 0, up = 0) =>
      pixelAt(image, 50 + 100 * column + right, 349 - 100 * row - up);
    expect(at(0, 0)).toEqual([...colors.get('green')!, 255]);
    expect(at(2, 3)).toEqual([...colors.get('red')!, 255]);
    const grey = [211, 211, 211, 255];
    const white = [255, 255, 255, 255];
    expect(at(1, 1)).toEqual(grey);
    expect(at(1, 1, 17)).toEqual(grey); // radius 20
    expect(at(1, 1, 50)).toEqual(grey); // the edge to the right, 3 wide
    expect(at(1, 1, 0, 50)).toEqual(grey);
    expect(at(1, 1, 50, 4)).toEqual(white);
    expect(at(1, 1, 50, 50)).toEqual(white);
    expect(at(3, 1, 30)).toEqual(white); // no edge leads out
  });

  test('node labels are black letters of the lab’s own font, alike each time', async () => {
    const scene: Scene = {
      kind: 'lattice',
      id: 'labels',
      size: 3,
      start: { column: 0, row: 0 },
      end: { column: 2, row: 2 },
      hasNodeLabels: true,
    };
    const image = await drawOne(scene);
    const plain = await drawOne({ ...scene, hasNodeLabels: false });
    expect((await drawOne(scene)).pixels).toEqual(image.pixels);
    const changed: { x: number; y: number }[] = [];
    for (let i = 0; i < image.pixels.length; i += 4) {
      if (image.pixels[i] !== plain.pixels[i])
        changed.push({ x: (i / 4) % sizePx, y: Math.floor(i / 4 / sizePx) });
    }
    // Letters lie around all nine nodes, centred to a pixel and a half, about 0.73 of 8 px high.
    for (let column = 0; column < 3; column++) {
      for (let row = 0; row < 3; row++) {
        const near = changed.filter(
          ({ x, y }) => Math.abs(x - 32 - 64 * column) < 12 && Math.abs(y - 32 - 64 * row) < 12,
        );
        expect(near.length).toBeGreaterThan(20);
        const middle = (values: number[]) => (Math.min(...values) + Math.max(...values) + 1) / 2;
        expect(Math.abs(middle(near.map(({ x }) => x)) - 32 - 64 * column)).toBeLessThanOrEqual(1.5);
        expect(Math.abs(middle(near.map(({ y }) => y)) - 32 - 64 * row)).toBeLessThanOrEqual(1.5);
      }
    }
    const darkest = changed.map(({ x, y }) => Math.max(...pixelAt(image, x, y).slice(0, 3)));
    expect(Math.min(...darkest)).toBeLessThan(60);
  });

  test('the right and the given line differ in width and dash, a point is a ring', () => {
    const inked = (points: { x: number; y: number }[], style: 'right' | 'given') => {
      const context = new OffscreenCanvas(200, 200).getContext('2d', { willReadFrequently: true })!;
      drawTrace(context, points, 200, style);
      const { data: pixels } = context.getImageData(0, 0, 200, 200);
      return (x: number, y: number) => pixels[(y * 200 + x) * 4 + 3]! > 0;
    };
    const line = [
      { x: 1, y: 5 },
      { x: 9, y: 5 },
    ];
    const along = (isInked: (x: number, y: number) => boolean) =>
      Array.from({ length: 130 }, (_, i) => isInked(30 + i, 99)).filter(Boolean).length;
    const right = inked(line, 'right');
    const given = inked(line, 'given');
    expect(along(right)).toBe(130);
    expect(along(given)).toBeGreaterThan(50);
    expect(along(given)).toBeLessThan(110);
    expect(right(100, 97)).toBe(true);
    expect(given(173, 102)).toBe(true); // the arrow head is broader than the line
    expect(given(150, 102)).toBe(false);
    const ring = inked([{ x: 5, y: 5 }], 'right');
    expect(ring(100, 100)).toBe(false);
    expect(ring(114, 100)).toBe(true);
    expect(() => inked([], 'given')).not.toThrow();
  });
});
