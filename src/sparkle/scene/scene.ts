/**
 * The pictures Sparkle asks about: coloured points, lattices, and figures of plain shapes.
 * Not here: drawing (src/sparkle/draw/), words (src/sparkle/style/), geometry (geometry.ts).
 *
 * Coordinates are the paper's: x right, y up, origin bottom-left, the image is 10 by 10 units.
 */

/** A position in scene units (0 to 10, y up). */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Red, green, blue, 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** A filled disc, named by its colour. `radius` in scene units. */
export interface SceneObject extends Point {
  readonly name: string;
  readonly radius: number;
}

/** How a picture differs from the base model's plain ones. A field that is absent changes nothing. */
export interface Look {
  /**
   * Of points scenes. 'translucent': discs at 0.6 opacity around a small solid dot (the paper's colour mode).
   * 'labels': light-grey discs with the object's name printed in black (the paper's other mode; names N1, N2 ...).
   */
  readonly objects?: 'translucent' | 'labels';
  /** Absent: white. 'noise': small light squares, by noiseSeed and the scene's id. 'gradient': from white to a light blue. */
  readonly background?: Color | 'noise' | 'gradient';
  /** Noise only: the same id under another seed gives other squares. Absent: 0. A whole number from 0 to 2³¹ - 1. */
  readonly noiseSeed?: number;
  /** The font of printed labels. Absent: sans-serif. */
  readonly font?: 'serif' | 'mono';
}

/** Discs, at least a gap apart. `id` is unique within a run and names the cached image features. */
export interface PointsScene {
  readonly kind: 'points';
  readonly id: string;
  readonly objects: readonly SceneObject[];
  /** Drawn like objects, never asked about. */
  readonly distractors?: readonly SceneObject[];
  readonly look?: Look;
}

/** A lattice node, counted from the bottom-left, from 0. */
export interface LatticeNode {
  readonly column: number;
  readonly row: number;
}

/** Two neighbouring nodes, in either order. */
export type Edge = readonly [LatticeNode, LatticeNode];

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
  /** Edges that are missing. */
  readonly blocked?: readonly Edge[];
  /** Counter-clockwise about the middle of the image; the lattice shrinks so that it stays inside. */
  readonly rotationDeg?: number;
  /** Offset of each node in scene units, after rotation; column by column from the bottom-left. */
  readonly jitter?: readonly Point[];
  readonly look?: Look;
}

/**
 * A shape of a figure, in scene units. Circles and rectangles are filled, or with a `lineWidth` drawn as a line whose
 * middle lies on the rim.
 */
export type Shape =
  | {
      readonly kind: 'line';
      readonly from: Point;
      readonly to: Point;
      readonly lineWidth: number;
      readonly color: Color;
    }
  | {
      readonly kind: 'circle';
      readonly centre: Point;
      readonly radius: number;
      readonly lineWidth?: number;
      readonly color: Color;
    }
  | {
      readonly kind: 'rectangle';
      /** The bottom-left corner. */
      readonly corner: Point;
      readonly width: number;
      readonly height: number;
      readonly lineWidth?: number;
      readonly color: Color;
    }
  | {
      readonly kind: 'text';
      /** The middle of the text. */
      readonly centre: Point;
      readonly text: string;
      /** The font size. */
      readonly height: number;
      readonly color: Color;
    };

/** A named position. */
export interface Place extends Point {
  readonly name: string;
}

/** Shapes on white, later ones on top: pictures of perception tasks. Without shapes a blank image. */
export interface FigureScene {
  readonly kind: 'figure';
  readonly id: string;
  readonly shapes: readonly Shape[];
  /** What may be asked about by name; the shapes draw it. Absent: nothing. */
  readonly places?: readonly Place[];
  /** What it shows, in sentences with all positions that a question is about. Absent: the places say it. */
  readonly told?: string;
}

export type Scene = PointsScene | LatticeScene | FigureScene;
