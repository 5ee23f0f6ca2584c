/** Directions, regions and lengths, where lattice nodes are drawn, and what makes two scenes the same. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  directionClass,
  displacement,
  distance,
  nodePosition,
  nodeSpacing,
  regionClass,
  sceneKey,
} from '../../../src/sparkle/scene/geometry.ts';
import { neighbours, nodesOf } from '../../../src/sparkle/scene/lattice.ts';
import type { LatticeScene, PointsScene, Scene } from '../../../src/sparkle/scene/scene.ts';

const lattice: LatticeScene = {
  kind: 'lattice',
  id: 'l',
  size: 4,
  start: { column: 0, row: 0 },
  end: { column: 2, row: 3 },
  hasNodeLabels: false,
};

describe('nodes', () => {
  test('of a plain lattice stand in the middles of its squares', () => {
    expect(nodePosition(lattice, { column: 0, row: 0 })).toEqual({ x: 1.25, y: 1.25 });
    expect(nodePosition(lattice, { column: 2, row: 3 })).toEqual({ x: 6.25, y: 8.75 });
    expect(nodeSpacing(lattice)).toBe(2.5);
  });

  test('quarter turns are exact: columns become rows', () => {
    for (const { column, row } of nodesOf(4)) {
      const at = (rotationDeg: number) => nodePosition({ ...lattice, rotationDeg }, { column, row });
      const upright = (node: { column: number; row: number }) => nodePosition(lattice, node);
      expect(at(90)).toEqual(upright({ column: 3 - row, row: column }));
      expect(at(180)).toEqual(upright({ column: 3 - column, row: 3 - row }));
      expect(at(-90)).toEqual(upright({ column: row, row: 3 - column }));
      expect(at(360)).toEqual(upright({ column, row }));
    }
  });

  test('at any angle: as Math.cos turns them, evenly spaced, inside the image', () => {
    fc.assert(
      fc.property(
        // Not fc.double: nearly all of its values lie next to 0.
        fc.integer({ min: -4000, max: 4000 }).map((tenths) => tenths / 10),
        fc.integer({ min: 2, max: 8 }),
        (deg, size) => {
          const scene = { ...lattice, size, rotationDeg: deg };
          const [cosine, sine] = [Math.cos((deg * Math.PI) / 180), Math.sin((deg * Math.PI) / 180)];
          const scale = 1 / (Math.abs(cosine) + Math.abs(sine));
          for (const node of nodesOf(size)) {
            const at = nodePosition(scene, node);
            const upright = nodePosition({ ...lattice, size }, node);
            const [right, up] = [(upright.x - 5) * scale, (upright.y - 5) * scale];
            expect(at.x).toBeCloseTo(5 + cosine * right - sine * up, 11);
            expect(at.y).toBeCloseTo(5 + sine * right + cosine * up, 11);
            for (const value of [at.x, at.y]) {
              expect(Math.abs(value - 5)).toBeLessThanOrEqual(5 - 5 / size + 1e-9);
            }
            for (const next of neighbours(scene, node)) {
              expect(distance(at, nodePosition(scene, next.node))).toBeCloseTo(nodeSpacing(scene), 11);
            }
          }
        },
      ),
    );
  });

  test('jitter moves each node by its own offset, counted column by column from the bottom-left', () => {
    const jitter = nodesOf(4).map(({ column, row }) => ({ x: column / 100, y: row / 100 }));
    for (const rotationDeg of [0, 30]) {
      const still = { ...lattice, rotationDeg };
      for (const node of nodesOf(4)) {
        const [from, to] = [nodePosition(still, node), nodePosition({ ...still, jitter }, node)];
        expect(to.x - from.x).toBeCloseTo(node.column / 100, 12);
        expect(to.y - from.y).toBeCloseTo(node.row / 100, 12);
      }
    }
  });
});

describe('sceneKey', () => {
  const points: PointsScene = {
    kind: 'points',
    id: 'p',
    objects: [
      { name: 'red', x: 1.2, y: 3.4, radius: 0.5 },
      { name: 'blue', x: 7.9, y: 0.6, radius: 0.5 },
    ],
  };
  const grey = { name: 'grey', x: 5, y: 5, radius: 0.5 };
  const blocked: NonNullable<LatticeScene['blocked']> = [
    [
      { column: 0, row: 0 },
      { column: 1, row: 0 },
    ],
    [
      { column: 2, row: 2 },
      { column: 2, row: 1 },
    ],
  ];
  const still = nodesOf(4).map(() => ({ x: 0, y: 0 }));

  test('of plain scenes is what the split of scenes has always hashed', () => {
    expect(sceneKey(points)).toBe('points blue 7,0 red 1,3');
    expect(sceneKey(lattice)).toBe('lattice 4 0,0 2,3');
  });

  test('ids, looks, order and fields that change nothing do not change it', () => {
    const same: [Scene, Scene][] = [
      [points, { ...points, id: 'q', look: { objects: 'labels', background: 'noise' } }],
      [points, { ...points, objects: points.objects.toReversed(), distractors: [] }],
      [lattice, { ...lattice, hasNodeLabels: true, look: { font: 'mono' } }],
      [lattice, { ...lattice, blocked: [], rotationDeg: 0, jitter: still }],
      [
        { ...lattice, blocked },
        { ...lattice, blocked: blocked.map(([a, b]) => [b, a] as const).toReversed() },
      ],
      [
        { ...lattice, rotationDeg: 30 },
        { ...lattice, rotationDeg: -330 },
      ],
    ];
    for (const [a, b] of same) expect(sceneKey(b)).toBe(sceneKey(a));
  });

  test('every change of geometry changes it', () => {
    const scenes: Scene[] = [
      points,
      { ...points, distractors: [grey] },
      { ...points, distractors: [{ ...grey, x: 6 }] },
      { ...points, distractors: [{ ...grey, name: 'olive' }] },
      { ...points, objects: [...points.objects, grey] },
      lattice,
      { ...lattice, size: 5 },
      { ...lattice, end: { column: 3, row: 3 } },
      { ...lattice, blocked: blocked.slice(0, 1) },
      { ...lattice, blocked: blocked.slice(1) },
      { ...lattice, blocked },
      { ...lattice, rotationDeg: 30 },
      { ...lattice, rotationDeg: -30 },
      { ...lattice, jitter: still.with(3, { x: 0.1, y: 0 }) },
      { ...lattice, jitter: still.with(3, { x: 0, y: 0.1 }) },
      { ...lattice, jitter: still.with(4, { x: 0.1, y: 0 }) },
      { ...lattice, blocked, rotationDeg: 30, jitter: still.with(4, { x: 0.1, y: 0 }) },
      { kind: 'figure', id: 'f', shapes: [] },
      {
        kind: 'figure',
        id: 'f',
        shapes: [{ kind: 'circle', centre: { x: 1, y: 1 }, radius: 1, color: [0, 0, 0] }],
      },
    ];
    expect(new Set(scenes.map(sceneKey)).size).toBe(scenes.length);
  });
});

test('geometry: sectors, thirds and displacements at known places', () => {
  const origin = { x: 5, y: 5 };
  const at = (degrees: number) => ({
    x: 5 + 3 * Math.cos((degrees * Math.PI) / 180),
    y: 5 + 3 * Math.sin((degrees * Math.PI) / 180),
  });
  for (let degrees = -179; degrees <= 180; degrees++) {
    const nearest = Math.round(degrees / 45);
    const expected = Math.abs(degrees - nearest * 45) <= 18 ? (nearest + 8) % 8 : null;
    expect(directionClass(origin, at(degrees)), `${degrees} degrees`).toBe(expected);
  }
  expect(regionClass({ x: 1, y: 1 })).toBe(0);
  expect(regionClass({ x: 9, y: 5 })).toBe(5);
  expect(regionClass({ x: 5, y: 9 })).toBe(7);
  expect(regionClass({ x: 3.2, y: 5 })).toBeNull();
  expect(displacement({ x: 1.9, y: 8.1 }, { x: 4.1, y: 6.9 })).toEqual({ right: 3, up: -2 });
});
