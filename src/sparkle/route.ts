/**
 * The travelling salesman as Sparkle asks it: an open path through every object, from a given start or from any,
 * solved exactly. Not here: wording (language.ts) or judging an answer (score.ts).
 */
import { distance } from './geometry.ts';
import type { Point } from './scene.ts';

/** Orders are places in the given points, the start first. Lengths in scene units. */
export interface RouteSolution {
  readonly order: readonly number[];
  readonly length: number;
  /** The length of the second-best route; Infinity where there is only one. */
  readonly secondLength: number;
}

/** Most objects that are solved: the work grows as n² 2ⁿ, and a shortcut would not be the shortest for certain. */
export const routeObjectsMax = 12;

/** Length of the open path through the points in this order. */
export function routeLength(points: readonly Point[], order: readonly number[]): number {
  let length = 0;
  for (let i = 1; i < order.length; i++) length += distance(points[order[i - 1]!]!, points[order[i]!]!);
  return length;
}

/** How many routes are kept for each set of visited objects and last object: the best and the second best. */
const kept = 2;

/**
 * The shortest route and the length of the second shortest, by the dynamic programme of Bellman (1962) and of Held and
 * Karp (1962) over sets of visited objects, which keeps two routes a state instead of one. `start` null: any start; a
 * route and its reverse are then the same one, given from the end that comes first in `points`. Throws for no points,
 * for more than routeObjectsMax, and for a start that is none of them.
 */
export function solveRoute(points: readonly Point[], start: number | null): RouteSolution {
  const n = points.length;
  if (n === 0 || n > routeObjectsMax)
    throw new Error(
      `Routes are solved exactly for 1 to ${routeObjectsMax} objects; there are ${n}. Ask for another number of objects.`,
    );
  if (start !== null && !points[start])
    throw new Error(
      `The start of a route must be one of its ${n} objects; there is no object number ${start}.`,
    );
  const between = points.map((a) => points.map((b) => distance(a, b)));
  const everyone = 2 ** n - 1;
  // Routes by [set of visited as bits][last object][rank], best first, and the entry each came from.
  const entry = (visited: number, last: number) => (visited * n + last) * kept;
  const lengths = new Float64Array(2 ** n * n * kept).fill(Number.POSITIVE_INFINITY);
  const origins = new Int32Array(lengths.length).fill(-1);
  for (let place = 0; place < n; place++) {
    if (start === null || place === start) lengths[entry(2 ** place, place)] = 0;
  }
  const insert = (at: number, length: number, origin: number) => {
    if (length >= lengths[at + 1]!) return;
    const isBest = length < lengths[at]!;
    if (isBest) {
      lengths[at + 1] = lengths[at]!;
      origins[at + 1] = origins[at]!;
    }
    lengths[isBest ? at : at + 1] = length;
    origins[isBest ? at : at + 1] = origin;
  };
  for (let visited = 1; visited < everyone; visited++) {
    for (let last = 0; last < n; last++) {
      const from = entry(visited, last);
      if (lengths[from] === Number.POSITIVE_INFINITY) continue;
      for (let next = 0; next < n; next++) {
        if (visited & (2 ** next)) continue;
        const at = entry(visited | (2 ** next), next);
        const step = between[last]![next]!;
        insert(at, lengths[from]! + step, from);
        insert(at, lengths[from + 1]! + step, from + 1);
      }
    }
  }
  const orderOf = (at: number): number[] => {
    const order: number[] = [];
    for (let here = at; here >= 0; here = origins[here]!) order.unshift(Math.floor(here / kept) % n);
    return order;
  };
  const whole = Array.from({ length: n * kept }, (_, i) => entry(everyone, 0) + i)
    .filter((at) => lengths[at] !== Number.POSITIVE_INFINITY)
    .sort((a, b) => lengths[a]! - lengths[b]!);
  const order = orderOf(whole[0]!);
  const reverse = order.toReversed().join();
  const second = whole.slice(1).find((at) => start !== null || orderOf(at).join() !== reverse);
  return {
    order: start === null && order[0]! > order.at(-1)! ? order.toReversed() : order,
    length: lengths[whole[0]!]!,
    secondLength: second === undefined ? Number.POSITIVE_INFINITY : lengths[second]!,
  };
}

/**
 * Nearest neighbour: from each stop to the closest object not yet visited. The usual greedy route. `start` null: the
 * shortest of those from every start.
 */
export function greedyRoute(points: readonly Point[], start: number | null): number[] {
  if (start === null) {
    const routes = points.map((_, place) => greedyRoute(points, place));
    return routes.reduce((best, route) =>
      routeLength(points, route) < routeLength(points, best) ? route : best,
    );
  }
  const order = [start];
  while (order.length < points.length) {
    const here = points[order.at(-1)!]!;
    let nearest = -1;
    for (let next = 0; next < points.length; next++) {
      if (order.includes(next)) continue;
      if (nearest < 0 || distance(here, points[next]!) < distance(here, points[nearest]!)) nearest = next;
    }
    order.push(nearest);
  }
  return order;
}
