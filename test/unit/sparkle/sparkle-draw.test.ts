/** Looks, backgrounds, missing edges and figures, to the pixel, on a Node canvas. The plain pictures: browser/workers/data.test.ts. */
import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { drawScene } from '../../../src/sparkle/draw/draw.ts';
import { type Context2D, labelFamilies, labelFontOf } from '../../../src/sparkle/draw/draw-mark.ts';
import { nodePosition } from '../../../src/sparkle/scene/geometry.ts';
import { edgesOf, nodesOf } from '../../../src/sparkle/scene/lattice.ts';
import { colorOf, colors, distractorColors, unseenColors } from '../../../src/sparkle/scene/palette.ts';
import { stream } from '../../../src/sparkle/scene/random.ts';
import { latticeScene, latticeVariant } from '../../../src/sparkle/scene/sampling.ts';
import type {
  Color,
  LatticeScene,
  Look,
  Point,
  PointsScene,
  Scene,
} from '../../../src/sparkle/scene/scene.ts';

const sizePx = 400;

/** Draws a scene; the result tells the colour at a point in scene units. Opaque everywhere. */
function drawn(scene: Scene, size = sizePx) {
  const context = createCanvas(size, size).getContext('2d');
  drawScene(context as unknown as Context2D, scene, size);
  const { data } = context.getImageData(0, 0, size, size);
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) throw new Error('A pixel is not opaque.');
  /** Large: vitest's own comparison takes seconds. */
  const isSame = (other: { data: Uint8ClampedArray }) => data.every((value, i) => value === other.data[i]);
  const at = ({ x, y }: Point): number[] => {
    const [column, row] = [Math.floor((x / 10) * size), Math.floor((1 - y / 10) * size)];
    return Array.from(data.slice((row * size + column) * 4, (row * size + column) * 4 + 3));
  };
  return { data, at, isSame };
}

const white: Color = [255, 255, 255];
const lightGrey = [211, 211, 211];

const points = (look?: Look): PointsScene => ({
  kind: 'points',
  id: 'p',
  objects: [
    { name: 'red', x: 2, y: 3, radius: 0.5 },
    { name: 'blue', x: 8, y: 6, radius: 0.8 },
  ],
  distractors: [{ name: 'olive', x: 5, y: 5, radius: 0.5 }],
  ...(look && { look }),
});

describe('objects', () => {
  const all = [...points().objects, ...points().distractors!];

  test('are discs of their colour and radius, distractors too', () => {
    const { at } = drawn(points());
    for (const { name, x, y, radius } of all) {
      expect(at({ x, y })).toEqual([...colorOf(name)]);
      expect(at({ x: x + radius - 0.1, y })).toEqual([...colorOf(name)]);
      expect(at({ x: x + radius + 0.1, y })).toEqual(white);
    }
  });

  test('translucent: at 0.6 opacity around a solid dot', () => {
    const { at } = drawn(points({ objects: 'translucent' }));
    for (const { name, x, y, radius } of all) {
      expect(at({ x, y })).toEqual([...colorOf(name)]);
      const mixed = at({ x: x + radius - 0.1, y });
      for (const [channel, value] of colorOf(name).entries()) {
        expect(Math.abs(mixed[channel]! - (0.6 * value + 0.4 * 255))).toBeLessThanOrEqual(1.5);
      }
    }
  });

  test('with labels: light-grey discs, the names in black, whatever the names are', () => {
    const names = ['N1', 'N2', 'olive'];
    const scene = points({ objects: 'labels' });
    const labelled = {
      ...scene,
      objects: scene.objects.map((object, i) => ({ ...object, name: names[i]! })),
    };
    const { at } = drawn(labelled);
    for (const { x, y, radius } of all) {
      expect(at({ x, y: y + radius - 0.1 })).toEqual(lightGrey);
      const inside = Array.from({ length: 81 }, (_, i) => at({ x: x - 0.4 + i / 100, y }));
      expect(Math.min(...inside.map(([red]) => red!))).toBeLessThan(100);
    }
    expect(() => drawn({ ...labelled, look: {} })).toThrow(
      /No colour is known for "N1". Known are yellow, red/,
    );
  });

  test('every colour name has a colour of its own', () => {
    const names = [colors, distractorColors, unseenColors].flatMap((map) => [...map.keys()]);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(names.map((name) => colorOf(name).join())).size).toBe(names.length);
  });
});

describe('backgrounds', () => {
  const empty = (background: Look['background'], id = 'e'): PointsScene => ({
    kind: 'points',
    id,
    objects: [],
    ...(background && { look: { background } }),
  });
  const corners = [
    { x: 0.01, y: 0.01 },
    { x: 9.99, y: 0.01 },
    { x: 0.01, y: 9.99 },
    { x: 9.99, y: 9.99 },
  ];

  test('white, or any colour, to the corners', () => {
    const color: Color = [12, 130, 250];
    for (const corner of corners) {
      expect(drawn(empty(undefined)).at(corner)).toEqual(white);
      expect(drawn(empty(color)).at(corner)).toEqual([...color]);
    }
    const lattice = latticeScene('l', 3, { start: { column: 0, row: 0 }, end: { column: 2, row: 2 } }, false);
    expect(drawn({ ...lattice, look: { background: color } }).at(corners[0]!)).toEqual([...color]);
  });

  test('a gradient: from white down to light blue, alike along each row', () => {
    const { at } = drawn(empty('gradient'));
    const reds = Array.from({ length: 100 }, (_, i) => at({ x: 5, y: 9.95 - i / 10 })[0]!);
    expect(reds).toEqual(reds.toSorted((a, b) => b - a));
    expect(reds[0]).toBeGreaterThan(253);
    expect(at({ x: 5, y: 0.01 })).toEqual([220, 232, 255]);
    for (const y of [1, 5, 9]) expect(at({ x: 0.1, y })).toEqual(at({ x: 9.9, y }));
  });

  test('noise: by the scene’s id, the same squares at every size, lighter than the grey of lattices', () => {
    const one = drawn(empty('noise', 'a'));
    expect(drawn(empty('noise', 'a')).isSame(one)).toBe(true);
    expect(drawn(empty('noise', 'b')).isSame(one)).toBe(false);
    const seeded = (noiseSeed: number) =>
      drawn({ ...empty('noise', 'a'), look: { background: 'noise', noiseSeed } });
    expect(seeded(0).isSame(one)).toBe(true);
    expect(seeded(7).isSame(one)).toBe(false);
    expect(one.data.reduce((least, value) => Math.min(least, value))).toBe(220);
    const shades = new Set<number>();
    for (const size of [64, 192, 384]) {
      const { at } = drawn(empty('noise', 'a'), size);
      for (let square = 0; square < 64; square++) {
        const middle = { x: ((square + 0.5) * 10) / 64, y: ((63 - square + 0.5) * 10) / 64 };
        expect(at(middle)).toEqual(one.at(middle));
        for (const value of at(middle)) shades.add(value);
      }
    }
    expect(shades.size).toBe(8);
  });
});

describe('lattices', () => {
  const middleOf = (scene: LatticeScene, edge: ReturnType<typeof edgesOf>[number]): Point => {
    const [a, b] = edge.map((node) => nodePosition(scene, node));
    return { x: (a!.x + b!.x) / 2, y: (a!.y + b!.y) / 2 };
  };

  test.each([
    [{ blocked: 0.25 }],
    [{ blocked: 'maze' as const }],
    [{ rotationDeg: 25 }],
    [{ jitter: 0.25 }],
    [{ blocked: 'maze' as const, rotationDeg: -40, jitter: 0.2 }],
  ])('%j: nodes at their places, edges that are there and no others', (variant) => {
    for (const size of [3, 5, 8]) {
      const ends = { start: { column: 0, row: 1 }, end: { column: 2, row: 0 } };
      const plain = latticeScene('l', size, ends, false);
      const scene = latticeVariant(stream(size), plain, variant);
      const { at } = drawn(scene, 1600);
      for (const node of nodesOf(size)) {
        const isAt = (other: typeof node) => other.column === node.column && other.row === node.row;
        const name = isAt(ends.start) ? 'green' : isAt(ends.end) ? 'red' : null;
        expect(at(nodePosition(scene, node))).toEqual(name ? [...colors.get(name)!] : lightGrey);
      }
      const there = new Set(edgesOf(scene).map((edge) => JSON.stringify(edge)));
      for (const edge of edgesOf({ size })) {
        const expected = there.has(JSON.stringify(edge)) ? lightGrey : white;
        expect(at(middleOf(scene, edge)), JSON.stringify(edge)).toEqual(expected);
      }
    }
  });

  test('fields that change nothing leave every pixel as it was', () => {
    const plain = latticeScene('l', 5, { start: { column: 0, row: 0 }, end: { column: 3, row: 2 } }, true);
    const same = { ...plain, blocked: [], rotationDeg: 0, jitter: [], look: {} };
    for (const size of [96, 192, 384]) expect(drawn(same, size).isSame(drawn(plain, size))).toBe(true);
  });
});

describe('figures', () => {
  const black: Color = [0, 0, 0];
  const { at } = drawn({
    kind: 'figure',
    id: 'f',
    shapes: [
      { kind: 'rectangle', corner: { x: 1, y: 1 }, width: 3, height: 2, color: [0, 0, 255] },
      { kind: 'rectangle', corner: { x: 5, y: 1 }, width: 3, height: 2, lineWidth: 0.2, color: black },
      { kind: 'circle', centre: { x: 2, y: 6 }, radius: 1, color: [255, 0, 0] },
      { kind: 'circle', centre: { x: 6, y: 6 }, radius: 1, lineWidth: 0.2, color: [0, 255, 0] },
      { kind: 'line', from: { x: 0, y: 9 }, to: { x: 10, y: 9 }, lineWidth: 0.2, color: black },
      { kind: 'line', from: { x: 9, y: 0 }, to: { x: 9, y: 10 }, lineWidth: 0.2, color: [255, 255, 0] },
      { kind: 'text', centre: { x: 2.5, y: 2 }, text: 'A', height: 1, color: white },
    ],
  });

  test('filled shapes are filled, those with a line width are outlines', () => {
    expect(at({ x: 1.1, y: 1.1 })).toEqual([0, 0, 255]);
    expect(at({ x: 3.9, y: 2.9 })).toEqual([0, 0, 255]);
    expect(at({ x: 4.1, y: 2.9 })).toEqual(white);
    expect(at({ x: 5.05, y: 2 })).toEqual([0, 0, 0]);
    expect(at({ x: 6.5, y: 3.05 })).toEqual([0, 0, 0]);
    expect(at({ x: 6.5, y: 2 })).toEqual(white);
    expect(at({ x: 2, y: 6 })).toEqual([255, 0, 0]);
    expect(at({ x: 2.9, y: 6 })).toEqual([255, 0, 0]);
    expect(at({ x: 3.1, y: 6 })).toEqual(white);
    expect(at({ x: 6, y: 6 })).toEqual(white);
    for (const x of [6.95, 7.05]) expect(at({ x, y: 6 })).toEqual([0, 255, 0]);
  });

  test('lines end where they end, later shapes lie on top, texts stand in their middle', () => {
    expect(at({ x: 0.05, y: 9.05 })).toEqual([0, 0, 0]);
    expect(at({ x: 9, y: 9 })).toEqual([255, 255, 0]);
    const across = Array.from({ length: 60 }, (_, i) => at({ x: 2.2 + i / 100, y: 1.9 }));
    expect(across.some(([red]) => red === 255)).toBe(true);
  });

  test('without shapes it is blank', () => {
    const blank = drawn({ kind: 'figure', id: 'blank', shapes: [] });
    expect(blank.data.every((value) => value === 255)).toBe(true);
  });
});

describe('label fonts', () => {
  const lattice = latticeScene('l', 3, { start: { column: 0, row: 0 }, end: { column: 2, row: 2 } }, true);

  test('only scenes that print something need one', () => {
    expect(labelFontOf(points())).toBeNull();
    expect(labelFontOf(points({ font: 'mono' }))).toBeNull();
    expect(labelFontOf(points({ objects: 'labels' }))).toBe('sans');
    expect(labelFontOf(points({ objects: 'labels', font: 'serif' }))).toBe('serif');
    expect(labelFontOf(lattice)).toBe('sans');
    expect(labelFontOf({ ...lattice, look: { font: 'mono' } })).toBe('mono');
    expect(labelFontOf({ ...lattice, hasNodeLabels: false, look: { font: 'mono' } })).toBeNull();
    expect(labelFontOf({ kind: 'figure', id: 'f', shapes: [] })).toBeNull();
  });

  test.each(['sans', 'serif', 'mono'] as const)('%s labels are printed in its family', (font) => {
    const context = createCanvas(100, 100).getContext('2d');
    const printed: string[] = [];
    const print = context.fillText.bind(context);
    context.fillText = (text, x, y) => {
      printed.push(`${context.font} ${text}`);
      print(text, x, y);
    };
    drawScene(
      context as unknown as Context2D,
      { ...lattice, ...(font !== 'sans' && { look: { font } }) },
      100,
    );
    expect(printed).toHaveLength(9);
    for (const [place, entry] of printed.entries()) {
      expect(entry).toContain(labelFamilies[font]);
      expect(entry.endsWith(` N${place + 1}`)).toBe(true);
    }
    const families = Object.values(labelFamilies);
    expect(new Set(families).size).toBe(families.length);
  });
});
