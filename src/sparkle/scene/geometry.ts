/**
 * Geometry of scenes: cells, distances, directions, regions, positions of lattice nodes. Classes are numbers here;
 * style/wording.ts names them. It uses only operations whose results IEEE 754 fixes exactly (no atan2, no hypot), so that
 * every machine agrees on every margin. Not here: walking on lattices (lattice.ts), words (src/sparkle/style/).
 */
import { edgesKey, nodeIndex } from './lattice.ts';
import { endName, startName } from './palette.ts';
import type { LatticeNode, LatticeScene, Point, Scene, SceneObject } from './scene.ts';

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

/** The borders between classes of directions and of regions, and how far from a border a position must be. */
export interface Geometry {
  /** Width of the sectors right, top, left and down, in degrees; each diagonal sector has the rest of 90. */
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

/** Eight equal sectors, nine equal regions, and margins, so that no answer depends on a pixel. */
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

/** tan by Lambert's continued fraction, exact to rounding from 0 to 45 degrees; Math.tan may differ between machines. */
function tangent(degrees: number): number {
  const angle = (degrees * Math.PI) / 180;
  let denominator = 19;
  for (let odd = 17; odd > 0; odd -= 2) denominator = odd - (angle * angle) / denominator;
  return angle / denominator;
}

/**
 * The sector of a direction, one of eight, counted counter-clockwise from right (0), or null within the margin
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

/** How many direction and region classes there are. */
export const directionCount = 8;
export const regionCount = 9;

/** The middle of each direction class as a unit vector. */
export function directionVector(directionClass: number): Point {
  const diagonal = Math.SQRT1_2;
  const steps = [1, diagonal, 0, -diagonal, -1, -diagonal, 0, diagonal];
  return { x: steps[directionClass] ?? 0, y: steps[(directionClass + 6) % 8] ?? 0 };
}

/** The region of a point, one of nine: row * 3 + column from the bottom-left (0), or null within the margin of a border. */
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

/**
 * Cosine and sine, from their series within 45 degrees of a quarter turn: Math.cos and Math.sin may differ between
 * machines. Quarter turns are exact.
 */
function cosineAndSine(degrees: number): readonly [cosine: number, sine: number] {
  const turns = Math.round(degrees / 90);
  const angle = ((degrees - 90 * turns) * Math.PI) / 180;
  let [cosine, sine] = [1, 1];
  for (let n = 18; n > 0; n -= 2) {
    cosine = 1 - ((angle * angle) / (n * (n - 1))) * cosine;
    sine = 1 - ((angle * angle) / (n * (n + 1))) * sine;
  }
  sine *= angle;
  const quarter = ((turns % 4) + 4) % 4;
  const turned = [
    [cosine, sine],
    [-sine, cosine],
    [-cosine, -sine],
    [sine, -cosine],
  ] as const;
  return turned[quarter]!;
}

/** The factor by which a rotated lattice shrinks, so that it takes no more room than upright. */
function latticeScale({ rotationDeg = 0 }: LatticeScene): number {
  const [cosine, sine] = cosineAndSine(rotationDeg);
  return 1 / (Math.abs(cosine) + Math.abs(sine));
}

/** Distance between neighbouring nodes of a lattice without jitter, in scene units. */
export const nodeSpacing = (scene: LatticeScene): number => (sceneSide / scene.size) * latticeScale(scene);

/** Where a lattice node is drawn: its position in the square, rotated and shrunk, then moved by its jitter. */
export function nodePosition(scene: LatticeScene, node: LatticeNode): Point {
  const { size, rotationDeg = 0, jitter } = scene;
  let x = ((node.column + 0.5) * sceneSide) / size;
  let y = ((node.row + 0.5) * sceneSide) / size;
  if (rotationDeg !== 0) {
    const middle = sceneSide / 2;
    const scale = latticeScale(scene);
    const [cosine, sine] = cosineAndSine(rotationDeg);
    const [right, up] = [(x - middle) * scale, (y - middle) * scale];
    x = middle + cosine * right - sine * up;
    y = middle + sine * right + cosine * up;
  }
  const offset = jitter?.[nodeIndex(size, node)];
  return offset ? { x: x + offset.x, y: y + offset.y } : { x, y };
}

/** The named things of a scene and where they are. Of a lattice: its start and end; of a figure: its places. */
export function placedObjects(scene: Scene): { readonly name: string; readonly point: Point }[] {
  if (scene.kind !== 'lattice') {
    const objects = scene.kind === 'points' ? scene.objects : (scene.places ?? []);
    return objects.map(({ name, x, y }) => ({ name, point: { x, y } }));
  }
  return [
    { name: startName, point: nodePosition(scene, scene.start) },
    { name: endName, point: nodePosition(scene, scene.end) },
  ];
}

/** The position of a named object. Throws if the scene has none of that name. */
export function positionOf(scene: Scene, name: string): Point {
  const found = placedObjects(scene).find((object) => object.name === name);
  if (!found)
    throw new Error(
      `The scene has no object "${name}"; it has ${placedObjects(scene)
        .map((o) => o.name)
        .join(', ')}.`,
    );
  return found.point;
}

/** Length of the shortest path between two nodes of a lattice without obstacles: the Manhattan distance. */
export const hops = (start: LatticeNode, end: LatticeNode): number =>
  Math.abs(start.column - end.column) + Math.abs(start.row - end.row);

/**
 * Equal for equal scenes. Points: the same objects and distractors in the same cells. Lattices: the same size,
 * start, end, missing edges, rotation and jitter. Figures: the same shapes. The look of a scene (printed labels, colours,
 * background) and its id do not count.
 */
export function sceneKey(scene: Scene): string {
  if (scene.kind === 'figure') return `figure ${JSON.stringify(scene.shapes)}`;
  if (scene.kind === 'lattice') return latticeKey(scene);
  const { objects, distractors = [] } = scene;
  return `points ${placesKey(objects)}${distractors.length > 0 ? ` beside ${placesKey(distractors)}` : ''}`;
}

function placesKey(objects: readonly SceneObject[]): string {
  const placed = objects.map((object) => {
    const cell = cellOf(object);
    return `${object.name} ${cell.column},${cell.row}`;
  });
  return placed.sort().join(' ');
}

function latticeKey({ size, start, end, blocked = [], rotationDeg = 0, jitter = [] }: LatticeScene): string {
  const turnedDeg = ((rotationDeg % 360) + 360) % 360;
  const isJittered = jitter.some(({ x, y }) => x !== 0 || y !== 0);
  return [
    `lattice ${size} ${start.column},${start.row} ${end.column},${end.row}`,
    ...(blocked.length > 0 ? [`without ${edgesKey(size, blocked)}`] : []),
    ...(turnedDeg !== 0 ? [`turned ${turnedDeg}`] : []),
    ...(isJittered ? [`moved ${jitter.map(({ x, y }) => `${x},${y}`).join(' ')}`] : []),
  ].join(' ');
}
