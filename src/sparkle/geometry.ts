/**
 * What is true of positions: cells, distances, directions, regions, lattice steps. No words: classes are numbers
 * that language.ts names. Only operations that IEEE 754 fixes exactly (no atan2, no hypot), so that every machine
 * agrees on every margin.
 */
import type { LatticeNode, LatticeScene, Point, Scene } from './scene.ts';

/** The side of the image in scene units, and of cells along it. */
export const sceneSide = 10;

/** A cell of the 10 by 10 image, both 0 to 9: how positions are named. */
export interface Cell {
  readonly column: number;
  readonly row: number;
}

const clampCell = (value: number) => Math.min(sceneSide - 1, Math.max(0, Math.floor(value)));

export const cellOf = (point: Point): Cell => ({ column: clampCell(point.x), row: clampCell(point.y) });

export const cellCentre = (cell: Cell): Point => ({ x: cell.column + 0.5, y: cell.row + 0.5 });

/** Euclidean, in scene units. */
export const distance = (a: Point, b: Point): number => Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2);

/** The whole number that names a distance; halves go up. */
export const wholeDistance = (a: Point, b: Point): number => Math.floor(distance(a, b) + 0.5);

/** Steps between two cells: right and up are positive. */
export function displacement(from: Point, to: Point): { right: number; up: number } {
  const [a, b] = [cellOf(from), cellOf(to)];
  return { right: b.column - a.column, up: b.row - a.row };
}

/** Where the classes of directions and regions end, and how far from an end a position must be to be asked about. */
export interface Geometry {
  /** Width of the sectors right, top, left and down, in degrees; each diagonal has what is left of 90. */
  readonly axisSpanDeg: number;
  /** Least angle to a border between sectors. */
  readonly angleMarginDeg: number;
  /** The two borders between columns of regions, and between rows, in scene units. */
  readonly regionCuts: readonly [number, number];
  /** Least distance to such a border, in scene units. */
  readonly regionMargin: number;
  /** Distances that are compared differ by more than this, in scene units. */
  readonly distanceMargin: number;
}

/** Eight equal sectors, nine equal regions, and margins that keep every answer from hanging on a pixel. */
export const balancedGeometry: Geometry = {
  axisSpanDeg: 45,
  angleMarginDeg: 4,
  regionCuts: [sceneSide / 3, (2 * sceneSide) / 3],
  regionMargin: 0.25,
  distanceMargin: 1,
};

/** Sparkle's released generator: narrow axis sectors, a small middle region, no margins. */
export const paperGeometry: Geometry = {
  axisSpanDeg: 22.5,
  angleMarginDeg: 0,
  regionCuts: [0.4 * sceneSide, 0.6 * sceneSide],
  regionMargin: 0,
  distanceMargin: 0,
};

/** tan by Lambert's continued fraction, to rounding for 0 to 45 degrees; Math.tan may differ between machines. */
function tangent(degrees: number): number {
  const angle = (degrees * Math.PI) / 180;
  let denominator = 19;
  for (let odd = 17; odd > 0; odd -= 2) denominator = odd - (angle * angle) / denominator;
  return angle / denominator;
}

/**
 * Which of eight sectors the direction lies in, counted counter-clockwise from right (0), or null within the margin
 * of a border. Without a margin a border belongs to the axis sector, and only two equal points have no direction.
 */
export function directionClass(from: Point, to: Point, geometry: Geometry = balancedGeometry): number | null {
  const border = geometry.axisSpanDeg / 2;
  const axisSlopeMax = tangent(border - geometry.angleMarginDeg);
  const diagonalSlopeMin = tangent(border + geometry.angleMarginDeg);
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const [width, height] = [Math.abs(dx), Math.abs(dy)];
  const slope = Math.min(width, height) / Math.max(width, height);
  if (slope <= axisSlopeMax) return width > height ? (dx > 0 ? 0 : 4) : dy > 0 ? 2 : 6;
  if (slope >= diagonalSlopeMin) return dy > 0 ? (dx > 0 ? 1 : 3) : dx > 0 ? 7 : 5;
  return null;
}

/** The middle of each direction class as a unit vector. */
export function directionVector(directionClass: number): Point {
  const diagonal = Math.SQRT1_2;
  const steps = [1, diagonal, 0, -diagonal, -1, -diagonal, 0, diagonal];
  return { x: steps[directionClass] ?? 0, y: steps[(directionClass + 6) % 8] ?? 0 };
}

/** Which of the nine regions: row * 3 + column from the bottom-left (0), or null within the margin of a border. */
export function regionClass(point: Point, geometry: Geometry = balancedGeometry): number | null {
  const { regionCuts, regionMargin } = geometry;
  const third = (value: number): number | null => {
    if (regionCuts.some((border) => Math.abs(value - border) < regionMargin)) return null;
    return regionCuts.filter((border) => value > border).length;
  };
  const [column, row] = [third(point.x), third(point.y)];
  return column === null || row === null ? null : row * 3 + column;
}

/** The centre of a region class. */
export const regionCentre = (regionClass: number): Point => ({
  x: (((regionClass % 3) + 0.5) * sceneSide) / 3,
  y: ((Math.floor(regionClass / 3) + 0.5) * sceneSide) / 3,
});

/** Whether the distances of a and b from the anchor differ by the margin and in the whole numbers that name them. */
export function isClearComparison(
  anchor: Point,
  a: Point,
  b: Point,
  geometry: Geometry = balancedGeometry,
): boolean {
  return (
    Math.abs(distance(anchor, a) - distance(anchor, b)) > geometry.distanceMargin &&
    wholeDistance(anchor, a) !== wholeDistance(anchor, b)
  );
}

/** Where a lattice node is drawn. */
export const nodePoint = (size: number, node: LatticeNode): Point => ({
  x: ((node.column + 0.5) * sceneSide) / size,
  y: ((node.row + 0.5) * sceneSide) / size,
});

/** Length of the shortest path between two nodes of a lattice without obstacles: the Manhattan distance. */
export const hops = (start: LatticeNode, end: LatticeNode): number =>
  Math.abs(start.column - end.column) + Math.abs(start.row - end.row);

/** One step on a lattice. */
export type Move = 'right' | 'left' | 'up' | 'down';

const steps: Readonly<Record<Move, LatticeNode>> = {
  right: { column: 1, row: 0 },
  left: { column: -1, row: 0 },
  up: { column: 0, row: 1 },
  down: { column: 0, row: -1 },
};

/** The nodes a walk visits, the start first; it ends before the first move that would leave the lattice. */
export function walk(scene: LatticeScene, moves: readonly Move[]): LatticeNode[] {
  const visited = [scene.start];
  let at = scene.start;
  for (const move of moves) {
    at = { column: at.column + steps[move].column, row: at.row + steps[move].row };
    if (at.column < 0 || at.row < 0 || at.column >= scene.size || at.row >= scene.size) break;
    visited.push(at);
  }
  return visited;
}

/** One of the shortest paths: horizontal moves first. */
export function shortestPath(scene: LatticeScene): Move[] {
  const right = scene.end.column - scene.start.column;
  const up = scene.end.row - scene.start.row;
  return [
    ...Array<Move>(Math.abs(right)).fill(right > 0 ? 'right' : 'left'),
    ...Array<Move>(Math.abs(up)).fill(up > 0 ? 'up' : 'down'),
  ];
}

/**
 * What makes two scenes the same scene: of points, the same objects in the same cells; of lattices, the same size,
 * start and end (printed labels aside). Ids play no part.
 */
export function sceneKey(scene: Scene): string {
  if (scene.kind === 'lattice') {
    const { size, start, end } = scene;
    return `lattice ${size} ${start.column},${start.row} ${end.column},${end.row}`;
  }
  if (scene.kind === 'figure') return `figure ${JSON.stringify(scene.shapes)}`;
  const placed = scene.objects.map((object) => {
    const cell = cellOf(object);
    return `${object.name} ${cell.column},${cell.row}`;
  });
  return `points ${placed.sort().join(' ')}`;
}
