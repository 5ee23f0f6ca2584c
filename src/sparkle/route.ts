/**
 * The travelling salesman as Sparkle asks it: an open path from a fixed start through every object, solved exactly.
 * Not here: wording (language.ts) or judging an answer (score.ts).
 */
import { distance } from './geometry.ts';
import type { Point } from './scene.ts';

/** Orders are places in the given points, the start first. Lengths in scene units. */
export interface RouteSolution {
  readonly order: readonly number[];
  readonly length: number;
  /** The length of the second-best order; Infinity where there is only one. */
  readonly secondLength: number;
}

/** Length of the open path through the points in this order. */
export function routeLength(points: readonly Point[], order: readonly number[]): number {
  let length = 0;
  for (let i = 1; i < order.length; i++) length += distance(points[order[i - 1]!]!, points[order[i]!]!);
  return length;
}

/** The shortest route by depth-first search, cut where a prefix is already longer than the second best. */
export function solveRoute(points: readonly Point[], start: number): RouteSolution {
  const between = points.map((a) => points.map((b) => distance(a, b)));
  let best: readonly number[] = [];
  let length = Number.POSITIVE_INFINITY;
  let secondLength = Number.POSITIVE_INFINITY;
  const order = [start];
  const isVisited = points.map((_, place) => place === start);
  const extend = (soFar: number) => {
    if (soFar >= secondLength) return;
    if (order.length === points.length) {
      if (soFar < length) {
        secondLength = length;
        length = soFar;
        best = [...order];
      } else secondLength = soFar;
      return;
    }
    const from = between[order.at(-1)!]!;
    for (let next = 0; next < points.length; next++) {
      if (isVisited[next]) continue;
      isVisited[next] = true;
      order.push(next);
      extend(soFar + from[next]!);
      order.pop();
      isVisited[next] = false;
    }
  };
  extend(0);
  return { order: best, length, secondLength };
}

/** Nearest neighbour: from each stop to the closest object not yet visited. The usual greedy route. */
export function greedyRoute(points: readonly Point[], start: number): number[] {
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
