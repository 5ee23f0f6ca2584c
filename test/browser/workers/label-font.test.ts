/** The three label fonts in Chromium: each is loaded from the lab's files before a label is drawn with it. */
import * as Comlink from 'comlink';
import { afterAll, expect, test } from 'vitest';
import { labelFamilies } from '../../../src/sparkle/draw/draw-mark.ts';
import { loadLabelFonts } from '../../../src/sparkle/draw/font.ts';
import type { LatticeScene } from '../../../src/sparkle/scene/scene.ts';
import type { Data } from '../../../workers/data.ts';

const worker = new Worker(new URL('../../../workers/data.ts', import.meta.url), { type: 'module' });
const data = Comlink.wrap<Data>(worker);
afterAll(() => worker.terminate());

const lattice: LatticeScene = {
  kind: 'lattice',
  id: 'l',
  size: 3,
  start: { column: 0, row: 0 },
  end: { column: 2, row: 2 },
  hasNodeLabels: true,
};
const scenes: LatticeScene[] = [
  { ...lattice, hasNodeLabels: false },
  lattice,
  { ...lattice, look: { font: 'serif' } },
  { ...lattice, look: { font: 'mono' } },
];

test('labels differ from font to font, and come out alike when all are drawn again', async () => {
  const first = await data.draw(scenes, 192);
  const pictures = first.map((image) => image.pixels.join());
  expect(new Set(pictures).size).toBe(scenes.length);
  const again = await data.draw(scenes.toReversed(), 192);
  expect(again.map((image) => image.pixels.join()).toReversed()).toEqual(pictures);
});

test('a page loads the fonts it prints with, and no others', async () => {
  const loaded = () => [...document.fonts].map((face) => face.family.replaceAll('"', '')).sort();
  await loadLabelFonts([scenes[0]!]);
  expect(loaded()).toEqual([]);
  await loadLabelFonts([scenes[0]!, scenes[2]!]);
  expect(loaded()).toEqual([labelFamilies.serif]);
  await loadLabelFonts(scenes);
  await loadLabelFonts(scenes);
  expect(loaded()).toEqual(Object.values(labelFamilies).sort());
});
