/**
 * Draws scenes, by default in the plain style the base model was shown, and paths and routes over them.
 * Not here: lattices (draw-lattice.ts), figures (draw-figure.ts), making canvases, loading label fonts (font.ts).
 * Sizes: the base model's LANGUAGE.md.
 */

import { colorOf } from '../scene/palette.ts';
import { stream } from '../scene/random.ts';
import type { Color, Point, PointsScene, Scene } from '../scene/scene.ts';
import { drawFigure } from './draw-figure.ts';
import { drawLattice } from './draw-lattice.ts';
import {
  black,
  type Context2D,
  css,
  fillDisc,
  labelFontOf,
  labelHeight,
  lightGrey,
  printLabels,
  toPixel,
  toPixels,
  white,
} from './draw-mark.ts';

/**
 * Draws a scene over the top-left `sizePx` by `sizePx` of the context. Texts need loadLabelFonts() before. The same on
 * every machine except for the rims of shapes, which each canvas smooths in its own way.
 */
export function drawScene(context: Context2D, scene: Scene, sizePx: number): void {
  context.save();
  drawBackground(context, scene, sizePx);
  if (scene.kind === 'points') drawPoints(context, scene, sizePx);
  else if (scene.kind === 'lattice') drawLattice(context, scene, sizePx);
  else drawFigure(context, scene, sizePx);
  context.restore();
}

/** Noise has this many squares a side; each channel of each is the darkest or some steps above, up to 255. */
const noiseSquares = 64;
const noiseDarkest = 220;
const noiseStep = 5;
/** At the bottom of a gradient; the top is white. Like noise it is lighter than the grey of lattices, which must stay visible. */
const gradientBottom: Color = [220, 232, 255];

function drawBackground(context: Context2D, scene: Scene, sizePx: number): void {
  const background = (scene.kind === 'figure' ? undefined : scene.look?.background) ?? white;
  if (background === 'gradient') {
    // Row by row: a canvas' own gradients are rounded differently from machine to machine.
    for (let row = 0; row < sizePx; row++) {
      const share = (row + 0.5) / sizePx;
      const [red, green, blue] = gradientBottom.map((value) => Math.round(255 + (value - 255) * share));
      context.fillStyle = css([red!, green!, blue!]);
      context.fillRect(0, row, sizePx, 1);
    }
    return;
  }
  if (background === 'noise') {
    const seed = scene.kind === 'figure' ? 0 : (scene.look?.noiseSeed ?? 0);
    const random = stream(seed, 'noise', scene.id);
    const channel = () => noiseDarkest + noiseStep * random.int((255 - noiseDarkest) / noiseStep + 1);
    // Whole pixels, so that no rim is smoothed.
    const edgePx = (square: number) => Math.round((square * sizePx) / noiseSquares);
    for (let column = 0; column < noiseSquares; column++) {
      for (let row = 0; row < noiseSquares; row++) {
        const [x, y] = [edgePx(column), edgePx(row)];
        context.fillStyle = css([channel(), channel(), channel()]);
        context.fillRect(x, y, edgePx(column + 1) - x, edgePx(row + 1) - y);
      }
    }
    return;
  }
  context.fillStyle = css(background);
  context.fillRect(0, 0, sizePx, sizePx);
}

/** Translucent discs, as in the paper's colour mode: their opacity, and the radius of their dot in scene units. */
const discOpacity = 0.6;
const dotRadius = 0.1;

function drawPoints(context: Context2D, scene: PointsScene, sizePx: number): void {
  const discs = [...scene.objects, ...(scene.distractors ?? [])].map((object) => ({
    ...object,
    centre: toPixel(object, sizePx),
    radiusPx: toPixels(object.radius, sizePx),
  }));
  const appearance = scene.look?.objects;
  for (const { name, centre, radiusPx } of discs) {
    context.globalAlpha = appearance === 'translucent' ? discOpacity : 1;
    fillDisc(context, centre, radiusPx, appearance === 'labels' ? lightGrey : colorOf(name));
    context.globalAlpha = 1;
    if (appearance === 'translucent') fillDisc(context, centre, toPixels(dotRadius, sizePx), colorOf(name));
  }
  const font = labelFontOf(scene);
  if (!font) return;
  const labels = discs.map(({ name, centre }) => ({ text: name, centre }));
  printLabels(context, labels, labelHeight * sizePx, font, black);
}

/** Which answer a line stands for; the two differ in width and dash, not only in colour. */
export type TraceStyle = 'right' | 'given';

const traceStyles = {
  // A grey that is no object's colour; Okabe and Ito's vermillion.
  right: { style: 'rgb(51 51 51)', width: 0.028, dash: [], alpha: 0.55, hasHead: false },
  given: { style: 'rgb(213 94 0)', width: 0.012, dash: [0.03, 0.02], alpha: 1, hasHead: true },
} as const;

/**
 * Draws what answerTrace or referenceTrace gave over a scene. The right answer is a broad solid band, the given one a
 * thin dashed arrow that stays visible on top of it; a single point is a ring.
 */
export function drawTrace(
  context: Context2D,
  trace: readonly Point[],
  sizePx: number,
  traceStyle: TraceStyle,
): void {
  const points = trace.map((point) => toPixel(point, sizePx));
  const [first, last, before] = [points[0], points.at(-1), points.at(-2)];
  if (!first || !last) return;
  const { style, width, dash, alpha, hasHead } = traceStyles[traceStyle];
  context.save();
  context.strokeStyle = style;
  context.fillStyle = style;
  context.globalAlpha = alpha;
  context.lineWidth = width * sizePx;
  context.lineCap = hasHead ? 'butt' : 'round';
  context.lineJoin = 'round';
  context.setLineDash(dash.map((length) => length * sizePx));
  context.beginPath();
  if (before) {
    context.moveTo(first.x, first.y);
    for (const point of points.slice(1)) context.lineTo(point.x, point.y);
  } else context.arc(first.x, first.y, 0.07 * sizePx, 0, 2 * Math.PI);
  context.stroke();
  if (before && hasHead) drawHead(context, before, last, 0.045 * sizePx);
  context.restore();
}

/** A filled arrow head whose tip lies at `to`. */
function drawHead(context: Context2D, from: Point, to: Point, lengthPx: number): void {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return;
  const along = { x: ((to.x - from.x) / length) * lengthPx, y: ((to.y - from.y) / length) * lengthPx };
  context.beginPath();
  context.moveTo(to.x, to.y);
  context.lineTo(to.x - along.x - along.y / 2, to.y - along.y + along.x / 2);
  context.lineTo(to.x - along.x + along.y / 2, to.y - along.y - along.x / 2);
  context.closePath();
  context.fill();
}
