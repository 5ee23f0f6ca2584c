/**
 * Judges answers. What an answer claims is read by language.ts; here it is held against the scene.
 * Also: what of an answer can be drawn on its scene. Not here: statistics over many answers.
 *
 * Right is: the class or the chosen object; a number within 1; a cell within 1 across and up (for a description every
 * object, each within 1); any legal path of the fewest moves; a route through every object once, from the asked
 * start, as short as the shortest (to 1e-9: rounding, not leniency).
 */
import {
  type Cell,
  cellCentre,
  cellOf,
  directionVector,
  hops,
  type Move,
  nodePoint,
  regionCentre,
  walk,
  wholeDistance,
} from './geometry.ts';
import type { Item, Score } from './item.ts';
import { type Claim, placedObjects, positionOf, readAnswer } from './language.ts';
import { routeLength, solveRoute } from './route.ts';
import type { LatticeScene, Point } from './scene.ts';

/** Numbers and cells may be off by this much. */
const tolerance = 1;
const lengthTolerance = 1e-9;

/** Judges one answer. Never throws, whatever the text. */
export function score(item: Item, answerText: string): Score {
  const claim = readAnswer(item.form, answerText);
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

function isRight(item: Item, claim: Exclude<Claim, { form: 'route' }>): boolean {
  const { scene } = item;
  switch (claim.form) {
    case 'direction':
    case 'region': {
      const reference = readAnswer(item.form, item.answer);
      return reference !== null && 'class' in reference && reference.class === claim.class;
    }
    case 'comparison': {
      const reference = readAnswer(item.form, item.answer);
      return reference?.form === 'comparison' && reference.name === claim.name;
    }
    case 'pair': {
      const reference = readAnswer(item.form, item.answer);
      return reference?.form === 'pair' && claim.names.every((name) => reference.names.includes(name));
    }
    case 'number':
      return Math.abs(claim.value - wholeDistance(named(item, 0), named(item, 1))) <= tolerance;
    case 'coordinates':
      return isNear(claim.cell, cellOf(named(item, 0)));
    case 'description': {
      const objects = placedObjects(scene);
      const isComplete = objects.every(({ name, point }) => {
        const cell = claim.cells.get(name);
        return cell !== undefined && isNear(cell, cellOf(point));
      });
      return isComplete && claim.cells.size === objects.length;
    }
    case 'path':
      return scene.kind === 'lattice' && isShortest(scene, claim.moves);
  }
}

const named = (item: Item, place: number): Point => positionOf(item.scene, item.names[place] ?? '');

const isNear = (a: Cell, b: Cell): boolean =>
  Math.abs(a.column - b.column) <= tolerance && Math.abs(a.row - b.row) <= tolerance;

function isShortest(scene: LatticeScene, moves: readonly Move[]): boolean {
  const last = walk(scene, moves)[moves.length]; // undefined where a move left the lattice
  return last !== undefined && hops(last, scene.end) === 0 && moves.length === hops(scene.start, scene.end);
}

/** Length over the shortest length; null unless every object is visited once from the asked start. */
function routeRatio(item: Item, names: readonly string[]): number | null {
  const objects = placedObjects(item.scene);
  const order = names.map((name) => objects.findIndex((object) => object.name === name));
  const isLegal =
    order.length === objects.length &&
    new Set(order).size === order.length &&
    !order.includes(-1) &&
    names[0] === item.names[0];
  if (!isLegal) return null;
  const points = objects.map((object) => object.point);
  return routeLength(points, order) / solveRoute(points, order[0]!).length;
}

/** How far from the first object a claimed direction is drawn, in scene units. */
const arrowLength = 2.5;

/**
 * What an answer says, as a line on its scene (scene units) from first to last point, or one point for a place: a
 * path's nodes (as far as they stay inside), a route's objects, the claimed direction from the first object, the line
 * to the chosen object, the claimed cell's or region's centre. null where there is nothing to draw. Never throws.
 */
export function answerTrace(item: Item, answerText: string): Point[] | null {
  const { scene } = item;
  const claim = readAnswer(item.form, answerText);
  if (!claim) return null;
  switch (claim.form) {
    case 'path':
      return scene.kind === 'lattice'
        ? walk(scene, claim.moves).map((node) => nodePoint(scene.size, node))
        : null;
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
      return [cellCentre(claim.cell)];
    case 'region':
      return [regionCentre(claim.class)];
    case 'number':
    case 'description':
      return null;
  }
}

/** The right answer as a line or a point on the scene: as answerTrace, but at the true positions. */
export function referenceTrace(item: Item): Point[] | null {
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
