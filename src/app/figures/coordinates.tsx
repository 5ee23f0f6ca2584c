/** How the coordinates of an answer are counted, where they are read. Takes props only. Not here: the drawing (picture.tsx). */
import { words } from '../../words/words.ts';

/** A line under a text with coordinates; nothing under one without. Cells are those of the picture, on a grid of nodes too. */
export function Coordinates({ text }: { readonly text: string }) {
  if (!/\(\d+, ?\d+\)/.test(text)) return null;
  return <p class="small muted">{words.value.figures.coordinates}</p>;
}
