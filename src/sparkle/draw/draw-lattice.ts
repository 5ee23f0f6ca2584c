/**
 * Draws lattices: edges, nodes, printed node labels. Sizes: the base model's LANGUAGE.md.
 * Not here: the background (draw.ts) or paths over a lattice (drawTrace in draw.ts).
 */

import { nodePosition, nodeSpacing } from '../scene/geometry.ts';
import { edgesOf, nodesOf } from '../scene/lattice.ts';
import { colorOf, endName, nodeLabel, startName } from '../scene/palette.ts';
import type { LatticeNode, LatticeScene } from '../scene/scene.ts';
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
} from './draw-mark.ts';

/** Shares of the distance between nodes. */
const nodeRadius = 0.2;
const edgeWidth = 0.03;

/** Draws a lattice over the background. Labels need their font loaded before. */
export function drawLattice(context: Context2D, scene: LatticeScene, sizePx: number): void {
  const spacingPx = toPixels(nodeSpacing(scene), sizePx);
  const isSquare = !scene.blocked?.length && !scene.rotationDeg && !scene.jitter?.length;
  if (isSquare) drawRows(context, scene.size, sizePx);
  else drawEdges(context, scene, sizePx, spacingPx * edgeWidth);
  // Column by column from the bottom-left, as the nodes are numbered.
  const nodes = nodesOf(scene.size).map((node) => ({
    node,
    centre: toPixel(nodePosition(scene, node), sizePx),
  }));
  for (const { node, centre } of nodes) {
    const isAt = (other: LatticeNode) => other.column === node.column && other.row === node.row;
    const color = isAt(scene.start) ? colorOf(startName) : isAt(scene.end) ? colorOf(endName) : lightGrey;
    fillDisc(context, centre, nodeRadius * spacingPx, color);
  }
  const font = labelFontOf(scene);
  if (!font) return;
  const labels = nodes.map(({ centre }, place) => ({ text: nodeLabel(place + 1), centre }));
  printLabels(context, labels, labelHeight * sizePx, font, black);
}

/** All edges of a row or column in one bar, as the base model's pictures have them, to the pixel. */
function drawRows(context: Context2D, size: number, sizePx: number): void {
  const spacingPx = sizePx / size;
  const widthPx = edgeWidth * spacingPx;
  const lengthPx = (size - 1) * spacingPx;
  context.fillStyle = css(lightGrey);
  for (let i = 0; i < size; i++) {
    const placePx = (i + 0.5) * spacingPx;
    context.fillRect(spacingPx / 2, placePx - widthPx / 2, lengthPx, widthPx);
    context.fillRect(placePx - widthPx / 2, spacingPx / 2, widthPx, lengthPx);
  }
}

function drawEdges(context: Context2D, scene: LatticeScene, sizePx: number, widthPx: number): void {
  context.strokeStyle = css(lightGrey);
  context.lineWidth = widthPx;
  for (const edge of edgesOf(scene)) {
    const [from, to] = edge.map((node) => toPixel(nodePosition(scene, node), sizePx));
    context.beginPath();
    context.moveTo(from!.x, from!.y);
    context.lineTo(to!.x, to!.y);
    context.stroke();
  }
}
