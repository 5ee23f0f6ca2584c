/**
 * The colour of every object name that can be drawn: the embedded model's, and more for distractors and for colours no
 * model was trained on here. Not here: which names a scene uses (generate.ts and the data sets choose).
 */
import { colors } from '../style/language.ts';
import type { Color } from './scene.ts';
import { unseenColors } from './unseen-colors.ts';

/** The two colours of the paper's distractors. Values: named colours of CSS Color 4. */
export const distractorColors: ReadonlyMap<string, Color> = new Map([
  ['grey', [128, 128, 128]],
  ['olive', [128, 128, 0]],
] as const);

/** The colour an object of this name is drawn in. Throws for a name that is no colour. */
export function colorOf(name: string): Color {
  const color = colors.get(name) ?? distractorColors.get(name) ?? unseenColors.get(name);
  if (color) return color;
  const known = [colors, distractorColors, unseenColors].flatMap((map) => [...map.keys()]);
  throw new Error(`No colour is known for "${name}". Known are ${known.join(', ')}.`);
}
