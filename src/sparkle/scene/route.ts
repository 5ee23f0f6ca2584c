/**
 * The travelling salesman as Sparkle asks it: an open path through every object, from a given start or from any,
 * solved exactly up to 12 objects and by a heuristic beyond. Not here: wording (language.ts) or judging an answer (score.ts).
 */
import { distance, wholeDistance } from './geometry.ts';
import type { Point, SceneObject } from './scene.ts';

/** Orders are indices into the given points, the start first. Lengths in scene units. */
interface RouteSolution {
  readonly order: readonly number[];
  readonly length: number;
  /** The length of the second-best route; Infinity where there is only one, NaN from the heuristic. */
  readonly secondLength: number;
}

/** Up to this many objects the route is exact: the work grows as n² 2ⁿ. Beyond, it is the best that was found. */
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
 * The shortest route and the length of the second shortest. Beyond routeObjectsMax objects it is the route of
 * heuristicRoute, which may not be the shortest. `start` null: any start; then a route and its reverse count as one, which
 * is given from the end that comes first in `points`. Throws for no points, and for a start that is none of them.
 */
export function solveRoute(points: readonly Point[], start: number | null): RouteSolution {
  const n = points.length;
  if (n === 0) throw new Error('A route needs at least one object; there are none. Ask for more objects.');
  if (start !== null && !points[start])
    throw new Error(
      `The start of a route must be one of its ${n} objects; there is no object number ${start}.`,
    );
  if (n <= routeObjectsMax) return exactRoute(points, start);
  const order = heuristicRoute(points, start);
  return { order, length: routeLength(points, order), secondLength: Number.NaN };
}

/**
 * The dynamic programme of Bellman (1962) and of Held and Karp (1962) over sets of visited objects, which keeps two
 * routes a state instead of one.
 */
function exactRoute(points: readonly Point[], start: number | null): RouteSolution {
  const n = points.length;
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
  // With any start each route occurs twice, once from each end: skip the reverse of the best one.
  const second = whole.slice(1).find(({ last }) => start !== null || last !== order[0]);
  return {
    order: start === null ? fromFirst(order) : order,
    length: whole[0]!.length,
    secondLength: second?.length ?? Number.POSITIVE_INFINITY,
  };
}

/** A route from any start, given from the end that comes first in the points. */
const fromFirst = (order: readonly number[]): readonly number[] =>
  order[0]! > order.at(-1)! ? order.toReversed() : order;

/** A gain must be larger than this: rounding alone must not keep 2-opt going. */
const leastGain = 1e-9;

/**
 * A short route that may not be the shortest: nearest neighbour from every allowed start, each improved by 2-opt
 * (Croes 1958: reverse a part of the route as long as that makes it shorter), and the shortest of these. `start` null: any
 * start. The work grows as n³ or n⁴.
 */
export function heuristicRoute(points: readonly Point[], start: number | null): readonly number[] {
  const starts = start === null ? points.map((_, place) => place) : [start];
  const routes = starts.map((place) => withoutCrossings(points, greedyRoute(points, place), start !== null));
  const best = routes.reduce((a, b) => (routeLength(points, b) < routeLength(points, a) ? b : a));
  return start === null ? fromFirst(best) : best;
}

/** 2-opt until no reversal gains. The route is open: reversing its end, or a start that is not fixed, changes one leg. */
function withoutCrossings(points: readonly Point[], given: readonly number[], isFixed: boolean): number[] {
  const n = given.length;
  const order = [...given];
  /** The length from one stop of the route to another; 0 beyond its ends. */
  const leg = (from: number, to: number): number =>
    from < 0 || to >= n ? 0 : distance(points[order[from]!]!, points[order[to]!]!);
  for (let hasGained = true; hasGained; ) {
    hasGained = false;
    for (let from = isFixed ? 1 : 0; from < n - 1; from++) {
      for (let to = from + 1; to < n; to++) {
        const gain = leg(from - 1, from) + leg(to, to + 1) - leg(from - 1, to) - leg(from, to + 1);
        if (gain <= leastGain) continue;
        order.splice(from, to - from + 1, ...order.slice(from, to + 1).reverse());
        hasGained = true;
      }
    }
  }
  return order;
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

/**
 * The route a person would walk, as the embedded model was taught: always on to the nearest object not yet visited, by
 * whole distances, ties in alphabetical order. It need not be the shortest. Source: the base model's LANGUAGE.md.
 */
export function walkedRoute(objects: readonly SceneObject[], start: number): readonly number[] {
  const alphabetical = objects
    .map((_, place) => place)
    .sort((a, b) => (objects[a]!.name < objects[b]!.name ? -1 : 1));
  const order = [start];
  while (order.length < objects.length) {
    const here = objects[order.at(-1)!]!;
    const left = alphabetical.filter((place) => !order.includes(place));
    // Of equally near objects the first is kept.
    order.push(
      left.reduce((near, next) =>
        wholeDistance(here, objects[next]!) < wholeDistance(here, objects[near]!) ? next : near,
      ),
    );
  }
  return order;
}
