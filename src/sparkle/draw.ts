/**
 * Draws scenes in the plain style the base model was shown, and paths and routes over them.
 * Not here: making canvases or loading the label font (font.ts). Sizes: the base model's LANGUAGE.md.
 */
import { nodePosition, sceneSide } from './geometry.ts';
import { colors, distractorColors, endName, nodeLabel, startName } from './language.ts';
import type { LatticeScene, Point, PointsScene, Scene } from './scene.ts';

/** What is used of a 2D context, so that a page's and a worker's both fit. */
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

/** The family under which font.ts loads the label font. */
export const labelFont = 'Sparkle label';

const white = 'rgb(255 255 255)';
const lightGrey = 'rgb(211 211 211)';
const black = 'rgb(0 0 0)';

/** Shares of the side; of a lattice, shares of the distance between nodes. */
const labelHeight = 1 / 24;
const nodeRadius = 0.2;
const edgeWidth = 0.03;

/** Draws a scene over the top-left `sizePx` by `sizePx` of the context. Labels need loadLabelFont() before. */
export function drawScene(context: Context2D, scene: Scene, sizePx: number): void {
  context.save();
  context.fillStyle = white;
  context.fillRect(0, 0, sizePx, sizePx);
  if (scene.kind === 'points') drawPoints(context, scene, sizePx);
  else if (scene.kind === 'lattice') drawLattice(context, scene, sizePx);
  context.restore();
}

/** Scene units, y up, to pixels, y down. */
const toPixel = (point: Point, sizePx: number): Point => ({
  x: (point.x / sceneSide) * sizePx,
  y: (1 - point.y / sceneSide) * sizePx,
});

function fillDisc(context: Context2D, centre: Point, radiusPx: number, style: string): void {
  context.fillStyle = style;
  context.beginPath();
  context.arc(centre.x, centre.y, radiusPx, 0, 2 * Math.PI);
  context.fill();
}

function colorOf(name: string): string {
  const color = colors.get(name) ?? distractorColors.get(name);
  if (!color)
    throw new Error(`No colour is known for "${name}". Known are ${[...colors.keys()].join(', ')}.`);
  return `rgb(${color.join(' ')})`;
}

function drawPoints(context: Context2D, scene: PointsScene, sizePx: number): void {
  for (const object of scene.objects) {
    fillDisc(context, toPixel(object, sizePx), (object.radius / sceneSide) * sizePx, colorOf(object.name));
  }
}

function drawLattice(context: Context2D, scene: LatticeScene, sizePx: number): void {
  const { size } = scene;
  const spacingPx = sizePx / size;
  const places = Array.from({ length: size }, (_, i) => (i + 0.5) * spacingPx);
  const widthPx = edgeWidth * spacingPx;
  const lengthPx = (size - 1) * spacingPx;
  context.fillStyle = lightGrey;
  for (const place of places) {
    context.fillRect(spacingPx / 2, place - widthPx / 2, lengthPx, widthPx);
    context.fillRect(place - widthPx / 2, spacingPx / 2, widthPx, lengthPx);
  }
  const nodes = places.flatMap((_, column) => places.map((_, row) => ({ column, row })));
  for (const node of nodes) {
    const isAt = (other: typeof node) => other.column === node.column && other.row === node.row;
    const style = isAt(scene.start) ? colorOf(startName) : isAt(scene.end) ? colorOf(endName) : lightGrey;
    fillDisc(context, toPixel(nodePosition(scene, node), sizePx), nodeRadius * spacingPx, style);
  }
  if (!scene.hasNodeLabels) return;
  context.fillStyle = black;
  context.font = `bold ${labelHeight * sizePx}px "${labelFont}"`;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  // Without the platform's hinting the letters are nearest to the training pictures, and alike across machines.
  context.textRendering = 'geometricPrecision';
  // The middle between ascender and descender stands at the node's centre, as in the training pictures.
  const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = context.measureText(
    nodeLabel(1),
  );
  // Column by column from the bottom-left, as the nodes were made.
  for (const [place, node] of nodes.entries()) {
    const centre = toPixel(nodePosition(scene, node), sizePx);
    context.fillText(nodeLabel(place + 1), centre.x, centre.y + (ascent - descent) / 2);
  }
}

/** Which answer a line stands for: told apart by width and dash, not by colour alone. */
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
