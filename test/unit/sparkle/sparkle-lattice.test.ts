/** Paths on lattices with missing edges: breadth-first search against trying every path; mazes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hops, nodePosition } from '../../../src/sparkle/scene/geometry.ts';
import {
  blockedEdgesMax,
  edgesOf,
  isShortestPath,
  neighbours,
  nodeIndex,
  nodesOf,
  optimalHops,
  randomBlockedEdges,
  shortestPath,
  shortestPathCount,
  walk,
} from '../../../src/sparkle/scene/lattice.ts';
import { stream } from '../../../src/sparkle/scene/random.ts';
import type { Edge, LatticeNode, LatticeScene } from '../../../src/sparkle/scene/scene.ts';
import { answerTrace, referenceTrace, score } from '../../../src/sparkle/score.ts';
import { answerText } from '../../../src/sparkle/style/language.ts';

const lattice = (
  size: number,
  start: LatticeNode,
  end: LatticeNode,
  blocked?: readonly Edge[],
): LatticeScene => ({
  kind: 'lattice',
  id: 'l',
  size,
  start,
  end,
  hasNodeLabels: false,
  ...(blocked && { blocked }),
});
const nodeAt = (size: number, index: number) => nodesOf(size)[index % (size * size)]!;

/** Whether a step is there, told from the list of missing edges alone. */
const isOpen = (scene: LatticeScene, a: LatticeNode, b: LatticeNode): boolean =>
  hops(a, b) === 1 &&
  !(scene.blocked ?? []).some(
    ([from, to]) => (hops(from, a) === 0 && hops(to, b) === 0) || (hops(from, b) === 0 && hops(to, a) === 0),
  );

/** Lengths of all paths from start to end that visit no node twice, by trying every one. */
function simplePathLengths(scene: LatticeScene): number[] {
  const lengths: number[] = [];
  const nodes = nodesOf(scene.size);
  const extend = (path: LatticeNode[]) => {
    const at = path.at(-1)!;
    if (hops(at, scene.end) === 0) {
      lengths.push(path.length - 1);
      return;
    }
    for (const next of nodes) {
      if (isOpen(scene, at, next) && !path.some((node) => hops(node, next) === 0)) extend([...path, next]);
    }
  };
  extend([scene.start]);
  return lengths;
}

/** Lattices of 2 to 4, any two nodes, any edges missing: many of them cut in pieces. */
const anyLattice = fc.integer({ min: 2, max: 4 }).chain((size) =>
  fc
    .record({
      start: fc.nat({ max: size * size - 1 }),
      end: fc.nat({ max: size * size - 1 }),
      blocked: fc.subarray(edgesOf({ size })),
      isReversed: fc.boolean(),
    })
    .map(({ start, end, blocked, isReversed }) =>
      lattice(
        size,
        nodeAt(size, start),
        nodeAt(size, end),
        isReversed ? blocked.map(([a, b]): Edge => [b, a]) : blocked,
      ),
    ),
);

describe('shortest paths', () => {
  test('breadth-first search finds what trying every path finds, on any lattice up to 4', () => {
    const seen = { reachable: 0, unreachable: 0, detour: 0 };
    fc.assert(
      fc.property(anyLattice, (scene) => {
        const lengths = simplePathLengths(scene);
        const least = Math.min(...lengths);
        if (lengths.length === 0) {
          seen.unreachable += 1;
          expect(optimalHops(scene)).toBeNull();
          expect(shortestPathCount(scene)).toBe(0);
          expect(() => shortestPath(scene)).toThrow(/No path leads from node .* Block fewer/);
          return;
        }
        seen.reachable += 1;
        if (least > hops(scene.start, scene.end)) seen.detour += 1;
        expect(optimalHops(scene)).toBe(least);
        expect(shortestPathCount(scene)).toBe(lengths.filter((length) => length === least).length);
        const path = shortestPath(scene);
        expect(path).toHaveLength(least);
        const nodes = walk(scene, path);
        expect(hops(nodes.at(-1)!, scene.end)).toBe(0);
        for (const [place, node] of nodes.slice(1).entries())
          expect(isOpen(scene, nodes[place]!, node)).toBe(true);
        expect(isShortestPath(scene, path)).toBe(true);
      }),
      { numRuns: 300 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(10);
  });

  test('without missing edges: the Manhattan distance, a binomial number of paths, sideways first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(), fc.nat(), (size, from, to) => {
        const scene = lattice(size, nodeAt(size, from), nodeAt(size, to));
        const [right, up] = [scene.end.column - scene.start.column, scene.end.row - scene.start.row];
        const [width, height] = [Math.abs(right), Math.abs(up)];
        expect(optimalHops(scene)).toBe(width + height);
        let binomial = 1;
        for (let i = 1; i <= width; i++) binomial = (binomial * (height + i)) / i;
        expect(shortestPathCount(scene)).toBe(binomial);
        expect(shortestPath(scene)).toEqual([
          ...Array(width).fill(right > 0 ? 'right' : 'left'),
          ...Array(height).fill(up > 0 ? 'up' : 'down'),
        ]);
      }),
    );
  });

  // Simulated apart from this code, with the parameters of Sparkle's released generator (no missing edges).
  test.each([
    [3, 2.5, null],
    [4, 3.08, 3.6],
    [5, 3.69, 6.1],
    [6, 4.32, null],
    [8, 5.59, null],
  ])(
    'pairs at least two hops apart on a lattice of %i: %f hops in the mean, %s shortest paths',
    (size, mean, paths) => {
      const scenes = nodesOf(size).flatMap((start) =>
        nodesOf(size)
          .filter((end) => hops(start, end) >= 2)
          .map((end) => lattice(size, start, end)),
      );
      const meanOf = (value: (scene: LatticeScene) => number) =>
        scenes.reduce((sum, scene) => sum + value(scene), 0) / scenes.length;
      expect(Math.abs(meanOf((scene) => optimalHops(scene)!) - mean)).toBeLessThan(0.03);
      if (paths !== null) expect(meanOf(shortestPathCount)).toBeCloseTo(paths, 1);
    },
  );
});

describe('walks', () => {
  const wall: Edge = [
    { column: 0, row: 0 },
    { column: 0, row: 1 },
  ];
  const scene = lattice(3, { column: 0, row: 0 }, { column: 0, row: 2 }, [wall]);

  test('end before an edge that is missing and before the rim', () => {
    expect(walk(scene, ['up', 'up'])).toEqual([scene.start]);
    expect(walk(scene, ['right', 'down', 'up'])).toEqual([scene.start, { column: 1, row: 0 }]);
  });

  test('are right by the fewest moves that the missing edges leave', () => {
    expect(optimalHops(scene)).toBe(4);
    expect(isShortestPath(scene, ['up', 'up'])).toBe(false);
    expect(isShortestPath(scene, ['right', 'up', 'left', 'up'])).toBe(true);
    expect(isShortestPath(scene, ['right', 'up', 'up', 'left'])).toBe(true);
    expect(isShortestPath(scene, ['right', 'up', 'up', 'right', 'left', 'left'])).toBe(false); // a detour
    expect(isShortestPath(scene, ['right', 'up', 'left', 'down'])).toBe(false); // over the wall
    expect(isShortestPath(scene, [])).toBe(false);
  });
});

describe('questions about a lattice with a wall', () => {
  const scene = lattice(4, { column: 1, row: 0 }, { column: 1, row: 3 }, [
    [
      { column: 1, row: 2 },
      { column: 1, row: 1 },
    ],
  ]);
  const answer = answerText(scene, { form: 'path', names: ['green', 'red'], choice: null });
  const item = {
    id: 'i',
    task: 'spp4',
    form: 'path',
    names: ['green', 'red'],
    question: '',
    answer,
  } as const;

  test('the reference answer walks around it, any other shortest way is right, through it is wrong', () => {
    expect(answer).toMatch(/: right, up, up, left, up$/);
    for (const turned of [scene, { ...scene, rotationDeg: 20 }]) {
      const right = ['right, up, up, left, up', 'up, left, up, right, up', 'left, up, up, up, right'];
      for (const text of right) expect(score({ ...item, scene: turned }, text).isCorrect).toBe(true);
      expect(score({ ...item, scene: turned }, 'up, up, up')).toEqual({
        isParsed: true,
        isCorrect: false,
        lengthRatio: null,
      });
    }
  });

  test('what is drawn of an answer follows the nodes where they are drawn, and stops at the wall', () => {
    const jitter = nodesOf(4).map((_, place) => ({ x: place / 50, y: 0 }));
    const moved = { ...scene, rotationDeg: 20, jitter };
    const at = (column: number, row: number) => nodePosition(moved, { column, row });
    expect(answerTrace({ ...item, scene: moved }, 'up, up, up')).toEqual([at(1, 0), at(1, 1)]);
    expect(referenceTrace({ ...item, scene: moved })).toEqual([
      at(1, 0),
      at(2, 0),
      at(2, 1),
      at(2, 2),
      at(1, 2),
      at(1, 3),
    ]);
  });
});

test('edges: each once, both ways, as many as the formula says', () => {
  for (let size = 2; size <= 8; size++) {
    const edges = edgesOf({ size });
    expect(edges).toHaveLength(2 * size * (size - 1));
    expect(edges.every(([a, b]) => hops(a, b) === 1)).toBe(true);
    const left = edgesOf({ size, blocked: edges.slice(0, 3).map(([a, b]) => [b, a] as const) });
    expect(left).toEqual(edges.slice(3));
  }
});

test('nodes are counted as their labels are: up the first column, then the next', () => {
  expect(nodesOf(3).slice(0, 4)).toEqual([
    { column: 0, row: 0 },
    { column: 0, row: 1 },
    { column: 0, row: 2 },
    { column: 1, row: 0 },
  ]);
  expect(nodesOf(5).map((node) => nodeIndex(5, node))).toEqual(Array.from({ length: 25 }, (_, i) => i));
});

describe('random missing edges', () => {
  const reached = (size: number, blocked: readonly Edge[]): number => {
    const seen = new Set([0]);
    for (const index of seen) {
      for (const next of neighbours({ size, blocked }, nodeAt(size, index)))
        seen.add(nodeIndex(size, next.node));
    }
    return seen.size;
  };

  test('as many different ones as asked for, seeded, and every node stays reachable', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(), fc.nat(), (size, draw, seed) => {
        const count = draw % (blockedEdgesMax(size) + 1);
        const blocked = randomBlockedEdges(stream(seed, 'walls'), size, count);
        expect(blocked).toHaveLength(count);
        expect(edgesOf({ size, blocked })).toHaveLength(2 * size * (size - 1) - count);
        expect(reached(size, blocked)).toBe(size * size);
        expect(randomBlockedEdges(stream(seed, 'walls'), size, count)).toEqual(blocked);
      }),
    );
  });

  test('the most there can be leave a perfect maze: exactly one path between any two nodes', () => {
    for (let seed = 0; seed < 20; seed++) {
      const size = 2 + (seed % 4);
      const maze = randomBlockedEdges(stream(seed, 'maze'), size, blockedEdgesMax(size));
      expect(edgesOf({ size, blocked: maze })).toHaveLength(size * size - 1);
      for (const end of nodesOf(size).slice(1)) {
        expect(simplePathLengths(lattice(size, { column: 0, row: 0 }, end, maze))).toHaveLength(1);
      }
    }
  });

  test('all spanning trees of the 2 by 2 lattice come about equally often, mazes of other seeds differ', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 800; seed++) {
      const key = JSON.stringify(randomBlockedEdges(stream(seed, 'even'), 2, 1));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(4);
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(50); // 4 standard deviations
    const mazes = Array.from({ length: 30 }, (_, seed) =>
      JSON.stringify(randomBlockedEdges(stream(seed), 5, 16)),
    );
    expect(new Set(mazes).size).toBe(30);
  });

  test.each([10, -1, 1.5, Number.NaN])(
    '%d of a lattice of 4 cannot be: the message says what can',
    (count) => {
      expect(() => randomBlockedEdges(stream(1), 4, count)).toThrow(
        `A lattice of 4 by 4 can lose 0 to 9 edges with every node still reachable; ${count} were asked for. Block fewer edges, or take a larger lattice.`,
      );
    },
  );
});
