/**
 * A scene as the model sees it, with an explanation drawn over it. The picture is a canvas (the same drawing that
 * the model gets), the explanation an SVG on top. Not here: what is explained (explanation.tsx).
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { drawScene, drawTrace, type TraceStyle } from '../../sparkle/draw/draw.ts';
import { labelFontOf } from '../../sparkle/draw/draw-mark.ts';
import { loadLabelFonts } from '../../sparkle/draw/font.ts';
import type { Point, Scene } from '../../sparkle/scene/scene.ts';
import { words } from '../../words/words.ts';

/** A point of the scene in the overlay, which is 100 by 100 with y down. */
export const toOverlay = ({ x, y }: Point): Point => ({ x: x * 10, y: 100 - y * 10 });

interface PictureProps {
  readonly scene: Scene;
  /** The text for screen readers. */
  readonly label: string;
  /** The side of the drawing in pixels; CSS decides how large it is shown. */
  readonly sizePx: number;
  /** Answers to draw on it; `points` is null for an answer that cannot be drawn. */
  readonly traces?: readonly { readonly points: readonly Point[] | null; readonly style: TraceStyle }[];
  readonly children?: ComponentChildren;
}

/** The scene; `children` are SVG elements drawn over it. */
export function Picture({ scene, label, sizePx, traces = none, children }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    let isCurrent = true;
    const draw = () => {
      if (!isCurrent) return;
      drawScene(context, scene, sizePx);
      for (const { points, style } of traces) if (points) drawTrace(context, points, sizePx, style);
    };
    draw();
    // Printed labels are drawn in the browser's own font first, and again once their font is loaded.
    if (labelFontOf(scene)) loadLabelFonts([scene]).then(draw, () => {});
    return () => {
      isCurrent = false;
    };
  }, [scene, sizePx, traces]);
  return (
    <div class="picture">
      <canvas ref={canvas} width={sizePx} height={sizePx} role="img" aria-label={label} />
      {children && (
        <svg viewBox="0 0 100 100" aria-hidden="true">
          {children}
        </svg>
      )}
    </div>
  );
}

const none: NonNullable<PictureProps['traces']> = [];

/** A scene in words. */
export function sceneLabel(scene: Scene): string {
  const say = words.value.figures.scene;
  if (scene.kind === 'lattice') return say.lattice(scene.size);
  if (scene.kind === 'figure') {
    const names = (scene.places ?? []).map(({ name }) => name);
    return names.length > 0 ? say.map(names) : say.figure(scene.told ?? '');
  }
  return say.discs(scene.objects.map(({ name }) => name));
}
