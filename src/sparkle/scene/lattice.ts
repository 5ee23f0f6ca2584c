/**
 * Walking on lattices whose edges may be missing: neighbours, shortest paths by breadth-first search, random walls and
 * mazes. Not here: where a node is drawn (geometry.ts), how scenes are sampled (sampling.ts).
 */
import type { RandomStream } from './random.ts';
import type { Edge, LatticeNode, LatticeScene } from './scene.ts';

/** The part of a scene that decides which nodes are neighbours. */
type Grid = Pick<LatticeScene, 'size' | 'blocked'>;

/** One step on a lattice. */
export type Move = 'right' | 'left' | 'up' | 'down';

/** In the order in which shortestPath prefers them. */
const steps: readonly (readonly [Move, LatticeNode])[] = [
  ['right', { column: 1, row: 0 }],
  ['left', { column: -1, row: 0 }],
  ['up', { column: 0, row: 1 }],
  ['down', { column: 0, row: -1 }],
];

/** Every move there is. */
export const moves: readonly Move[] = steps.map(([move]) => move);

const isInside = (size: number, { column, row }: LatticeNode): boolean =>
  column >= 0 && row >= 0 && column < size && row < size;

const isSame = (a: LatticeNode, b: LatticeNode): boolean => a.column === b.column && a.row === b.row;

/** The index of a node, column by column from the bottom-left, from 0: the order of its printed label. */
export const nodeIndex = (size: number, node: LatticeNode): number => node.column * size + node.row;

/** All nodes in the order of their labels. */
export const nodesOf = (size: number): LatticeNode[] =>
  Array.from({ length: size * size }, (_, i) => ({ column: Math.floor(i / size), row: i % size }));

/** One number for an edge, the same in both directions. */
function edgeNumber(size: number, a: LatticeNode, b: LatticeNode): number {
  const [from, to] = [nodeIndex(size, a), nodeIndex(size, b)];
  return Math.min(from, to) * size * size + Math.max(from, to);
}

/** Equal for equal sets of edges, in any order and direction. */
export const edgesKey = (size: number, edges: readonly Edge[]): string =>
  [...new Set(edges.map((edge) => edgeNumber(size, ...edge)))].sort((a, b) => a - b).join(' ');

/** The edges that are not blocked, each once. */
export function edgesOf(grid: Grid): Edge[] {
  const { size } = grid;
  return nodesOf(size).flatMap((node) =>
    neighbours(grid, node)
      .filter((next) => nodeIndex(size, next.node) > nodeIndex(size, node))
      .map((next): Edge => [node, next.node]),
  );
}

/** The nodes one move away along edges that are not blocked. */
export function neighbours(
  grid: Grid,
  node: LatticeNode,
): { readonly move: Move; readonly node: LatticeNode }[] {
  return steps
    .map(([move, step]) => ({ move, node: { column: node.column + step.column, row: node.row + step.row } }))
    .filter((next) => isInside(grid.size, next.node) && !isBlocked(grid, node, next.node));
}

const isBlocked = ({ size, blocked = [] }: Grid, a: LatticeNode, b: LatticeNode): boolean =>
  blocked.some((edge) => edgeNumber(size, ...edge) === edgeNumber(size, a, b));

/** The nodes a walk visits, the start first; it ends before the first move that no edge allows. */
export function walk(scene: LatticeScene, moves: readonly Move[]): LatticeNode[] {
  const visited = [scene.start];
  for (const move of moves) {
    const next = neighbours(scene, visited.at(-1)!).find((neighbour) => neighbour.move === move);
    if (!next) break;
    visited.push(next.node);
  }
  return visited;
}

/** Hops from each node to the end, by nodeIndex; Infinity if the end cannot be reached. Breadth-first search. */
function hopsToEnd(scene: LatticeScene): number[] {
  const { size, end } = scene;
  const hops = Array<number>(size * size).fill(Number.POSITIVE_INFINITY);
  if (!isInside(size, end)) return hops;
  hops[nodeIndex(size, end)] = 0;
  const queue = [end];
  for (const node of queue) {
    for (const next of neighbours(scene, node)) {
      const index = nodeIndex(size, next.node);
      if (hops[index] !== Number.POSITIVE_INFINITY) continue;
      hops[index] = hops[nodeIndex(size, node)]! + 1;
      queue.push(next.node);
    }
  }
  return hops;
}

/** Moves of a shortest path from start to end; null if there is no path. */
export function optimalHops(scene: LatticeScene): number | null {
  const hops = hopsToEnd(scene)[nodeIndex(scene.size, scene.start)];
  return hops === undefined || hops === Number.POSITIVE_INFINITY ? null : hops;
}

/** Whether the walk goes from start to end along edges that are not blocked, in the fewest moves. */
export function isShortestPath(scene: LatticeScene, moves: readonly Move[]): boolean {
  const last = walk(scene, moves)[moves.length]; // undefined where an edge was missing
  return last !== undefined && isSame(last, scene.end) && moves.length === optimalHops(scene);
}

/** One of the shortest paths: the one with horizontal moves as early as possible. Throws if there is no path. */
export function shortestPath(scene: LatticeScene): Move[] {
  const hops = hopsToEnd(scene);
  const hopsAt = (node: LatticeNode) => hops[nodeIndex(scene.size, node)] ?? Number.POSITIVE_INFINITY;
  const moves: Move[] = [];
  for (let at = scene.start; !isSame(at, scene.end); ) {
    const next = neighbours(scene, at).find((neighbour) => hopsAt(neighbour.node) < hopsAt(at));
    if (!next) throw new Error(unreachableText(scene));
    moves.push(next.move);
    at = next.node;
  }
  return moves;
}

const unreachableText = ({ start, end, blocked = [] }: LatticeScene): string =>
  `No path leads from node (${start.column},${start.row}) to node (${end.column},${end.row}): ` +
  `${blocked.length} edges are missing. Block fewer, or choose another end.`;

/** How many different shortest paths there are; 0 where there is none. */
export function shortestPathCount(scene: LatticeScene): number {
  const { size } = scene;
  const hops = hopsToEnd(scene);
  const counts = Array<number>(size * size).fill(0);
  counts[nodeIndex(size, scene.end)] = 1;
  const byHops = nodesOf(size)
    .filter((node) => Number.isFinite(hops[nodeIndex(size, node)]!))
    .sort((a, b) => hops[nodeIndex(size, a)]! - hops[nodeIndex(size, b)]!);
  for (const node of byHops) {
    const index = nodeIndex(size, node);
    for (const next of neighbours(scene, node)) {
      const nextIndex = nodeIndex(size, next.node);
      if (hops[nextIndex]! < hops[index]!) counts[index]! += counts[nextIndex]!;
    }
  }
  return counts[nodeIndex(size, scene.start)] ?? 0;
}

/** How many edges a lattice can lose with every node still reachable from every other: those of a perfect maze. */
export const blockedEdgesMax = (size: number): number => (size - 1) ** 2;

/**
 * `count` random edges to leave out so that every node can still be reached. blockedEdgesMax(size) of them leave a
 * perfect maze: one path, and only one, between any two nodes. Reverse-delete: a random spanning tree (Kruskal's, over
 * shuffled edges) is always kept, and the last of the other edges are removed. Throws for a larger count.
 */
export function randomBlockedEdges(random: RandomStream, size: number, count: number): Edge[] {
  const most = blockedEdgesMax(size);
  if (!Number.isInteger(count) || count < 0 || count > most)
    throw new Error(
      `A lattice of ${size} by ${size} can lose 0 to ${most} edges with every node still reachable; ${count} were asked for. Block fewer edges, or take a larger lattice.`,
    );
  if (count === 0) return [];
  // Each node's tree is known by the node at its root.
  const parents = Array.from({ length: size * size }, (_, i) => i);
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root]!;
    return root;
  };
  const spare: Edge[] = [];
  for (const edge of random.shuffle(edgesOf({ size }))) {
    const [from, to] = edge.map((node) => rootOf(nodeIndex(size, node))) as [number, number];
    if (from === to) spare.push(edge);
    else parents[from] = to;
  }
  return spare.slice(spare.length - count);
}
