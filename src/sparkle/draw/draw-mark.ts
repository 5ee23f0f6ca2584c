/**
 * What all pictures share: the canvas functions that are used, scene units in pixels, discs, printed labels.
 * Not here: which marks a scene has (draw.ts, draw-lattice.ts, draw-figure.ts) or loading fonts (font.ts).
 */
import { sceneSide } from '../scene/geometry.ts';
import type { Color, Point, Scene } from '../scene/scene.ts';

/** The part of a 2D context that is used; the canvases of a page, a worker and Node all have it. */
export type Context2D = Pick<
  OffscreenCanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineCap'
  | 'lineJoin'
  | 'globalAlpha'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
  | 'textRendering'
  | 'setLineDash'
  | 'fillRect'
  | 'fillText'
  | 'measureText'
  | 'beginPath'
  | 'closePath'
  | 'moveTo'
  | 'lineTo'
  | 'arc'
  | 'fill'
  | 'stroke'
  | 'save'
  | 'restore'
>;

/** The lab's own label fonts, all bold. */
export type LabelFont = 'sans' | 'serif' | 'mono';

/** The family under which each font is loaded. */
export const labelFamilies: Readonly<Record<LabelFont, string>> = {
  sans: 'Sparkle label',
  serif: 'Sparkle label serif',
  mono: 'Sparkle label mono',
};

/** The font a scene's texts are printed in; null if it has none. */
export function labelFontOf(scene: Scene): LabelFont | null {
  switch (scene.kind) {
    case 'points':
      return scene.look?.objects === 'labels' ? (scene.look.font ?? 'sans') : null;
    case 'lattice':
      return scene.hasNodeLabels ? (scene.look?.font ?? 'sans') : null;
    case 'figure':
      return scene.shapes.some((shape) => shape.kind === 'text') ? 'sans' : null;
  }
}

/** Height of printed labels as a share of the side. */
export const labelHeight = 1 / 24;

export const white: Color = [255, 255, 255];
export const lightGrey: Color = [211, 211, 211];
export const black: Color = [0, 0, 0];

export const css = (color: Color): string => `rgb(${color.join(' ')})`;

/** Scene units, y up, to pixels, y down. */
export const toPixel = (point: Point, sizePx: number): Point => ({
  x: (point.x / sceneSide) * sizePx,
  y: (1 - point.y / sceneSide) * sizePx,
});

/** A length in scene units, in pixels. */
export const toPixels = (length: number, sizePx: number): number => (length / sceneSide) * sizePx;

/** A filled disc; centre and radius in pixels. */
export function fillDisc(context: Context2D, centre: Point, radiusPx: number, color: Color): void {
  context.fillStyle = css(color);
  context.beginPath();
  context.arc(centre.x, centre.y, radiusPx, 0, 2 * Math.PI);
  context.fill();
}

/** A text and where its middle lies, in pixels. */
interface Label {
  readonly text: string;
  readonly centre: Point;
}

/** Prints texts around their centres. Their font must have been loaded (font.ts). */
export function printLabels(
  context: Context2D,
  labels: readonly Label[],
  heightPx: number,
  font: LabelFont,
  color: Color,
): void {
  context.fillStyle = css(color);
  context.font = `bold ${heightPx}px "${labelFamilies[font]}"`;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  // Without the platform's hinting the letters are closest to the training pictures, and the same on all machines.
  context.textRendering = 'geometricPrecision';
  // The middle between ascender and descender stands at the centre, as in the training pictures.
  const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = context.measureText('N1');
  for (const { text, centre } of labels) {
    context.fillText(text, centre.x, centre.y + (ascent - descent) / 2);
  }
}
