/** How the coordinates of an answer are counted, where they are read. Takes props only. Not here: the drawing (picture.tsx). */
import { sceneSide } from '../../sparkle/scene/geometry.ts';

/** A line under a text with coordinates; nothing under one without. */
export function Coordinates({ text }: { readonly text: string }) {
  if (!/\(\d+, ?\d+\)/.test(text)) return null;
  // Cells of the picture, also of a lattice: its nodes are not counted.
  const last = sceneSide - 1;
  return <p class="small muted">(x,y) is column and row, each 0 to {last}, from the bottom left.</p>;
}
