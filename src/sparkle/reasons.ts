/**
 * Why an answer to a composite question is right or wrong: whether it lists the positions as they are (seeing), and whether
 * what it works out follows from the positions it lists (thinking). Read from answers in the embedded model's language.
 * Not here: how they are read (style/working-out.ts), counting (src/experiment/statistics/reasons.ts), the sentence about
 * one answer (src/app/result/reason-text.ts).
 *
 * The working-out is right for the positions it lists if
 * - of a path: the hops are those between the nodes of the listed grid that lie nearest to the listed cells, and the moves
 *   are these hops and no more;
 * - of a route: each stop compares all objects not yet visited, by distances that points in the listed cells can have, and
 *   the next stop is the one with the smallest distance written there, of equal ones the first in the alphabet; the
 *   route is the order of the stops.
 */
import { type Cell, cellOf, placedObjects, sceneSide } from './scene/geometry.ts';
import type { Scene } from './scene/scene.ts';
import type { Score } from './score.ts';
import type { Question } from './style/styles.ts';
import { readWorkingOut, type WrittenPath, type WrittenRoute } from './style/working-out.ts';

/** All verdicts, in the order in which bars stack them. */
export const verdictNames = [
  /** Answer, listing and working-out. */
  'right',
  /** The answer is right, but the listing or the working-out is wrong or cannot be read. */
  'wrongReasons',
  /** All is right, but the nearest object is not always on the shortest route: the limit of this way of thinking. */
  'way',
  /** The listing is right, the working-out wrong. */
  'thinking',
  'seeingAndThinking',
  /** The listing is wrong, the working-out right for it. */
  'seeing',
  /** The working-out cannot be read. */
  'form',
] as const;
export type Verdict = (typeof verdictNames)[number];

/** How a listed position compares with the true one. */
export interface SeenPosition {
  readonly name: string;
  /** null: it is not listed. */
  readonly listed: Cell | null;
  /** null: the scene has no object of this name. */
  readonly truth: Cell | null;
  /** `near`: one cell off, sideways, up or down, or both. */
  readonly match: 'exact' | 'near' | 'wrong' | 'missing' | 'extra';
}

/** The first thing in the working-out that does not follow from the listing. Hops: right and up are positive. */
export type Fault =
  /** It uses an object that is not listed. */
  | { readonly kind: 'unlisted'; readonly name: string }
  /** `needed` is null for a grid without nodes. */
  | { readonly kind: 'hops'; readonly written: Hops; readonly needed: Hops | null }
  /** The moves are other than the hops, or more. */
  | { readonly kind: 'moves' }
  /** The route sets out from another object than the asked one. */
  | { readonly kind: 'start'; readonly from: string; readonly asked: string }
  /** The objects compared at a stop are not those that are left. */
  | { readonly kind: 'compared'; readonly from: string }
  /** No two points in the listed cells are so far apart; `least` and `most` are whole distances that are possible. */
  | {
      readonly kind: 'distance';
      readonly from: string;
      readonly to: string;
      readonly written: number;
      readonly least: number;
      readonly most: number;
    }
  /** It does not go on to the nearest. `isTie`: both are written as equally far. */
  | {
      readonly kind: 'turn';
      readonly from: string;
      readonly to: string;
      readonly nearest: string;
      readonly isTie: boolean;
    }
  /** The route is not the order of the stops. */
  | { readonly kind: 'route' };

interface Hops {
  readonly right: number;
  readonly up: number;
}

/** What an answer's listing and working-out are. */
interface WorkingOut {
  readonly form: 'path' | 'route';
  /** The listed grid; null for a route. */
  readonly grid: { readonly columns: number; readonly rows: number; readonly isRight: boolean } | null;
  /** In the order of the listing, then those that are missing. */
  readonly positions: readonly SeenPosition[];
  /** null: the working-out is right for the listing. */
  readonly fault: Fault | null;
}

/** Why an answer is right or wrong. */
export interface Reasons {
  readonly verdict: Verdict;
  /** null: it cannot be read. */
  readonly workingOut: WorkingOut | null;
}

/**
 * Why an answer is right or wrong. null for questions in whose answers this cannot be read: of another form or style, or on
 * lattices with missing edges, rotation or jitter. Never throws.
 */
export function reasonsOf(
  { form, style, scene, names }: Question,
  { text, score: { isCorrect } }: { readonly text: string; readonly score: Score },
): Reasons | null {
  if (style !== undefined || (form !== 'path' && form !== 'route') || !isPlain(scene)) return null;
  const written = readWorkingOut(form, text);
  if (!written) return { verdict: isCorrect ? 'wrongReasons' : 'form', workingOut: null };
  const positions = seenPositions(scene, written.positions);
  const grid = written.form === 'path' && scene.kind === 'lattice' ? gridOf(written, scene.size) : null;
  const fault = written.form === 'path' ? pathFault(written, names) : routeFault(written, names[0] ?? '');
  const isSeen = (grid?.isRight ?? true) && positions.every(({ match }) => match === 'exact');
  const workingOut: WorkingOut = { form, grid, positions, fault };
  if (isCorrect) return { verdict: isSeen && !fault ? 'right' : 'wrongReasons', workingOut };
  if (isSeen) return { verdict: fault ? 'thinking' : 'way', workingOut };
  return { verdict: fault ? 'seeingAndThinking' : 'seeing', workingOut };
}

/** Discs, or a lattice whose paths follow from its size, start and end alone. */
function isPlain(scene: Scene): boolean {
  if (scene.kind !== 'lattice') return scene.kind === 'points';
  const { blocked = [], rotationDeg = 0, jitter = [] } = scene;
  return blocked.length === 0 && rotationDeg === 0 && jitter.every(({ x, y }) => x === 0 && y === 0);
}

const gridOf = ({ grid: { columns, rows } }: WrittenPath, size: number) => ({
  columns,
  rows,
  isRight: columns === size && rows === size,
});

function seenPositions(scene: Scene, listing: WrittenPath['positions']): SeenPosition[] {
  const truths = new Map(placedObjects(scene).map(({ name, point }) => [name, cellOf(point)]));
  const listed = listing.map(({ name, cell }): SeenPosition => {
    const truth = truths.get(name) ?? null;
    return { name, listed: cell, truth, match: truth ? matchOf(cell, truth) : 'extra' };
  });
  const missing = [...truths].filter(([name]) => !listing.some((position) => position.name === name));
  return [
    ...listed,
    ...missing.map(([name, truth]): SeenPosition => ({ name, listed: null, truth, match: 'missing' })),
  ];
}

function matchOf(a: Cell, b: Cell): 'exact' | 'near' | 'wrong' {
  const off = Math.max(Math.abs(a.column - b.column), Math.abs(a.row - b.row));
  return off === 0 ? 'exact' : off === 1 ? 'near' : 'wrong';
}

/** Distances from a node are compared with this much room for rounding, in scene units. */
const rounding = 1e-9;

/**
 * The nodes along one side that lie nearest to the middle of a cell: one, two if the cell lies midway between them, none
 * if there are no nodes. A cell that holds a node is nearest to it on grids of up to 10.
 */
function nearestNodes(cell: number, count: number): number[] {
  const gaps = Array.from({ length: count }, (_, node) =>
    Math.abs(((node + 0.5) * sceneSide) / count - (cell + 0.5)),
  );
  const least = Math.min(...gaps);
  return [...gaps.keys()].filter((node) => gaps[node]! <= least + rounding);
}

/** Every number of steps from a node nearest to one cell to a node nearest to another. */
const stepsBetween = (from: number, to: number, count: number): number[] =>
  nearestNodes(from, count).flatMap((a) => nearestNodes(to, count).map((b) => b - a));

function pathFault({ grid, positions, hops, moves }: WrittenPath, names: readonly string[]): Fault | null {
  const cells = new Map(positions.map(({ name, cell }) => [name, cell]));
  const unlisted = names.find((name) => !cells.has(name));
  if (unlisted !== undefined) return { kind: 'unlisted', name: unlisted };
  const [from, to] = names.map((name) => cells.get(name));
  if (!from || !to) return { kind: 'moves' };
  const across = stepsBetween(from.column, to.column, grid.columns);
  const upright = stepsBetween(from.row, to.row, grid.rows);
  if (!across.includes(hops.right) || !upright.includes(hops.up)) {
    const [right, up] = [across[0], upright[0]];
    const needed = right === undefined || up === undefined ? null : { right, up };
    return { kind: 'hops', written: hops, needed };
  }
  const count = (move: string) => moves.filter((each) => each === move).length;
  const areHops =
    count('right') - count('left') === hops.right &&
    count('up') - count('down') === hops.up &&
    moves.length === Math.abs(hops.right) + Math.abs(hops.up);
  return areHops ? null : { kind: 'moves' };
}

/**
 * The least and the most that the distance between two points in these cells can be, as a whole number. Distances are
 * measured between points before they are rounded, and a point lies up to half a cell from the middle of its cell to each
 * side: along each axis two points are up to one more or one less apart than the middles, so the distance differs from
 * that of the middles by up to the square root of 2, less along an axis, and then by up to 0.5 from rounding.
 */
function wholeDistances(a: Cell, b: Cell): { least: number; most: number } {
  const apart = [Math.abs(a.column - b.column), Math.abs(a.row - b.row)] as const;
  const [x, y] = apart.map((cells) => Math.max(0, cells - 1)) as [number, number];
  const whole = (right: number, up: number) => Math.floor(Math.sqrt(right * right + up * up) + 0.5);
  return { least: whole(x, y), most: whole(apart[0] + 1, apart[1] + 1) };
}

function routeFault({ positions, stops, route }: WrittenRoute, asked: string): Fault | null {
  const cells = new Map(positions.map(({ name, cell }) => [name, cell]));
  const used = [
    ...stops.flatMap(({ from, distances }) => [from, ...distances.map((to) => to.name)]),
    ...route,
  ];
  const unlisted = used.find((name) => !cells.has(name));
  if (unlisted !== undefined) return { kind: 'unlisted', name: unlisted };
  const first = stops[0]?.from ?? route[0]!;
  if (first !== asked) return { kind: 'start', from: first, asked };
  const order = [first];
  const left = new Set([...cells.keys()].filter((name) => name !== first));
  for (const [place, { from, distances }] of stops.entries()) {
    const compared = new Set(distances.map(({ name }) => name));
    const areThoseLeft = compared.size === distances.length && compared.size === left.size;
    if (!areThoseLeft || [...left].some((name) => !compared.has(name))) return { kind: 'compared', from };
    for (const { name, value } of distances) {
      const { least, most } = wholeDistances(cells.get(from)!, cells.get(name)!);
      if (value < least || value > most)
        return { kind: 'distance', from, to: name, written: value, least, most };
    }
    const nearest = nearestOf(distances);
    const next = stops[place + 1]?.from ?? nearest;
    if (next !== nearest) {
      const farOf = (wanted: string) => distances.find(({ name }) => name === wanted)?.value;
      return { kind: 'turn', from, to: next, nearest, isTie: farOf(next) === farOf(nearest) };
    }
    left.delete(nearest);
    order.push(nearest);
  }
  if (left.size > 0) return { kind: 'compared', from: order.at(-1)! };
  const isOrder = order.length === route.length && order.every((name, place) => name === route[place]);
  return isOrder ? null : { kind: 'route' };
}

/** By the distances written at a stop; of equal ones the first in the alphabet. There is at least one. */
function nearestOf(distances: WrittenRoute['stops'][number]['distances']): string {
  const least = Math.min(...distances.map(({ value }) => value));
  return distances
    .filter(({ value }) => value === least)
    .map(({ name }) => name)
    .sort()[0]!;
}
