/**
 * The marks of explanations: walks, measured lines, sectors, regions, cells, positions, ghosts. Points are in scene units.
 * Shading spares the discs of the scene, because questions name them by their colours.
 * Not here: which marks explain an item (explanation.tsx).
 */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { css, lightGrey } from '../../sparkle/draw/draw-mark.ts';
import type { SeenPosition } from '../../sparkle/reasons.ts';
import {
  type Cell,
  cellOf,
  directionClass,
  distance,
  type Geometry,
  regionClass,
  sceneSide,
} from '../../sparkle/scene/geometry.ts';
import { colors, unseenColors } from '../../sparkle/scene/palette.ts';
import type { Point, Scene } from '../../sparkle/scene/scene.ts';
import { numberText } from '../ui/format.ts';
import { Badge, badgePlaces } from './badge.tsx';
import { toOverlay } from './picture.tsx';

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

interface WalkProps {
  readonly points: readonly Point[];
  /** The text at the middle of each leg, if any. */
  readonly legText?: (from: Point, to: Point, leg: number) => string;
}

/** A walk through points: start dot, line, arrow head. */
export function Walk({ points, legText }: WalkProps) {
  const places = points.map(toOverlay);
  const [first] = places;
  const [from, to] = places.slice(-2);
  if (!first) return null;
  return (
    <g class="walk">
      <polyline points={places.map(({ x, y }) => `${x},${y}`).join(' ')} />
      <circle cx={first.x} cy={first.y} r="1.8" />
      {from && to && <ArrowHead from={from} to={to} />}
      {legText &&
        points
          .slice(1)
          .map((end, leg) => (
            <Badge
              key={`${end.x} ${end.y}`}
              at={toOverlay(middle(points[leg]!, end))}
              text={legText(points[leg]!, end, leg)}
            />
          ))}
    </g>
  );
}

/** The head of an arrow; both ends are points of the overlay. */
function ArrowHead({ from, to }: { readonly from: Point; readonly to: Point }) {
  const angle = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  return (
    <path
      class="head"
      d="M0 0 L-5 2.4 L-5 -2.4 Z"
      transform={`translate(${to.x} ${to.y}) rotate(${angle})`}
    />
  );
}

interface MeasuredLineProps {
  readonly from: Point;
  readonly to: Point;
  readonly text: string;
  /** Whether it is the right answer, or only compared with it. */
  readonly isRight: boolean;
}

/** A line between two points with its length. */
export function MeasuredLine({ from, to, text, isRight }: MeasuredLineProps) {
  const [a, b] = [toOverlay(from), toOverlay(to)];
  return (
    <g class={isRight ? 'walk' : 'compared'}>
      <line x1={a.x} y1={a.y} x2={b.x} y2={b.y} />
      <Badge at={toOverlay(middle(from, to))} text={text} />
    </g>
  );
}

/** The two legs of the right triangle whose longest side is measured. */
export function Legs({ from, to }: { readonly from: Point; readonly to: Point }) {
  const [a, b] = [toOverlay(from), toOverlay(to)];
  return <polyline class="faint" points={`${a.x},${a.y} ${b.x},${a.y} ${b.x},${b.y}`} />;
}

/** The discs of a scene, and the pins of a map. */
function discsOf(scene: Scene): readonly (Point & { readonly radius: number })[] {
  if (scene.kind === 'points') return [...scene.objects, ...(scene.distractors ?? [])];
  if (scene.kind === 'lattice') return [];
  return scene.shapes.flatMap((shape) => {
    if (shape.kind !== 'circle') return [];
    const { centre, radius } = shape;
    return scene.places?.some(({ x, y }) => x === centre.x && y === centre.y) ? [{ ...centre, radius }] : [];
  });
}

interface BesideDiscsProps {
  readonly scene: Scene;
  readonly children: ComponentChildren;
}

/** Draws its children everywhere but over the discs of a scene. */
function BesideDiscs({ scene, children }: BesideDiscsProps) {
  const id = useId();
  return (
    <>
      <mask id={id} stroke="none" maskUnits="userSpaceOnUse" x="0" y="0" width="100" height="100">
        <rect width="100" height="100" fill="#fff" />
        {discsOf(scene).map(({ radius, ...centre }) => {
          const { x, y } = toOverlay(centre);
          return <circle key={`${x} ${y}`} cx={x} cy={y} r={10 * radius} fill="#000" />;
        })}
      </mask>
      <g mask={`url(#${id})`}>{children}</g>
    </>
  );
}

interface SectorsProps {
  readonly scene: Scene;
  readonly from: Point;
  readonly to: Point;
  readonly geometry: Geometry;
  /** Whether to show the zones in which no direction is asked for. */
  readonly hasMargins: boolean;
}

/** The eight sectors around a point; the one with the other point is shaded. */
export function Sectors({ scene, from, to, geometry, hasMargins }: SectorsProps) {
  const { axisSpanDeg, angleMarginDeg } = geometry;
  const [centre, target] = [toOverlay(from), toOverlay(to)];
  const borders = [0, 90, 180, 270].flatMap((axis) => [axis - axisSpanDeg / 2, axis + axisSpanDeg / 2]);
  const right = directionClass(from, to, geometry);
  // Class 2k is the axis at 90 k degrees, class 2k + 1 the sector after it; class i starts at border i.
  const start = right === null ? null : borders[right]!;
  const span = right !== null && right % 2 === 0 ? axisSpanDeg : 90 - axisSpanDeg;
  return (
    <g>
      <BesideDiscs scene={scene}>
        {start !== null && <Wedge class="area" centre={centre} startDeg={start} endDeg={start + span} />}
        {hasMargins &&
          angleMarginDeg > 0 &&
          borders.map((border) => (
            <Wedge
              key={border}
              class="margin"
              centre={centre}
              startDeg={border - angleMarginDeg}
              endDeg={border + angleMarginDeg}
            />
          ))}
      </BesideDiscs>
      {borders.map((border) => {
        const end = rim(centre, border);
        return <line key={border} class="faint" x1={centre.x} y1={centre.y} x2={end.x} y2={end.y} />;
      })}
      <g class="walk">
        <line x1={centre.x} y1={centre.y} x2={target.x} y2={target.y} />
        <ArrowHead from={centre} to={target} />
      </g>
    </g>
  );
}

/** A radius that reaches beyond every corner of the overlay. */
const rimRadius = 150;

function rim(centre: Point, degrees: number): Point {
  const radians = (degrees * Math.PI) / 180;
  return { x: centre.x + rimRadius * Math.cos(radians), y: centre.y - rimRadius * Math.sin(radians) };
}

interface WedgeProps {
  readonly class: string;
  readonly centre: Point;
  /** Counter-clockwise from right. */
  readonly startDeg: number;
  readonly endDeg: number;
}

function Wedge({ class: name, centre, startDeg, endDeg }: WedgeProps) {
  const [from, to] = [rim(centre, startDeg), rim(centre, endDeg)];
  return (
    <path
      class={name}
      d={`M${centre.x} ${centre.y} L${from.x} ${from.y} A${rimRadius} ${rimRadius} 0 0 0 ${to.x} ${to.y} Z`}
    />
  );
}

interface RegionsProps {
  readonly scene: Scene;
  /** The objects whose regions are shaded. */
  readonly points: readonly Point[];
  readonly geometry: Geometry;
  readonly hasMargins: boolean;
}

/** The nine regions; those with a point are shaded. */
export function Regions({ scene, points, geometry, hasMargins }: RegionsProps) {
  const { regionCuts, regionMargin } = geometry;
  const borders = [0, ...regionCuts, sceneSide];
  const regions = new Set(points.map((point) => regionClass(point, geometry)));
  return (
    <g>
      <BesideDiscs scene={scene}>
        {[...regions].map((region) => {
          if (region === null) return null;
          const [column, row] = [region % 3, Math.floor(region / 3)];
          const corner = toOverlay({ x: borders[column]!, y: borders[row + 1]! });
          const [width, height] = [column, row].map((i) => 10 * (borders[i + 1]! - borders[i]!));
          return <rect key={region} class="area" x={corner.x} y={corner.y} width={width} height={height} />;
        })}
        {hasMargins &&
          regionMargin > 0 &&
          regionCuts.map((cut) => (
            <path
              key={cut}
              class="margin"
              d={`${band(cut, regionMargin)} ${band(cut, regionMargin, 'across')}`}
            />
          ))}
      </BesideDiscs>
      {regionCuts.map((cut) => (
        <path key={cut} class="faint" d={`M${10 * cut} 0 V100 M0 ${100 - 10 * cut} H100`} />
      ))}
    </g>
  );
}

/** The path of a strip along a cut, upright or across. Both run clockwise, so that their crossing is filled too. */
function band(cut: number, margin: number, direction: 'upright' | 'across' = 'upright'): string {
  const width = 20 * margin;
  return direction === 'upright'
    ? `M${10 * (cut - margin)} 0 h${width} v100 h${-width} Z`
    : `M0 ${100 - 10 * (cut + margin)} h100 v${width} h-100 Z`;
}

/** The 10 by 10 cells; those with a point are marked and named. */
export function Cells({ scene, points }: { readonly scene: Scene; readonly points: readonly Point[] }) {
  const ticks = Array.from({ length: 11 }, (_, i) => i * 10);
  return (
    <g>
      {ticks.map((at) => (
        <path key={at} class="faint" d={`M${at} 0 V100 M0 ${at} H100`} />
      ))}
      {points.map((point) => (
        <CellBox key={`${point.x} ${point.y}`} scene={scene} cell={cellOf(point)} />
      ))}
    </g>
  );
}

/** One of the 10 by 10 cells, with its name. */
function CellBox({ scene, cell }: { readonly scene: Scene; readonly cell: Cell }) {
  const [x, y] = [cell.column * 10, 90 - cell.row * 10];
  const isHigh = y < 15;
  return (
    <g class="walk">
      <BesideDiscs scene={scene}>
        <rect class="area" x={x} y={y} width="10" height="10" />
      </BesideDiscs>
      <Badge at={{ x: x + 5, y: isHigh ? y + 15 : y - 5 }} text={`(${cell.column},${cell.row})`} />
    </g>
  );
}

interface GhostsProps {
  /** Positions as an answer lists them. */
  readonly positions: readonly SeenPosition[];
}

/** The cells in which an answer sees objects, as dashed squares in their colours; those that are off have their name. */
export function Ghosts({ positions }: GhostsProps) {
  const ghosts = positions.flatMap(({ name, listed, match }) =>
    listed ? [{ name, match, corner: { x: listed.column * 10, y: 90 - listed.row * 10 } }] : [],
  );
  const named = ghosts.filter(({ match }) => match !== 'exact').map((each) => ({ ...each, text: each.name }));
  const places = badgePlaces(named);
  return (
    <g class="ghosts">
      {ghosts.map(({ name, corner: { x, y } }) => {
        const color = colors.get(name) ?? unseenColors.get(name) ?? lightGrey;
        const square = { x: x + 0.9, y: y + 0.9, width: 8.2, height: 8.2 };
        const place = places[named.findIndex((each) => each.name === name)];
        return (
          <g key={name} data-ghost={name}>
            <rect x={x} y={y} width="10" height="10" class="ghost-rim" />
            <rect {...square} class="ghost" stroke={css(color)} fill={css(color)} />
            {place && <Badge at={place} text={name} />}
          </g>
        );
      })}
    </g>
  );
}

/** Points by their coordinates: lines down to both axes, and the numbers. */
export function Positions({ points }: { readonly points: readonly Point[] }) {
  return (
    <g>
      {points.map((point) => {
        const { x, y } = toOverlay(point);
        return (
          <g key={`${x} ${y}`} class="walk">
            <path class="faint" d={`M0 ${y} H${x} V100`} />
            <circle cx={x} cy={y} r="0.9" />
            <Badge
              at={{ x, y: y < 15 ? y + 10 : y - 9 }}
              text={`(${shortText(point.x)}, ${shortText(point.y)})`}
            />
          </g>
        );
      })}
    </g>
  );
}

/** A length or coordinate with at most two decimals, as the styles in words write it. */
export const shortText = (value: number): string => String(Number(value.toFixed(2)));

/** The length of a line, to one decimal. */
export const lengthText = (from: Point, to: Point): string => numberText(distance(from, to).toFixed(1));
