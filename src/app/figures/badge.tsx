/**
 * A few words on white over a picture, whose overlay is 100 by 100 with y down; and places for several of them that do not
 * cover each other. Not here: what they name (explanation-marks.tsx).
 */
import type { Point } from '../../sparkle/scene/scene.ts';

const height = 7.2;
const widthOf = (text: string): number => 2.6 * text.length + 4;

/** The centre moved so far that the whole badge is inside the picture. */
function inside({ x, y }: Point, text: string): Point {
  const within = (value: number, half: number) => Math.min(Math.max(value, half + 0.5), 99.5 - half);
  return { x: within(x, widthOf(text) / 2), y: within(y, height / 2) };
}

interface BadgeProps {
  /** A point of the overlay; the badge is moved inside if needed. */
  readonly at: Point;
  readonly text: string;
}

/** The words. */
export function Badge({ at, text }: BadgeProps) {
  const { x, y } = inside(at, text);
  const width = widthOf(text);
  return (
    <g class="badge" transform={`translate(${x} ${y})`}>
      <rect x={-width / 2} y={-height / 2} width={width} height={height} rx="2" />
      <text y="1.7">{text}</text>
    </g>
  );
}

/** A badge that belongs to a cell, whose top left corner is a point of the overlay. */
interface CellBadge {
  readonly corner: Point;
  readonly text: string;
}

/** From the middle of a badge to that of the next one of the same stack. */
const stackStep = height + 0.4;

/**
 * The centres of badges, in their order: above their cells of 10 by 10, or below where there is no room above; where one
 * would cover one before it, the next free place above or below that. Only where nothing is free they overlap.
 */
export function badgePlaces(badges: readonly CellBadge[]): Point[] {
  const placed: { readonly at: Point; readonly text: string }[] = [];
  for (const { corner, text } of badges) {
    const above = Array.from({ length: 9 }, (_, i) => corner.y - 4.5 - i * stackStep);
    const below = Array.from({ length: 9 }, (_, i) => corner.y + 14.5 + i * stackStep);
    const free = [...above, ...below].find((y) => {
      const at = inside({ x: corner.x + 5, y }, text);
      return at.y === y && placed.every((other) => !isCovered(at, text, other.at, other.text));
    });
    placed.push({ at: inside({ x: corner.x + 5, y: free ?? above[0]! }, text), text });
  }
  return placed.map(({ at }) => at);
}

const isCovered = (a: Point, aText: string, b: Point, bText: string): boolean =>
  Math.abs(a.x - b.x) < (widthOf(aText) + widthOf(bText)) / 2 && Math.abs(a.y - b.y) < height;
