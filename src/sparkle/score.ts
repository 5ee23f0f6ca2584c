/**
 * Judges answers: reads what an answer claims in the style of its question (style/styles.ts) and compares it with the
 * scene. Also turns an answer into a line that can be drawn on the scene. Not here: statistics over many answers.
 *
 * What is right, in every style:
 * - direction, region, comparison, pair: the class, the object or the two objects of the right answer;
 * - path: any path along existing edges in the fewest moves, given by moves or by nodes (the start may be left out);
 * - route: through every object once, from the asked start if there is one, as short as the shortest (to 1e-9, for
 *   rounding);
 * - count, yes-no: exactly the right answer;
 * - number, coordinates: off by 1 at most, that is a tenth of the image. The embedded language has whole distances and
 *   cells, so these are compared; in the other styles the exact distance, x and y;
 * - description: the above for every object: its cell in the embedded language, and of a lattice its size as a number; in
 *   the other styles its region and point, as far as the right answer has them.
 */
import {
  cellCentre,
  cellOf,
  directionVector,
  distance,
  hops,
  nodePosition,
  placedObjects,
  positionOf,
  regionCentre,
  wholeDistance,
} from './scene/geometry.ts';
import type { Move } from './scene/lattice.ts';
import { isShortestPath, nodesOf, walk } from './scene/lattice.ts';
import { routeLength, solveRoute } from './scene/route.ts';
import type { LatticeScene, Point } from './scene/scene.ts';
import type { Claim } from './style/query.ts';
import { claimOf, type Question } from './style/styles.ts';

/** How one answer was judged. */
export interface Score {
  /** The answer has the form the question asks for; apart from whether it is right. */
  readonly isParsed: boolean;
  readonly isCorrect: boolean;
  /** Routes only: length over optimal length (1 is optimal); null if no legal route was given. */
  readonly lengthRatio: number | null;
}

/** Numbers and positions may be off by this much, in scene units or cells. */
const tolerance = 1;
/** Two decimals that differ by exactly the tolerance must pass in floating point, too. */
const rounding = 1e-9;
const lengthTolerance = 1e-9;

/** Judges one answer. Never throws, whatever the text. */
export function score(item: Question, answerText: string): Score {
  const claim = claimOf(item, answerText);
  if (!claim) return { isParsed: false, isCorrect: false, lengthRatio: null };
  if (claim.form === 'route') {
    const lengthRatio = routeRatio(item, claim.names);
    return {
      isParsed: true,
      isCorrect: lengthRatio !== null && lengthRatio <= 1 + lengthTolerance,
      lengthRatio,
    };
  }
  return { isParsed: true, isCorrect: isRight(item, claim), lengthRatio: null };
}

function isRight(item: Question, claim: Exclude<Claim, { form: 'route' }>): boolean {
  const { scene } = item;
  switch (claim.form) {
    case 'direction':
    case 'region': {
      const reference = claimOf(item, item.answer);
      return reference !== null && 'class' in reference && reference.class === claim.class;
    }
    case 'comparison': {
      const reference = claimOf(item, item.answer);
      return reference?.form === 'comparison' && reference.name === claim.name;
    }
    case 'pair': {
      const reference = claimOf(item, item.answer);
      return reference?.form === 'pair' && claim.names.every((name) => reference.names.includes(name));
    }
    case 'count':
    case 'yes-no': {
      const reference = claimOf(item, item.answer);
      return reference !== null && JSON.stringify(reference) === JSON.stringify(claim);
    }
    case 'number': {
      const truth = item.style ? distance : wholeDistance;
      return Math.abs(claim.value - truth(named(item, 0), named(item, 1))) <= tolerance + rounding;
    }
    case 'coordinates':
      return isNear(item, claim.point, named(item, 0));
    case 'description':
      return isRightDescription(item, claim);
    case 'path': {
      const moves = scene.kind === 'lattice' ? movesOf(scene, claim) : null;
      return scene.kind === 'lattice' && moves !== null && isShortestPath(scene, moves);
    }
  }
}

const named = (item: Question, place: number): Point => positionOf(item.scene, item.names[place] ?? '');

/** The embedded language gives positions as cells, so cells are compared; other styles give them exactly. */
function isNear(item: Question, claimed: Point, truth: Point): boolean {
  const told = (point: Point) => (item.style ? point : cellCentre(cellOf(point)));
  const [a, b] = [told(claimed), told(truth)];
  return Math.abs(a.x - b.x) <= tolerance + rounding && Math.abs(a.y - b.y) <= tolerance + rounding;
}

/**
 * The claim must have what the reference has: in the embedded language the cell of every object and a lattice's size, in
 * words the regions, the points or both. All of it must be right, and an object that is not in the scene is an error. What is claimed about
 * distractors is not judged.
 */
function isRightDescription(item: Question, claim: Extract<Claim, { form: 'description' }>): boolean {
  const points = new Map(placedObjects(item.scene).map(({ name, point }) => [name, point]));
  const reference: Claim | null = item.style
    ? claimOf(item, item.answer)
    : {
        form: 'description',
        points,
        regions: new Map(),
        ...(item.scene.kind === 'lattice' && { size: item.scene.size }),
      };
  if (reference?.form !== 'description') return false;
  const isSizeRight =
    reference.size === undefined || claim.size === undefined
      ? reference.size === claim.size
      : Math.abs(reference.size - claim.size) <= tolerance;
  const areRegionsRight = [...reference.regions].every(
    ([name, region]) => claim.regions.get(name) === region,
  );
  const arePointsRight = [...reference.points.keys()].every((name) => {
    const [claimed, truth] = [claim.points.get(name), points.get(name)];
    return claimed !== undefined && truth !== undefined && isNear(item, claimed, truth);
  });
  const distractors = item.scene.kind === 'points' ? (item.scene.distractors ?? []) : [];
  const there = new Set([...points.keys(), ...distractors.map(({ name }) => name)]);
  const areAllThere = [...claim.points.keys(), ...claim.regions.keys()].every((name) => there.has(name));
  return isSizeRight && areRegionsRight && arePointsRight && areAllThere;
}

/** The moves of a claimed path. A list of nodes may leave out the start; null if two nodes in a row are no neighbours. */
function movesOf(scene: LatticeScene, claim: Extract<Claim, { form: 'path' }>): readonly Move[] | null {
  if ('moves' in claim) return claim.moves;
  const all = nodesOf(scene.size);
  const nodes = claim.nodes.flatMap((number) => all[number - 1] ?? []);
  if (nodes.length < claim.nodes.length) return null;
  const [first] = nodes;
  if (first && hops(first, scene.start) > 0) nodes.unshift(scene.start);
  const moves: Move[] = [];
  for (const [place, to] of nodes.slice(1).entries()) {
    const from = nodes[place]!;
    if (hops(from, to) !== 1) return null;
    if (from.row === to.row) moves.push(to.column > from.column ? 'right' : 'left');
    else moves.push(to.row > from.row ? 'up' : 'down');
  }
  return moves;
}

/**
 * Length over the shortest length; null unless every object is visited once, from the asked start if there is one. With
 * more than 12 objects, over the best length that solveRoute found: an answer may be better, with a ratio below 1.
 */
function routeRatio(item: Question, names: readonly string[]): number | null {
  const [start] = item.names;
  const objects = placedObjects(item.scene);
  const order = names.map((name) => objects.findIndex((object) => object.name === name));
  const isLegal =
    order.length > 0 &&
    order.length === objects.length &&
    new Set(order).size === order.length &&
    !order.includes(-1) &&
    (start === undefined || names[0] === start);
  if (!isLegal) return null;
  const points = objects.map((object) => object.point);
  const best = solveRoute(points, start === undefined ? null : order[0]!).length;
  return best > 0 ? routeLength(points, order) / best : 1; // a single object
}

/** How far from the first object a claimed direction is drawn, in scene units. */
const arrowLength = 2.5;

/**
 * What an answer claims, as a line on its scene (scene units), or as one point: the nodes of a path (as far as they stay
 * inside), the objects of a route, the claimed direction from the first object, the line to the chosen object, the centre
 * of the claimed cell or region. null if there is nothing to draw. Never throws.
 */
export function answerTrace(item: Question, answerText: string): Point[] | null {
  const { scene } = item;
  const claim = claimOf(item, answerText);
  if (!claim) return null;
  switch (claim.form) {
    case 'path': {
      const moves = scene.kind === 'lattice' ? movesOf(scene, claim) : null;
      return scene.kind === 'lattice' && moves
        ? walk(scene, moves).map((node) => nodePosition(scene, node))
        : null;
    }
    case 'route':
    case 'pair':
    case 'comparison': {
      const visited = claim.form === 'comparison' ? [item.names[0], claim.name] : claim.names;
      const objects = placedObjects(scene);
      const known = visited.flatMap((name) => objects.filter((object) => object.name === name));
      return known.length === visited.length ? known.map((object) => object.point) : null;
    }
    case 'direction': {
      const from = named(item, 0);
      const vector = directionVector(claim.class);
      return [from, { x: from.x + arrowLength * vector.x, y: from.y + arrowLength * vector.y }];
    }
    case 'coordinates':
      return [claim.point];
    case 'region':
      return [regionCentre(claim.class)];
    case 'number':
    case 'description':
    case 'count':
    case 'yes-no':
      return null;
  }
}

/** The right answer as a line or a point on the scene: as answerTrace, but at the true positions. */
export function referenceTrace(item: Question): Point[] | null {
  switch (item.form) {
    case 'direction':
    case 'number':
      return [named(item, 0), named(item, 1)];
    case 'coordinates':
    case 'region':
      return [named(item, 0)];
    default:
      return answerTrace(item, item.answer);
  }
}
