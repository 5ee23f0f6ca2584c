/**
 * Random scenes, and their split: every possible scene belongs either to training or to evaluation, whatever the
 * seed, so the two can never share one. Not here: questions (generate.ts).
 */

import { hops, sceneKey, sceneSide } from './geometry.ts';
import { hashText, type RandomStream } from './random.ts';
import type { LatticeNode, LatticeScene, PointsScene, Scene, SceneObject } from './scene.ts';

/** The two parts all scenes are split into. */
export type Part = 'training' | 'evaluation';

/** Disc radius and how near an edge a centre may lie, in scene units (0.05 of the side). */
const objectRadius = 0.5;
const edgeMargin = 0.5;

/** Shortest paths of fewer hops are not asked for, as in Sparkle. */
export const hopsMin = 2;

/**
 * Discs at uniform positions, each at least `gap` scene units from all before it; when one finds no room the whole
 * scene starts again, as in the base model's training.
 */
export function samplePoints(
  random: RandomStream,
  id: string,
  names: readonly string[],
  gap: number,
): PointsScene {
  const low = edgeMargin;
  const high = sceneSide - edgeMargin;
  for (;;) {
    const objects: SceneObject[] = [];
    for (let tries = 0; tries < 400 && objects.length < names.length; tries++) {
      const [x, y] = [random.uniform(low, high), random.uniform(low, high)];
      const isFree = objects.every((other) => (x - other.x) ** 2 + (y - other.y) ** 2 >= gap * gap);
      if (isFree) objects.push({ name: names[objects.length]!, x, y, radius: objectRadius });
    }
    if (objects.length === names.length) return { kind: 'points', id, objects };
  }
}

/** A start and an end on a lattice. */
export interface NodePair {
  readonly start: LatticeNode;
  readonly end: LatticeNode;
}

const pairsOfPart = new Map<string, readonly NodePair[]>();

/**
 * All ordered pairs of one part, at least `hopsMin` hops apart. Pairs of equal displacement are put in hashed order
 * and dealt out in turn, so both parts have the same share of every displacement, and so of every answer.
 */
export function latticePairs(size: number, part: Part): readonly NodePair[] {
  const kept = pairsOfPart.get(`${size} ${part}`);
  if (kept) return kept;
  const nodes = Array.from({ length: size * size }, (_, i) => ({
    column: i % size,
    row: Math.floor(i / size),
  }));
  const ranked = nodes
    .flatMap((start) => nodes.map((end) => ({ start, end })))
    .filter((pair) => hops(pair.start, pair.end) >= hopsMin)
    .map((pair) => ({
      pair,
      right: pair.end.column - pair.start.column,
      up: pair.end.row - pair.start.row,
      rank: hashText(sceneKey(latticeScene('', size, pair, false))),
    }))
    .sort((a, b) => a.right - b.right || a.up - b.up || a.rank - b.rank);
  const dealt = ranked
    .filter((_, place) => (place % 2 === 0) === (part === 'training'))
    .map(({ pair }) => pair);
  pairsOfPart.set(`${size} ${part}`, dealt);
  return dealt;
}

/** The lattice scene of a pair. */
export const latticeScene = (
  id: string,
  size: number,
  pair: NodePair,
  hasNodeLabels: boolean,
): LatticeScene => ({
  kind: 'lattice',
  id,
  size,
  start: pair.start,
  end: pair.end,
  hasNodeLabels,
});

/**
 * The part a scene belongs to, whatever its look. Points scenes by a hash of which object is in which cell, distractors
 * aside; lattices by size, start and end, so that one with missing edges goes where the plain one goes.
 */
export function partOf(scene: Scene): Part {
  if (scene.kind === 'figure') return hashText(sceneKey(scene)) % 2 === 0 ? 'training' : 'evaluation';
  if (scene.kind === 'points') {
    const key = sceneKey({ kind: 'points', id: '', objects: scene.objects });
    return hashText(key) % 2 === 0 ? 'training' : 'evaluation';
  }
  const keyOf = (pair: NodePair) => sceneKey(latticeScene('', scene.size, pair, false));
  const key = keyOf(scene);
  const isTraining = latticePairs(scene.size, 'training').some((pair) => keyOf(pair) === key);
  return isTraining ? 'training' : 'evaluation';
}
