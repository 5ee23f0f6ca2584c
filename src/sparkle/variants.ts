/**
 * The table of variants: each changes one thing about the evaluation scenes of a task, out of the distribution that is
 * trained on, and leaves the questions as they are. Which variants a task takes stands in its row (tasks.ts).
 * Not here: what variants are called (src/words/english/finding.ts), drawing plain scenes (task/discs.ts, task/path.ts),
 * controls (controls.ts).
 */
import { colors, nodeLabel, unseenColors } from './scene/palette.ts';
import type { RandomStream } from './scene/random.ts';
import { backgroundLook, jitterMax, latticeVariant, rotationMaxDeg } from './scene/sampling.ts';
import type { LatticeScene, Look } from './scene/scene.ts';

/** How a scene of discs differs from the plain one. A field that is absent changes nothing. */
interface DiscsVariant {
  /** The names that discs are drawn from. */
  readonly names?: (count: number) => readonly string[];
  /** How many discs. */
  readonly count?: number;
  /** Of every disc, in scene units. */
  readonly radius?: (random: RandomStream) => number;
  readonly look?: (random: RandomStream) => Look;
}

/** A row of the table. */
export interface VariantRow {
  /** Follows `@` in the name of a task. */
  readonly name: string;
  /** With which others it stands on the page. */
  readonly group: 'pictures' | 'shapes';
  /** Changes scenes of discs. Absent: tasks about discs cannot take it. */
  readonly discs?: DiscsVariant;
  /** Changes a plain lattice. Absent: tasks on lattices cannot take it. */
  readonly lattice?: (random: RandomStream, plain: LatticeScene) => LatticeScene;
  /** Lattices only: the same start and end give many different pictures. */
  readonly hasManyShapes?: boolean;
  /** Lattices only: the most nodes a side. Absent: any number. */
  readonly sizeMax?: number;
}

/** In scene units. The plain radius is 0.5, and the base model's training varied it by 15 %. */
const radii = [0.25, 0.8];
const blockedShare = 0.2;
const rotationMinDeg = 10;

const backgrounds: readonly NonNullable<Look['background']>[] = ['noise', 'gradient', [226, 240, 222]];
const background = (random: RandomStream): Look => backgroundLook(random, random.pick(backgrounds));
const fonts: readonly NonNullable<Look['font']>[] = ['serif', 'mono'];
/** Names N1, N2 and on. */
const printed = (count: number) => Array.from({ length: count }, (_, i) => nodeLabel(i + 1));

/** A rotated lattice is smaller: labels would hide its nodes. */
function rotated(random: RandomStream, plain: LatticeScene): LatticeScene {
  const rotationDeg = random.uniform(rotationMinDeg, rotationMaxDeg);
  const isLeft = random.int(2) === 0;
  const unlabelled = { ...plain, hasNodeLabels: false };
  return latticeVariant(random, unlabelled, { rotationDeg: isLeft ? rotationDeg : -rotationDeg });
}

const pictures = { group: 'pictures' } as const;
const shapes = { group: 'shapes', hasManyShapes: true } as const;

const rows = [
  // Colours, and names, that neither the base model nor any training has.
  { ...pictures, name: 'colors', discs: { names: () => [...unseenColors.keys()] } },
  // Grey discs with names N1, N2 ... printed on them.
  {
    ...pictures,
    name: 'labels',
    discs: { names: printed, look: () => ({ objects: 'labels' }) },
  },
  // Printed names, of discs or nodes, in a serif or a monospaced font.
  {
    ...pictures,
    name: 'font',
    discs: { names: printed, look: (random) => ({ objects: 'labels', font: random.pick(fonts) }) },
    // The two fonts replace labels and no labels, so that no picture occurs twice.
    lattice: (_, plain) => ({
      ...plain,
      hasNodeLabels: true,
      look: { font: plain.hasNodeLabels ? 'serif' : 'mono' },
    }),
  },
  // Noise, a gradient or a light tint.
  {
    ...pictures,
    name: 'background',
    discs: { look: background },
    lattice: (random, plain) => ({ ...plain, look: background(random) }),
  },
  // Discs of half the radius, or 1.6 times as large.
  { ...pictures, name: 'size', discs: { radius: (random) => random.pick(radii) } },
  { ...pictures, name: 'more', discs: { count: 8, names: () => [...colors.keys()] } },
  // A fifth of the edges are missing.
  {
    ...shapes,
    name: 'blocked',
    lattice: (random, plain) => latticeVariant(random, plain, { blocked: blockedShare }),
  },
  // As many edges as possible are missing: exactly one path joins any two nodes.
  {
    ...shapes,
    name: 'maze',
    lattice: (random, plain) => latticeVariant(random, plain, { blocked: 'maze' }),
    // Larger mazes have too many walls to be described to the embedded model in words.
    sizeMax: 6,
  },
  // Rotated by 10 to 40 degrees in either direction; moves keep their names.
  { ...shapes, name: 'rotated', lattice: rotated },
  // Each node is moved by up to a quarter of the spacing, right or left and up or down.
  {
    ...shapes,
    name: 'jittered',
    lattice: (random, plain) => latticeVariant(random, plain, { jitter: jitterMax }),
  },
] as const satisfies readonly VariantRow[];

/** All variants, in the order in which results and the page show them. */
export const variants: readonly VariantRow[] = rows;
export type Variant = (typeof rows)[number]['name'];
