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
  // Lengths by [set of visited objects as bits][last object][rank], the best first; of the best the object before.
  const state = (visited: number, last: number) => visited * n + last;
  const lengths = new Float64Array(2 ** n * n * kept).fill(Number.POSITIVE_INFINITY);
  const before = new Int8Array(2 ** n * n).fill(-1);
  for (let place = 0; place < n; place++) {
    if (start === null || place === start) lengths[state(2 ** place, place) * kept] = 0;
  }
  for (let visited = 1; visited < everyone; visited++) {
    for (let last = 0; last < n; last++) {
      const from = state(visited, last) * kept;
      if (lengths[from] === Number.POSITIVE_INFINITY) continue;
      for (let next = 0; next < n; next++) {
        if (visited & (2 ** next)) continue;
        const to = state(visited | (2 ** next), next);
        for (let rank = 0; rank < kept; rank++) {
          const length = lengths[from + rank]! + between[last]![next]!;
          const [best, second] = [lengths[to * kept]!, lengths[to * kept + 1]!];
          if (length < best) {
            lengths[to * kept] = length;
            lengths[to * kept + 1] = best;
            before[to] = last;
          } else if (length < second) lengths[to * kept + 1] = length;
        }
      }
    }
  }
  const whole = Array.from({ length: n * kept }, (_, i) => ({
    length: lengths[state(everyone, 0) * kept + i]!,
    last: Math.floor(i / kept),
  })).sort((a, b) => a.length - b.length);
  const order: number[] = [];
  let visited = everyone;
  for (let at = whole[0]!.last; at >= 0; ) {
    order.unshift(at);
    const previous = before[state(visited, at)]!;
    visited -= 2 ** at;
    at = previous;
  }
  // From any start every route is there twice, ending at either end: of the best one the reverse is left out.
  const second = whole.slice(1).find(({ last }) => start !== null || last !== order[0]);
  return {
    order: start === null && order[0]! > order.at(-1)! ? order.toReversed() : order,
    length: whole[0]!.length,
    secondLength: second?.length ?? Number.POSITIVE_INFINITY,
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
