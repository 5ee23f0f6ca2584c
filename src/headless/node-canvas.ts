/**
 * Pictures without a browser: the page's drawScene on a canvas for Node (@napi-rs/canvas, Skia as in Chromium), with the
 * lab's own fonts. Node only. Not here: what is drawn (src/sparkle/draw/draw.ts), where it goes (dataset.ts).
 *
 * Compared with Chromium on the same machine (test/e2e/dataset-picture.test.ts): on Linux every pixel is equal if labels are
 * a whole number of pixels high, as at 384 and 192. Otherwise a label may be a pixel higher or lower, because Chromium
 * rounds the font's ascent differently.
 */
import { join, resolve } from 'node:path';
import { createCanvas, GlobalFonts, setTextRenderer } from '@napi-rs/canvas';
import { drawScene } from '../sparkle/draw/draw.ts';
import { type Context2D, type LabelFont, labelFamilies } from '../sparkle/draw/draw-mark.ts';
import type { Scene } from '../sparkle/scene/scene.ts';

const folder = resolve(import.meta.dirname, '../sparkle/draw/fonts');

/** The files that font.ts loads in a page. Node cannot import it, because it asks Vite for their addresses. */
const fontFiles: Readonly<Record<LabelFont, string>> = {
  sans: 'dejavu-sans-bold.ttf',
  serif: 'dejavu-serif-bold.ttf',
  mono: 'dejavu-sans-mono-bold.ttf',
};

let areFontsLoaded = false;

/** @throws Error with a plain message if a font of the lab cannot be read. */
function loadFonts(): void {
  if (areFontsLoaded) return;
  // Draws letters as Chromium does on the same system. The library's own renderer matches Chromium on no system.
  setTextRenderer('system');
  for (const [font, file] of Object.entries(fontFiles) as [LabelFont, string][]) {
    const path = join(folder, file);
    if (!GlobalFonts.registerFromPath(path, labelFamilies[font]))
      throw new Error(
        `The font of the printed labels could not be read from ${path}. Install the lab again.`,
      );
  }
  areFontsLoaded = true;
}

/** A scene on a fresh canvas: several may be packed at the same time. */
function drawnCanvas(scene: Scene, sizePx: number) {
  loadFonts();
  const canvas = createCanvas(sizePx, sizePx);
  const context = canvas.getContext('2d');
  // The default would depend on the language of the machine.
  context.lang = 'en';
  // Its types spell the same members differently (text metrics, patterns).
  drawScene(context as unknown as Context2D, scene, sizePx);
  return canvas;
}

/** A scene as PNG, `sizePx` a side, packed off the main thread. The same bytes each time. */
export const scenePng = (scene: Scene, sizePx: number): Promise<Uint8Array> =>
  drawnCanvas(scene, sizePx).encode('png');
