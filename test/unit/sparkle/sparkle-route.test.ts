/** Routes: Held and Karp's programme against trying every order, from a fixed start and from any. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { greedyRoute, heuristicRoute, routeLength, solveRoute } from '../../../src/sparkle/scene/route.ts';
import type { Point, PointsScene } from '../../../src/sparkle/scene/scene.ts';
import { score } from '../../../src/sparkle/score.ts';

const coordinate = fc.integer({ min: 0, max: 10_000 }).map((value) => value / 1000);
const point = fc.record({ x: coordinate, y: coordinate });

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((tail) => [item, ...tail]),
  );
}

/** Lengths of all routes, shortest first: from `start`, or from any, a route and its reverse once. */
function allLengths(points: readonly Point[], start: number | null): number[] {
  return permutations(points.map((_, place) => place))
    .filter((order) => (start === null ? order[0]! <= order.at(-1)! : order[0] === start))
    .map((order) => routeLength(points, order))
    .sort((a, b) => a - b);
}

describe('the solver finds what trying every order finds, up to 7 objects', () => {
  test.each([
    ['from a fixed start', true],
    ['from any start', false],
  ])('%s', (_, isFixed) => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 7 }), fc.nat(), (points, draw) => {
        const start = isFixed ? draw % points.length : null;
        const lengths = allLengths(points, start);
        const { order, length, secondLength } = solveRoute(points, start);
        expect([...order].sort()).toEqual(points.map((_, place) => place));
        if (start !== null) expect(order[0]).toBe(start);
        else expect(order[0]).toBeLessThanOrEqual(order.at(-1)!);
        expect(length).toBeCloseTo(lengths[0]!, 9);
        expect(routeLength(points, order)).toBeCloseTo(length, 9);
        if (lengths.length === 1) expect(secondLength).toBe(Number.POSITIVE_INFINITY);
        else expect(secondLength).toBeCloseTo(lengths[1]!, 9);
      }),
      { numRuns: 150 },
    );
  });
});

test('a fixed start gives the very length its order adds up to, bit for bit', () => {
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 7 }), (points) => {
      const { order, length } = solveRoute(points, 0);
      expect(routeLength(points, order)).toBe(length);
    }),
  );
});

describe('twelve objects', () => {
  test('on a line, shuffled: from any start end to end, from the middle the shorter side first', () => {
    const xs = [3, 9, 0, 7, 1, 5, 10, 2, 8, 4, 6, 11];
    const points = xs.map((x) => ({ x, y: 0 }));
    const free = solveRoute(points, null);
    expect(free.length).toBeCloseTo(11, 12);
    expect(free.order.map((place) => xs[place])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(free.secondLength).toBeCloseTo(12, 12); // one step at an end taken twice
    const fixed = solveRoute(points, xs.indexOf(3));
    expect(fixed.length).toBeCloseTo(3 + 11, 12);
    expect(fixed.order.map((place) => xs[place])).toEqual([3, 2, 1, 0, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('on a circle: along it, all chords but one', () => {
    const points = Array.from({ length: 12 }, (_, i) => ({
      x: 5 + 4 * Math.cos((i * 5 * Math.PI) / 6), // every fifth place: neighbours in the list lie far apart
      y: 5 + 4 * Math.sin((i * 5 * Math.PI) / 6),
    }));
    const chord = 2 * 4 * Math.sin(Math.PI / 12);
    expect(solveRoute(points, null).length).toBeCloseTo(11 * chord, 9);
    expect(solveRoute(points, 7).length).toBeCloseTo(11 * chord, 9);
  });

  test('no order that swaps, reverses or moves a part of the solution is shorter', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 12, maxLength: 12 }), (points) => {
        const { order, length, secondLength } = solveRoute(points, null);
        for (let from = 0; from < 12; from++) {
          for (let to = from + 1; to < 12; to++) {
            const reversed = [
              ...order.slice(0, from),
              ...order.slice(from, to + 1).toReversed(),
              ...order.slice(to + 1),
            ];
            const moved = order.toSpliced(from, 1).toSpliced(to, 0, order[from]!);
            for (const other of [reversed, moved]) {
              const isSame = other.join() === order.join() || other.toReversed().join() === order.join();
              expect(routeLength(points, other)).toBeGreaterThanOrEqual(
                (isSame ? length : secondLength) - 1e-9,
              );
            }
          }
        }
        expect(length).toBeLessThanOrEqual(routeLength(points, greedyRoute(points, null)) + 1e-9);
      }),
      { numRuns: 10 },
    );
  });
});

test('without an asked start either end of the best route is right, and the ratio is to the best of all', () => {
  const scene: PointsScene = {
    kind: 'points',
    id: 's',
    objects: [
      { name: 'red', x: 1, y: 1, radius: 0.5 },
      { name: 'blue', x: 4, y: 1, radius: 0.5 },
      { name: 'green', x: 9, y: 1, radius: 0.5 },
    ],
    distractors: [{ name: 'grey', x: 2.5, y: 1, radius: 0.5 }],
  };
  const item = { id: 'i', task: 'tsp3', form: 'route', scene, question: '', answer: '' } as const;
  const free = { ...item, names: [] };
  for (const text of ['red, blue, green', 'green, blue, red']) {
    expect(score(free, text)).toEqual({ isParsed: true, isCorrect: true, lengthRatio: 1 });
  }
  expect(score(free, 'blue, red, green').lengthRatio).toBeCloseTo(11 / 8, 12);
  expect(score({ ...item, names: ['blue'] }, 'blue, red, green')).toMatchObject({
    isCorrect: true,
    lengthRatio: 1,
  });
  expect(score({ ...item, names: ['blue'] }, 'red, blue, green').lengthRatio).toBeNull();
});

describe('what cannot be solved is refused', () => {
  const points = Array.from({ length: 13 }, (_, i) => ({ x: i / 2, y: 0 }));
  test('no objects', () => {
    expect(() => solveRoute([], null)).toThrow(/at least one object; there are none/);
  });
  test('a start that is no object', () => {
    expect(() => solveRoute(points.slice(0, 4), -1)).toThrow(
      /one of its 4 objects; there is no object number -1/,
    );
    expect(() => solveRoute(points.slice(0, 4), 4)).toThrow(/no object number 4/);
  });
});

test('the greedy route: nearest first; from any start the best of all starts', () => {
  const points = [0, 1, 3, 7].map((x) => ({ x, y: 0 }));
  expect(greedyRoute(points, 1)).toEqual([1, 0, 2, 3]);
  expect(greedyRoute(points, null)).toEqual([0, 1, 2, 3]);
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 7 }), (some) => {
      const lengths = some.map((_, start) => routeLength(some, greedyRoute(some, start)));
      expect(routeLength(some, greedyRoute(some, null))).toBe(Math.min(...lengths));
    }),
  );
});

describe('more than twelve objects: the best route known', () => {
  const many = (count: number) => fc.array(point, { minLength: count, maxLength: count });

  test('of 10 to 12 objects the heuristic is never shorter than the exact route, and mostly as short', () => {
    let [same, all] = [0, 0];
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 12 }).chain(many), fc.boolean(), (points, isFixed) => {
        const start = isFixed ? 0 : null;
        const order = heuristicRoute(points, start);
        expect(order.toSorted((a, b) => a - b)).toEqual(points.map((_, place) => place));
        if (isFixed) expect(order[0]).toBe(0);
        const ratio = routeLength(points, order) / solveRoute(points, start).length;
        if (!Number.isNaN(ratio)) expect(ratio).toBeGreaterThanOrEqual(1 - 1e-9);
        all++;
        if (!(ratio > 1 + 1e-9)) same++;
      }),
      { numRuns: 120, seed: 1 },
    );
    expect(same / all).toBeGreaterThan(0.5);
  });

  test('no part turned round makes it shorter; never longer than the greedy route', () => {
    fc.assert(
      fc.property(fc.integer({ min: 13, max: 20 }).chain(many), fc.boolean(), (points, isFixed) => {
        const start = isFixed ? 0 : null;
        const { order, length, secondLength } = solveRoute(points, start);
        expect(secondLength).toBeNaN();
        expect(length).toBeLessThanOrEqual(routeLength(points, greedyRoute(points, start)) + 1e-9);
        for (let from = isFixed ? 1 : 0; from < order.length; from++) {
          for (let to = from + 1; to < order.length; to++) {
            const turned = [
              ...order.slice(0, from),
              ...order.slice(from, to + 1).toReversed(),
              ...order.slice(to + 1),
            ];
            expect(routeLength(points, turned)).toBeGreaterThanOrEqual(length - 1e-8);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test('score never throws, whatever the number of objects; the reference is right', () => {
    const names = (count: number) => Array.from({ length: count }, (_, i) => `N${i + 1}`);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 25 }).chain(many), fc.boolean(), (points, isFixed) => {
        const objects = points.map((each, i) => ({ ...each, name: `N${i + 1}`, radius: 0.1 }));
        const scene: PointsScene = { kind: 'points', id: 's', objects };
        const asked = isFixed ? names(points.length).slice(0, 1) : [];
        const item = {
          id: 'i',
          task: 'tsp20',
          form: 'route',
          scene,
          question: '',
          answer: '',
          names: asked,
        } as const;
        expect(() => score(item, '')).not.toThrow();
        expect(score(item, names(points.length).toReversed().join(', ')).isCorrect).toBeTypeOf('boolean');
        if (points.length === 0) return;
        const { order } = solveRoute(points, isFixed ? 0 : null);
        const best = order.map((place) => `N${place + 1}`).join(', ');
        expect(score(item, best)).toMatchObject({ isParsed: true, isCorrect: true });
      }),
      { numRuns: 200 },
    );
  });
});
