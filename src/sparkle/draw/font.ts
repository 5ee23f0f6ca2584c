/** The fonts of printed labels, from the lab's own files, so every machine draws the same letters. */

import type { Scene } from '../scene/scene.ts';
import { type LabelFont, labelFamilies, labelFontOf } from './draw-mark.ts';
import sansUrl from './fonts/dejavu-sans-bold.ttf?url';
import monoUrl from './fonts/dejavu-sans-mono-bold.ttf?url';
import serifUrl from './fonts/dejavu-serif-bold.ttf?url';

const urls: Readonly<Record<LabelFont, string>> = { sans: sansUrl, serif: serifUrl, mono: monoUrl };

const loading = new Map<LabelFont, Promise<void>>();

/**
 * Loads the fonts these scenes print with in a page or a worker, each once; none if nothing is printed. Rejects if
 * a font file cannot be read.
 */
export async function loadLabelFonts(scenes: readonly Scene[]): Promise<void> {
  const fonts = new Set(scenes.map(labelFontOf).filter((font) => font !== null));
  await Promise.all([...fonts].map(loadOnce));
}

function loadOnce(font: LabelFont): Promise<void> {
  const started = loading.get(font) ?? load(font);
  loading.set(font, started);
  return started;
}

async function load(font: LabelFont): Promise<void> {
  const url = urls[font];
  const face = new FontFace(labelFamilies[font], `url(${JSON.stringify(url)})`, { weight: 'bold' });
  try {
    await face.load();
  } catch {
    loading.delete(font);
    throw new Error(
      `The font of the printed labels could not be read from ${url}. Reload the page, or install the lab again.`,
    );
  }
  // A page has its fonts at document.fonts, a worker at self.fonts; this file is compiled for both.
  const scope = globalThis as unknown as { document?: { fonts: Set<FontFace> }; fonts?: Set<FontFace> };
  (scope.document?.fonts ?? scope.fonts)?.add(face);
}
