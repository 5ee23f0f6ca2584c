/** The font of printed node labels, from the lab's own files, so every machine draws the same letters. */

import { labelFont } from './draw.ts';
import fontUrl from './fonts/dejavu-sans-bold.ttf?url';

let loading: Promise<void> | undefined;

/** Loads the font in a page or a worker, once. Rejects where the font file cannot be read. */
export function loadLabelFont(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  const face = new FontFace(labelFont, `url(${JSON.stringify(fontUrl)})`, { weight: 'bold' });
  try {
    await face.load();
  } catch {
    loading = undefined;
    throw new Error(
      `The font of the node labels could not be read from ${fontUrl}. Reload the page, or install the lab again.`,
    );
  }
  // A page has its fonts at document.fonts, a worker at self.fonts; this file is compiled for both.
  const scope = globalThis as unknown as { document?: { fonts: Set<FontFace> }; fonts?: Set<FontFace> };
  (scope.document?.fonts ?? scope.fonts)?.add(face);
}
