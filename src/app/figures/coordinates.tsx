/** How the coordinates of an answer are counted, where they are read. Takes props only. Not here: the drawing (picture.tsx). */
import type { Scene } from '../../sparkle/scene/scene.ts';
import { words } from '../../words/words.ts';

/** The number of cells at a side of a picture that is no lattice. */
const cells = 10;

/** A line under a text with coordinates; nothing under one without. */
export function Coordinates({ scene, text }: { readonly scene: Scene; readonly text: string }) {
  if (!/\(\d+, ?\d+\)/.test(text)) return null;
  const last = (scene.kind === 'lattice' ? scene.size : cells) - 1;
  return <p class="small muted">{words.value.figures.coordinates(last)}</p>;
}
