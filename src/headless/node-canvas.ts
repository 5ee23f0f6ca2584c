/**
 * Pictures without a browser: drawScene of the page, on a canvas for Node (@napi-rs/canvas, Skia as in Chromium), with
 * the lab's own fonts. Node only. Not here: what is drawn (src/sparkle/draw/draw.ts), where it goes (dataset.ts).
 *
 * Against Chromium on the same machine (test/e2e/dataset-picture.test.ts): on Linux every pixel was equal, where labels
 * are a whole number of pixels high, as at 384 and 192. Else a label may stand a pixel higher or lower: Chromium rounds
 * the font's ascent in its own way.
 */
import { join, resolve } from 'node:path';
import { createCanvas, GlobalFonts, setTextRenderer } from '@napi-rs/canvas';
import { drawScene } from '../sparkle/draw/draw.ts';
import { type Context2D, type LabelFont, labelFamilies } from '../sparkle/draw/draw-mark.ts';
import type { Scene } from '../sparkle/scene/scene.ts';

const folder = resolve(import.meta.dirname, '../sparkle/draw/fonts');

/** The files that font.ts loads in a page; Node cannot import it, for it asks Vite for their addresses. */
const fontFiles: Readonly<Record<LabelFont, string>> = {
  sans: 'dejavu-sans-bold.ttf',
  serif: 'dejavu-serif-bold.ttf',
  mono: 'dejavu-sans-mono-bold.ttf',
};

let areFontsLoaded = false;

/** @throws Error with a plain message where a font of the lab cannot be read. */
function loadFonts(): void {
  if (areFontsLoaded) return;
  // Letters as Chromium draws them on the same system; the library's own way is alike on all systems, but like none.
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
  // The default follows the language of the machine.
  context.lang = 'en';
  // Its types spell the same members differently (text metrics, patterns).
  drawScene(context as unknown as Context2D, scene, sizePx);
  return canvas;
}

/** A scene as PNG, `sizePx` a side, packed off the main thread. The same bytes each time. */
export const scenePng = (scene: Scene, sizePx: number): Promise<Uint8Array> =>
  drawnCanvas(scene, sizePx).encode('png');
