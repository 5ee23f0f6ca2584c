/** Random scenes: layouts with distractors and other sizes, lattices with walls, what is impossible, the split. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distance, nodePosition, nodeSpacing, sceneKey } from '../../../src/sparkle/scene/geometry.ts';
import { edgesOf, neighbours, nodesOf, optimalHops } from '../../../src/sparkle/scene/lattice.ts';
import { stream } from '../../../src/sparkle/scene/random.ts';
import {
  jitterMax,
  latticePairs,
  latticeScene,
  latticeVariant,
  partOf,
  rotationMaxDeg,
  samplePoints,
} from '../../../src/sparkle/scene/sampling.ts';

/** Even over the range: nearly all values of fc.double lie next to 0. */
const hundredths = (min: number, max: number) => fc.integer({ min, max }).map((value) => value / 100);
const names = (count: number) => Array.from({ length: count }, (_, i) => `N${i + 1}`);

describe('points', () => {
  test('objects and distractors of any size: apart, inside the image, named in order', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 0, max: 3 }),
        hundredths(20, 80),
        (seed, count, others, radius) => {
          const gap = 2 * radius + 0.3;
          const distractors = names(others).map((name) => `not ${name}`);
          const scene = samplePoints(stream(seed), 's', names(count), gap, { distractors, radius });
          expect(scene.objects.map((object) => object.name)).toEqual(names(count));
          expect((scene.distractors ?? []).map((object) => object.name)).toEqual(distractors);
          expect('distractors' in scene).toBe(others > 0);
          const all = [...scene.objects, ...(scene.distractors ?? [])];
          for (const [place, { x, y, radius: drawn }] of all.entries()) {
            expect(drawn).toBe(radius);
            for (const value of [x, y]) {
              expect(value).toBeGreaterThanOrEqual(radius);
              expect(value).toBeLessThanOrEqual(10 - radius);
            }
            for (const other of all.slice(place + 1)) {
              expect(distance({ x, y }, other)).toBeGreaterThanOrEqual(gap - 1e-9);
            }
          }
        },
      ),
    );
  });

  test('distractors come last: without them the objects lie where they did', () => {
    const plain = samplePoints(stream(4), 's', names(3), 2);
    expect(samplePoints(stream(4), 's', names(3), 2, { distractors: ['grey', 'olive'] }).objects).toEqual(
      plain.objects,
    );
  });

  test('twelve objects at Sparkle’s gap for routes find room', () => {
    for (let seed = 0; seed < 50; seed++) {
      expect(samplePoints(stream(seed), 's', names(12), 2).objects).toHaveLength(12);
    }
  });

  test('more than fit are refused after a stated number of tries, saying what to change', () => {
    expect(() => samplePoints(stream(1), 's', names(30), 2.5)).toThrow(
      'There is no room for 30 objects at least 2.5 apart: 250 layouts were tried. Ask for fewer of them or a smaller gap.',
    );
    expect(() => samplePoints(stream(1), 's', names(2), 9.5, { distractors: ['grey', 'olive'] })).toThrow(
      /no room for 2 objects and 2 distractors at least 9.5 apart/,
    );
    expect(() => samplePoints(stream(1), 's', names(3), Number.POSITIVE_INFINITY)).toThrow(/no room/);
  });

  test.each([
    [1, 0.6],
    [-1, 0.5],
    [Number.NaN, 0.5],
    [2, 0],
    [2, -1],
  ])('a gap of %d between discs of radius %d is refused', (gap, radius) => {
    expect(() => samplePoints(stream(1), 's', names(2), gap, { radius })).toThrow(
      /Choose a larger gap or a smaller radius above 0/,
    );
  });
});

describe('lattices', () => {
  const node = (column: number, row: number) => ({ column, row });

  test('a start that is its end, and nodes outside, are refused', () => {
    expect(() => latticeScene('l', 4, { start: node(1, 2), end: node(1, 2) }, false)).toThrow(
      'A path needs an end other than its start; both are node (1,2). Choose another end.',
    );
    for (const outside of [node(4, 0), node(0, 4), node(-1, 0), node(0, -1)]) {
      expect(() => latticeScene('l', 4, { start: node(1, 2), end: outside }, false)).toThrow(
        /lies outside a lattice of 4 by 4/,
      );
    }
  });

  const plain = latticeScene('l', 5, { start: node(0, 0), end: node(3, 2) }, true);

  test('no variant is the scene itself', () => {
    expect(latticeVariant(stream(1), plain, {})).toEqual(plain);
  });

  test('every variant keeps size, ends and a way to the end; the plain lattice’s part is its part', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 3, max: 8 }),
        fc.oneof(fc.constant('maze' as const), hundredths(0, 33)),
        fc.integer({ min: -rotationMaxDeg, max: rotationMaxDeg }),
        hundredths(0, 100 * jitterMax),
        (seed, size, blocked, rotationDeg, jitter) => {
          const random = stream(seed, 'variant');
          const pair = random.pick(latticePairs(size, random.pick(['training', 'evaluation'])));
          const scene = latticeScene('l', size, pair, false);
          const variant = latticeVariant(random, scene, { blocked, rotationDeg, jitter });
          expect(variant).toMatchObject(scene);
          expect(optimalHops(variant)).toBeGreaterThanOrEqual(optimalHops(scene)!);
          const edges = 2 * size * (size - 1);
          const missing = blocked === 'maze' ? (size - 1) ** 2 : Math.round(blocked * edges);
          expect(edgesOf(variant)).toHaveLength(edges - missing);
          expect(partOf(variant)).toBe(partOf(scene));
          // Discs, a fifth of the spacing in radius, neither touch nor leave the image.
          const spacing = nodeSpacing(variant);
          for (const at of nodesOf(size)) {
            const { x, y } = nodePosition(variant, at);
            expect(Math.max(Math.abs(x - 5), Math.abs(y - 5))).toBeLessThanOrEqual(5 - 0.2 * spacing);
            for (const next of neighbours({ size }, at)) {
              expect(distance({ x, y }, nodePosition(variant, next.node))).toBeGreaterThan(0.4 * spacing);
            }
          }
        },
      ),
    );
  });

  test('is seeded, and other seeds give other walls and other jitter', () => {
    const made = (seed: number) => latticeVariant(stream(seed), plain, { blocked: 0.2, jitter: 0.2 });
    expect(made(1)).toEqual(made(1));
    const keys = Array.from({ length: 20 }, (_, seed) => sceneKey({ ...made(seed), jitter: [] }));
    expect(new Set(keys).size).toBeGreaterThan(17);
    expect(made(1).jitter).not.toEqual(made(2).jitter);
  });

  test.each([
    [{ blocked: 0.5 }, /can lose 0 to 16 edges with every node still reachable; 20 were asked for/],
    [{ blocked: -0.1 }, /can lose 0 to 16 edges/],
    [{ jitter: 0.3 }, /moved by 0 to 0.25 of their spacing; 0.3 was asked for/],
    [{ jitter: Number.NaN }, /moved by 0 to 0.25/],
    [{ rotationDeg: 90 }, /turned by up to 40 degrees either way, .*; 90 was asked for/],
    [{ rotationDeg: Number.NaN }, /turned by up to 40 degrees/],
  ])('%j is refused', (variant, message) => {
    expect(() => latticeVariant(stream(1), plain, variant)).toThrow(message);
  });
});

describe('the split', () => {
  test('looks and distractors do not move a scene to the other part', () => {
    const parts = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const scene = samplePoints(stream(seed), 's', names(3), 2, { distractors: ['grey'] });
      const part = partOf({ kind: 'points', id: 'other', objects: scene.objects });
      parts.add(part);
      expect(partOf(scene)).toBe(part);
      expect(partOf({ ...scene, look: { objects: 'labels', background: 'noise' } })).toBe(part);
    }
    expect(parts.size).toBe(2);
  });

  test('figures fall into both parts', () => {
    const parts = Array.from({ length: 200 }, (_, i) =>
      partOf({
        kind: 'figure',
        id: '',
        shapes: [{ kind: 'circle', centre: { x: i / 20, y: 5 }, radius: 1, color: [0, 0, 0] }],
      }),
    );
    const training = parts.filter((part) => part === 'training').length;
    expect(Math.abs(training - 100)).toBeLessThan(29); // 4 standard deviations
  });
});
