/**
 * Why an answer is right, drawn over the picture: the eight sectors of a direction, the thirds of a region, the
 * lengths that are compared, the cells, the path, the route. Draws the reference; a model's answer is drawn by src/sparkle/draw.ts.
 */
import {
  type Cell,
  cellOf,
  directionClass,
  distance,
  regionCentre,
  regionClass,
  wholeDistance,
} from '../../sparkle/geometry.ts';
import type { Form, Item } from '../../sparkle/item.ts';
import { positionOf } from '../../sparkle/language.ts';
import type { Point } from '../../sparkle/scene.ts';
import { referenceTrace } from '../../sparkle/score.ts';
import { place } from './picture.tsx';

/** The same in a sentence. */
export const reasons: Readonly<Record<Form, string>> = {
  direction: 'Seen from the first object, the second lies in the shaded one of eight equal sectors.',
  comparison: 'The lengths of the two lines, on an image 10 wide, decide.',
  pair: 'Of the named pairs, this one decides: the lengths are taken from centre to centre.',
  number: 'The straight line, rounded to a whole number on an image 10 wide.',
  coordinates: 'The image has 10 by 10 cells: first the cell to the right, then the cell up, both from 0.',
  region: 'The image is cut into equal thirds both ways.',
  description: 'Every object by its cell in an image of 10 by 10: first right, then up, both from 0.',
  path: 'Any walk along the grid without a detour is right; this one goes sideways first.',
  route: 'Of all orders from this start, this one is the shortest. It does not return.',
};

/** The drawing over the picture of an item. */
export function Explanation({ item }: { readonly item: Item }) {
  const { scene, names, form } = item;
  const [a, b, c] = names.map((name) => positionOf(scene, name));
  switch (form) {
    case 'direction':
      return a && b ? <Sectors from={a} to={b} /> : null;
    case 'comparison':
      return a && b && c ? <Comparison anchor={a} sides={[b, c]} /> : null;
    case 'number':
      return a && b ? <Length from={a} to={b} /> : null;
    case 'coordinates':
    case 'description':
      return <Cells points={names.map((name) => positionOf(scene, name))} />;
    case 'region':
      return a ? <Thirds point={a} /> : null;
    case 'path':
    case 'route':
    case 'pair':
      return <Walk points={referenceTrace(item) ?? []} />;
  }
}

/** A walk through points: start dot, line, arrow head. */
function Walk({ points }: { readonly points: readonly Point[] }) {
  const places = points.map(place);
  const [first] = places;
  const [from, to] = places.slice(-2);
  if (!first) return null;
  return (
    <g class="walk">
      <polyline points={places.map(({ x, y }) => `${x},${y}`).join(' ')} />
      <circle cx={first.x} cy={first.y} r="1.8" />
      {from && to && <ArrowHead from={from} to={to} />}
    </g>
  );
}

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

function Sectors({ from, to }: { readonly from: Point; readonly to: Point }) {
  const [centre, target] = [place(from), place(to)];
  const rim = (degrees: number) => {
    const radians = (degrees * Math.PI) / 180;
    return { x: centre.x + 150 * Math.cos(radians), y: centre.y - 150 * Math.sin(radians) };
  };
  const right = directionClass(from, to);
  return (
    <g>
      {right !== null && <Wedge centre={centre} from={rim(right * 45 - 22.5)} to={rim(right * 45 + 22.5)} />}
      {Array.from({ length: 8 }, (_, i) => rim(i * 45 + 22.5)).map((end) => (
        <line key={`${end.x} ${end.y}`} class="faint" x1={centre.x} y1={centre.y} x2={end.x} y2={end.y} />
      ))}
      <g class="walk">
        <line x1={centre.x} y1={centre.y} x2={target.x} y2={target.y} />
        <ArrowHead from={centre} to={target} />
      </g>
    </g>
  );
}

function Wedge({ centre, from, to }: { readonly centre: Point; readonly from: Point; readonly to: Point }) {
  return (
    <path class="area" d={`M${centre.x} ${centre.y} L${from.x} ${from.y} A150 150 0 0 0 ${to.x} ${to.y} Z`} />
  );
}

function Comparison({ anchor, sides }: { readonly anchor: Point; readonly sides: readonly Point[] }) {
  return (
    <g>
      {sides.map((side) => (
        <MeasuredLine key={`${side.x} ${side.y}`} from={anchor} to={side} />
      ))}
    </g>
  );
}

function MeasuredLine({ from, to }: { readonly from: Point; readonly to: Point }) {
  const [a, b] = [place(from), place(to)];
  return (
    <g class="walk">
      <line x1={a.x} y1={a.y} x2={b.x} y2={b.y} />
      <Badge at={{ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }} text={distance(from, to).toFixed(1)} />
    </g>
  );
}

function Length({ from, to }: { readonly from: Point; readonly to: Point }) {
  const [a, b] = [place(from), place(to)];
  return (
    <g>
      <polyline class="faint" points={`${a.x},${a.y} ${b.x},${a.y} ${b.x},${b.y}`} />
      <g class="walk">
        <line x1={a.x} y1={a.y} x2={b.x} y2={b.y} />
        <Badge
          at={{ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }}
          text={`${distance(from, to).toFixed(1)} ≈ ${wholeDistance(from, to)}`}
        />
      </g>
    </g>
  );
}

function Badge({ at, text }: { readonly at: Point; readonly text: string }) {
  const width = 2.6 * text.length + 4;
  return (
    <g class="badge" transform={`translate(${at.x} ${at.y})`}>
      <rect x={-width / 2} y="-3.6" width={width} height="7.2" rx="2" />
      <text y="1.7">{text}</text>
    </g>
  );
}

function Cells({ points }: { readonly points: readonly Point[] }) {
  const ticks = Array.from({ length: 11 }, (_, i) => i * 10);
  return (
    <g>
      {ticks.map((at) => (
        <path key={at} class="faint" d={`M${at} 0 V100 M0 ${at} H100`} />
      ))}
      {points.map((point) => (
        <CellBox key={`${point.x} ${point.y}`} cell={cellOf(point)} />
      ))}
    </g>
  );
}

/** One of the 10 by 10 cells, with its name. */
function CellBox({ cell }: { readonly cell: Cell }) {
  const [x, y] = [cell.column * 10, 90 - cell.row * 10];
  const isHigh = y < 15;
  return (
    <g class="walk">
      <rect class="area" x={x} y={y} width="10" height="10" />
      <Badge
        at={{ x: Math.min(Math.max(x + 5, 9), 91), y: isHigh ? y + 15 : y - 5 }}
        text={`(${cell.column},${cell.row})`}
      />
    </g>
  );
}

function Thirds({ point }: { readonly point: Point }) {
  const region = regionClass(point);
  return (
    <g>
      {region !== null && <RegionBox region={region} />}
      <path class="faint" d="M33.33 0 V100 M66.67 0 V100 M0 33.33 H100 M0 66.67 H100" />
    </g>
  );
}

/** One of the nine equal parts. */
function RegionBox({ region }: { readonly region: number }) {
  const { x, y } = place(regionCentre(region));
  return <rect class="area" x={x - 16.67} y={y - 16.67} width="33.33" height="33.33" />;
}
