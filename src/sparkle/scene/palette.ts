/**
 * What objects are called, and the colour in which each name is drawn.
 * Not here: which names a scene uses (src/sparkle/task/, src/sparkle/dataset/), what is said of them (src/sparkle/style/).
 */
import type { Color } from './scene.ts';

/** The colour names of the embedded model's language and of the paper. Source: the base model's LANGUAGE.md. */
export const colors: ReadonlyMap<string, Color> = new Map([
  ['yellow', [240, 200, 30]],
  ['red', [220, 40, 40]],
  ['green', [40, 160, 60]],
  ['brown', [140, 85, 40]],
  ['blue', [40, 90, 220]],
  ['purple', [130, 60, 180]],
  ['black', [20, 20, 20]],
  ['orange', [245, 130, 30]],
  ['pink', [245, 130, 190]],
  ['cyan', [40, 190, 200]],
] as const);

/** The two colours of the paper's distractors. Values: named colours of CSS Color 4. */
export const distractorColors: ReadonlyMap<string, Color> = new Map([
  ['grey', [128, 128, 128]],
  ['olive', [128, 128, 0]],
] as const);

/** Colours that neither the base model nor the paper's training has seen. Values: named colours of CSS Color 4. */
export const unseenColors: ReadonlyMap<string, Color> = new Map([
  ['teal', [0, 128, 128]],
  ['magenta', [255, 0, 255]],
  ['navy', [0, 0, 128]],
  ['maroon', [128, 0, 0]],
  ['lime', [0, 255, 0]],
  ['gold', [255, 215, 0]],
  ['coral', [255, 127, 80]],
] as const);

/** The colour an object of this name is drawn in. Throws for a name that is no colour. */
export function colorOf(name: string): Color {
  const color = colors.get(name) ?? distractorColors.get(name) ?? unseenColors.get(name);
  if (color) return color;
  const known = [colors, distractorColors, unseenColors].flatMap((map) => [...map.keys()]);
  throw new Error(`No colour is known for "${name}". Known are ${known.join(', ')}.`);
}

/** Objects of training scenes, of basic evaluation scenes and of routes, as in the Sparkle paper. */
export const trainingNames: readonly string[] = ['yellow', 'red', 'green', 'brown'];
export const evaluationNames: readonly string[] = ['blue', 'purple', 'black', 'orange', 'green'];
export const routeNames: readonly string[] = ['yellow', 'red', 'green', 'blue', 'purple', 'black', 'brown'];

/** The two ends of a path on a lattice. */
export const startName = 'green';
export const endName = 'red';

/** The printed label of node number `count` of a lattice, or of a disc; from 1. */
export const nodeLabel = (count: number): string => `N${count}`;
