/** The ceiling of routes by nearest neighbour: measured again on scored items, with a solver and a walk of the test's own. */
import { describe, expect, test } from 'vitest';
import type { Point, PointsScene } from '../../../src/sparkle/scene/scene.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';
import { walkedShare } from '../../../src/sparkle/walked-share.ts';

const apart = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** The shortest way through all of `left`, by trying every order. */
function shortestThrough(here: Point, left: readonly (Point & { readonly name: string })[]): string[] {
  const lengthOf = (order: readonly string[]): number => {
    let [sum, last] = [0, here];
    for (const name of order) {
      const next = left.find((each) => each.name === name)!;
      sum += apart(last, next);
      last = next;
    }
    return sum;
  };
  const orders = (names: readonly string[]): string[][] =>
    names.length === 0
      ? [[]]
      : names.flatMap((name) =>
          orders(names.filter((other) => other !== name)).map((rest) => [name, ...rest]),
        );
  const ranked = orders(left.map(({ name }) => name)).map((order) => ({ order, length: lengthOf(order) }));
  return ranked.reduce((best, each) => (each.length < best.length ? each : best)).order;
}

/** On to the nearest by whole distances; of equally near ones to the first in the alphabet. */
function walk(here: Point, left: readonly (Point & { readonly name: string })[]): string[] {
  const [next] = left.toSorted(
    (a, b) => Math.round(apart(here, a)) - Math.round(apart(here, b)) || (a.name < b.name ? -1 : 1),
  );
  return next
    ? [
        next.name,
        ...walk(
          next,
          left.filter(({ name }) => name !== next.name),
        ),
      ]
    : [];
}

const isShortestWalk = ({ objects }: PointsScene, startName: string): boolean => {
  const start = objects.find(({ name }) => name === startName)!;
  const left = objects.filter(({ name }) => name !== startName);
  return walk(start, left).join() === shortestThrough(start, left).join();
};

describe('the share of scored routes that nearest neighbour finds', () => {
  test.each([
    ['tsp3', 8],
    ['tsp4', 8],
    ['tsp5', 8],
    ['tsp6', 4],
    ['tsp7', 2],
  ] as const)('%s', (task, seeds) => {
    const items = Array.from({ length: seeds }, (_, seed) =>
      scoredItems(9000 + seed, 'evaluation', task, 500),
    ).flat();
    const right = items.filter(
      ({ scene, names }) => scene.kind === 'points' && isShortestWalk(scene, names[0]!),
    ).length;
    const share = right / items.length;
    // Three standard errors, and the rounding of the data.
    const margin = 3 * Math.sqrt((share * (1 - share)) / items.length) + 0.005;
    expect(Math.abs(share - walkedShare(task)!), `measured ${share}`).toBeLessThan(margin);
  });
});

test('no other task has one: neither other skills, nor variants and controls, which change what is seen', () => {
  for (const task of ['direction', 'spp4', 'tsp4@labels', 'tsp4@told', 'tsp5@blank', 'imported'] as const)
    expect(walkedShare(task)).toBeNull();
});
