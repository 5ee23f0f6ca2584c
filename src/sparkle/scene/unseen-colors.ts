/**
 * Colours that only out-of-distribution scenes show. Not here: the colours of other objects (language.ts, palette.ts).
 */
import type { Color } from './scene.ts';

/** Colours neither the base model nor the paper's training has seen. Values: named colours of CSS Color 4. */
export const unseenColors: ReadonlyMap<string, Color> = new Map([
  ['teal', [0, 128, 128]],
  ['magenta', [255, 0, 255]],
  ['navy', [0, 0, 128]],
  ['maroon', [128, 0, 0]],
  ['lime', [0, 255, 0]],
  ['gold', [255, 215, 0]],
  ['coral', [255, 127, 80]],
] as const);
