/**
 * The two kinds of pictures Sparkle asks about: coloured points and lattices.
 * Not here: drawing (draw.ts), words (language.ts), what is true of positions (geometry.ts).
 *
 * Coordinates are the paper's: x right, y up, origin bottom-left, the image is 10 by 10 units.
 */

/** A position in scene units (0 to 10, y up). */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A filled disc, named by its colour. `radius` in scene units. */
export interface SceneObject extends Point {
  readonly name: string;
  readonly radius: number;
}

/** Discs on white, at least a gap apart. `id` is unique within a run and names the cached image features. */
export interface PointsScene {
  readonly kind: 'points';
  readonly id: string;
  readonly objects: readonly SceneObject[];
}

/** A lattice node, counted from the bottom-left, from 0. */
export interface LatticeNode {
  readonly column: number;
  readonly row: number;
}

/** An n by n lattice with a green start and a red end. */
export interface LatticeScene {
  readonly kind: 'lattice';
  readonly id: string;
  /** Nodes a side. */
  readonly size: number;
  readonly start: LatticeNode;
  readonly end: LatticeNode;
  /** Whether N1, N2 ... are printed on the nodes. */
  readonly hasNodeLabels: boolean;
}

export type Scene = PointsScene | LatticeScene;
