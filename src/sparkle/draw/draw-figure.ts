/** Draws figures: lines, circles, rectangles and texts, in their order. Not here: the background (draw.ts). */

import type { FigureScene, Point, Shape } from '../scene/scene.ts';
import { type Context2D, css, labelFontOf, printLabels, toPixel, toPixels } from './draw-mark.ts';

/** Draws a figure over the background. Texts need their font loaded before. */
export function drawFigure(context: Context2D, scene: FigureScene, sizePx: number): void {
  for (const shape of scene.shapes) {
    if (shape.kind === 'text') {
      const label = { text: shape.text, centre: toPixel(shape.centre, sizePx) };
      const font = labelFontOf(scene) ?? 'sans';
      printLabels(context, [label], toPixels(shape.height, sizePx), font, shape.color);
      continue;
    }
    context.beginPath();
    trace(context, shape, sizePx);
    if (shape.lineWidth === undefined) {
      context.fillStyle = css(shape.color);
      context.fill();
    } else {
      context.strokeStyle = css(shape.color);
      context.lineWidth = toPixels(shape.lineWidth, sizePx);
      context.stroke();
    }
  }
}

function trace(context: Context2D, shape: Exclude<Shape, { kind: 'text' }>, sizePx: number): void {
  const moveAlong = (points: readonly Point[]) => {
    for (const [place, point] of points.entries()) {
      const { x, y } = toPixel(point, sizePx);
      if (place === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
  };
  switch (shape.kind) {
    case 'line':
      moveAlong([shape.from, shape.to]);
      return;
    case 'circle': {
      const { x, y } = toPixel(shape.centre, sizePx);
      context.arc(x, y, toPixels(shape.radius, sizePx), 0, 2 * Math.PI);
      return;
    }
    case 'rectangle': {
      const { corner, width, height } = shape;
      const [right, top] = [corner.x + width, corner.y + height];
      moveAlong([corner, { x: right, y: corner.y }, { x: right, y: top }, { x: corner.x, y: top }]);
      context.closePath();
    }
  }
}
