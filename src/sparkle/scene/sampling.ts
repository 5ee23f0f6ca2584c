/**
 * Random scenes, and their split: every possible scene belongs either to training or to evaluation, whatever the
 * seed, so the two can never share one. Not here: questions (src/sparkle/task/).
 */

import { hops, nodeSpacing, sceneKey, sceneSide } from './geometry.ts';
import { blockedEdgesMax, edgesOf, randomBlockedEdges } from './lattice.ts';
import { hashText, type RandomStream } from './random.ts';
import type { LatticeNode, LatticeScene, Look, PointsScene, Scene, SceneObject } from './scene.ts';

/** The two parts all scenes are split into. */
export type Part = 'training' | 'evaluation';

/** Disc radius and how near an edge a centre may lie, in scene units (0.05 of the side). */
const objectRadius = 0.5;
const edgeMargin = 0.5;

/** The fewest hops of a path that is asked for, as in Sparkle. */
export const hopsMin = 2;

/** So many positions are tried for the discs of one scene, and so many scenes, before a layout counts as impossible. */
const positionTries = 400;
const sceneTries = 250;

/** Optional properties of a points scene. */
interface PointsExtras {
  /** Names of discs that are drawn but never asked about. Absent: none. */
  readonly distractors?: readonly string[];
  /** Of every disc, in scene units. Absent: 0.5. */
  readonly radius?: number;
  /** Where the centre of each disc may lie, distractors last. null or absent: anywhere. */
  readonly within?: readonly (Box | null)[];
}

/** A rectangle in scene units. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/**
 * Discs at uniform positions, distractors last. Each centre is at least `gap` scene units from all before it; if a disc
 * finds no room, the whole scene starts again, as in the base model's training. Throws if discs of that radius would
 * overlap at that gap, and after 250 scenes without room for all discs.
 */
export function samplePoints(
  random: RandomStream,
  id: string,
  names: readonly string[],
  gap: number,
  { distractors = [], radius = objectRadius, within = [] }: PointsExtras = {},
): PointsScene {
  if (!(radius > 0 && gap >= 2 * radius))
    throw new Error(
      `Discs of radius ${radius} overlap where centres are ${gap} apart: the gap must be at least ${2 * radius}. Choose a larger gap or a smaller radius above 0.`,
    );
  const low = Math.max(edgeMargin, radius);
  const high = sceneSide - low;
  const anywhere: Box = { left: low, right: high, bottom: low, top: high };
  const all = [...names, ...distractors];
  for (let scenes = 0; scenes < sceneTries; scenes++) {
    const objects: SceneObject[] = [];
    for (let tries = 0; tries < positionTries && objects.length < all.length; tries++) {
      const box = within[objects.length] ?? anywhere;
      const x = random.uniform(Math.max(low, box.left), Math.min(high, box.right));
      const y = random.uniform(Math.max(low, box.bottom), Math.min(high, box.top));
      const isFree = objects.every((other) => (x - other.x) ** 2 + (y - other.y) ** 2 >= gap * gap);
      if (isFree) objects.push({ name: all[objects.length]!, x, y, radius });
    }
    if (objects.length < all.length) continue;
    const scene: PointsScene = { kind: 'points', id, objects: objects.slice(0, names.length) };
    return distractors.length > 0 ? { ...scene, distractors: objects.slice(names.length) } : scene;
  }
  const counted =
    distractors.length > 0
      ? `${names.length} objects and ${distractors.length} distractors`
      : `${names.length} objects`;
  throw new Error(
    `There is no room for ${counted} at least ${gap} apart: ${sceneTries} layouts were tried. Ask for fewer of them or a smaller gap.`,
  );
}

/** The look of a background. Noise gets a seed of its own. */
export const backgroundLook = (random: RandomStream, background: NonNullable<Look['background']>): Look =>
  background === 'noise' ? { background, noiseSeed: random.int(2 ** 31) } : { background };

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

/** The lattice scene of a pair. Throws if start and end are the same node, or lie outside. */
export function latticeScene(
  id: string,
  size: number,
  { start, end }: NodePair,
  hasNodeLabels: boolean,
): LatticeScene {
  if (hops(start, end) === 0)
    throw new Error(
      `A path needs an end other than its start; both are node (${start.column},${start.row}). Choose another end.`,
    );
  for (const { column, row } of [start, end]) {
    if (Math.min(column, row) < 0 || Math.max(column, row) >= size)
      throw new Error(
        `Node (${column},${row}) lies outside a lattice of ${size} by ${size}. Columns and rows count from 0 to ${size - 1}.`,
      );
  }
  return { kind: 'lattice', id, size, start, end, hasNodeLabels };
}

/** The number of edges that a share of all edges of a lattice amounts to. */
export const blockedEdgeCount = (size: number, share: number): number =>
  Math.round(share * edgesOf({ size }).length);

/** How a lattice differs from the plain square one. A field that is absent changes nothing. */
interface LatticeVariant {
  /** Share of all edges that are missing; 'maze': as many as possible, so that exactly one path joins any two nodes. */
  readonly blocked?: number | 'maze';
  /** Counter-clockwise: -rotationMaxDeg to rotationMaxDeg. */
  readonly rotationDeg?: number;
  /** Nodes are moved by up to this share of their spacing, right or left and up or down: 0 to jitterMax. */
  readonly jitter?: number;
}

/** Rotated further, a move 'right' would no longer point right. */
export const rotationMaxDeg = 40;
/** With more, neighbouring nodes could touch. */
export const jitterMax = 0.25;

/**
 * The scene with missing edges, rotated, or with moved nodes. Every node stays reachable. Throws for a
 * share of edges that would cut the lattice, and for a rotation or jitter outside its range.
 */
export function latticeVariant(
  random: RandomStream,
  scene: LatticeScene,
  { blocked = 0, rotationDeg = 0, jitter = 0 }: LatticeVariant,
): LatticeScene {
  if (!(jitter >= 0 && jitter <= jitterMax))
    throw new Error(
      `Nodes can be moved by 0 to ${jitterMax} of their spacing; ${jitter} was asked for. Choose a smaller jitter.`,
    );
  if (!(Math.abs(rotationDeg) <= rotationMaxDeg))
    throw new Error(
      `A lattice can be turned by up to ${rotationMaxDeg} degrees either way, or 'right' would not point right; ${rotationDeg} was asked for. Choose a smaller rotation.`,
    );
  const { size } = scene;
  const count = blocked === 'maze' ? blockedEdgesMax(size) : blockedEdgeCount(size, blocked);
  const edges = randomBlockedEdges(random, size, count);
  const turned: LatticeScene = {
    ...scene,
    ...(edges.length > 0 && { blocked: edges }),
    ...(rotationDeg !== 0 && { rotationDeg }),
  };
  if (jitter === 0) return turned;
  const most = jitter * nodeSpacing(turned);
  const offsets = Array.from({ length: size * size }, () => ({
    x: random.uniform(-most, most),
    y: random.uniform(-most, most),
  }));
  return { ...turned, jitter: offsets };
}

/**
 * The part a scene belongs to; its look does not count. Points scenes: by a hash of which object is in which cell, without
 * distractors. Lattices: by size, start and end, so that one with missing edges belongs where the plain one does.
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
