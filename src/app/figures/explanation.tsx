/**
 * Why an answer is right, drawn over the picture: the sectors of a direction, the regions, the lengths that are
 * compared, the cells, the path with its hops, the route with its legs; and the same in a sentence.
 * Draws the reference; a model's answer is drawn by src/sparkle/draw/draw.ts. Not here: the marks (explanation-marks.tsx).
 */
import {
  balancedGeometry,
  distance,
  type Geometry,
  positionOf,
  wholeDistance,
} from '../../sparkle/scene/geometry.ts';
import { shortestPathCount } from '../../sparkle/scene/lattice.ts';
import { routeObjectsMax } from '../../sparkle/scene/route.ts';
import type { Point } from '../../sparkle/scene/scene.ts';
import { referenceTrace } from '../../sparkle/score.ts';
import type { AnswerForm } from '../../sparkle/style/query.ts';
import { claimOf } from '../../sparkle/style/styles.ts';
import type { Item } from '../../sparkle/task/item.ts';
import {
  Cells,
  Legs,
  lengthText,
  MeasuredLine,
  Positions,
  Regions,
  Sectors,
  shortText,
  Walk,
} from './explanation-marks.tsx';

const reasons: Readonly<Record<AnswerForm, string>> = {
  direction: 'Seen from the first object, the second lies in the shaded one of eight equal sectors.',
  comparison: 'The lengths of the two lines, on an image 10 wide, decide.',
  pair: 'The lengths of the lines, on an image 10 wide, decide; the strong line is the right pair.',
  number: 'The straight line, rounded to a whole number on an image 10 wide.',
  coordinates: 'The image has 10 by 10 cells: first the cell to the right, then the cell up, both from 0.',
  region: 'The image is cut into equal thirds both ways.',
  description: 'Every object by its cell in an image of 10 by 10: first right, then up, both from 0.',
  path: 'Any walk along the grid without a detour is right.',
  route: 'Of all orders from this start, this one is the shortest. It does not return.',
  count: 'The picture was drawn with exactly that many.',
  'yes-no': 'The picture was drawn so that there is no doubt.',
};

/** Reasons that differ in the styles in words, whose positions and lengths are exact. */
const reasonsInWords: Partial<Readonly<Record<AnswerForm, string>>> = {
  number: 'The straight line from centre to centre, on an image 10 wide.',
  coordinates: 'First right, then up, from the bottom-left corner of an image 10 wide.',
  description:
    'Where every object lies: first right, then up, on an image 10 wide, and in which of nine regions.',
};

/** Why the answer is right, in a sentence or two. `geometry` has the borders of classes in the item's dataset. */
export function reasonOf(item: Item, geometry?: Geometry): string {
  const { form, style } = item;
  const parts = [(style && reasonsInWords[form]) ?? reasons[form]];
  if (geometry && form === 'direction' && 2 * geometry.axisSpanDeg !== 90) {
    const diagonal = 90 - geometry.axisSpanDeg;
    parts[0] = `Seen from the first object, the second lies in the shaded sector. Right, top, left and down are ${geometry.axisSpanDeg} degrees wide, the diagonals ${diagonal}.`;
  }
  if (geometry && form === 'region' && geometry.regionCuts[0] !== balancedGeometry.regionCuts[0])
    parts[0] = `The image is cut at ${geometry.regionCuts.join(' and ')} of 10, both ways.`;
  if (geometry && hasMargin(form, geometry)) parts.push('Nothing in the grey zones is asked about.');
  if (form === 'path') parts.push(pathText(item));
  if (form === 'route') {
    const points = walkOf(item);
    if (item.names.length === 0)
      parts[0] = 'Of all orders from any start, this one is the shortest. It does not return.';
    if (points.length > routeObjectsMax)
      parts[0] =
        'Of so many orders the shortest is not known for certain; this is a short one. It does not return.';
    const length = points.slice(1).reduce((sum, point, i) => sum + distance(points[i]!, point), 0);
    parts.push(`Its length is ${length.toFixed(1)} on an image 10 wide.`);
  }
  return parts.join(' ');
}

/** The length of the path and how many others are as short. */
function pathText(item: Item): string {
  const hops = countText(walkOf(item).length - 1, 'hop');
  const count = item.scene.kind === 'lattice' ? shortestPathCount(item.scene) : 1;
  return count === 1
    ? `This one has ${hops} and is the only shortest path.`
    : `This one has ${hops} and is one of ${count} shortest paths; it goes sideways as early as it can.`;
}

const countText = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const hasMargin = (form: AnswerForm, { angleMarginDeg, regionMargin }: Geometry): boolean =>
  (form === 'direction' && angleMarginDeg > 0) || (form === 'region' && regionMargin > 0);

const walkOf = (item: Item): readonly Point[] => referenceTrace(item) ?? [];

interface ExplanationProps {
  readonly item: Item;
  /** The borders of classes in the item's dataset; if given, zones that are not asked about are drawn too. */
  readonly geometry?: Geometry;
}

/** The drawing over the picture of an item. */
export function Explanation({ item, geometry }: ExplanationProps) {
  const { scene, names, form, style } = item;
  const hasMargins = geometry !== undefined;
  const where = geometry ?? balancedGeometry;
  const [a, b] = names.map((name) => positionOf(scene, name));
  switch (form) {
    case 'direction':
      return a && b ? (
        <Sectors scene={scene} from={a} to={b} geometry={where} hasMargins={hasMargins} />
      ) : null;
    case 'comparison':
    case 'pair':
      return <Comparison item={item} />;
    case 'number':
      return a && b ? (
        <g>
          <Legs from={a} to={b} />
          <MeasuredLine
            from={a}
            to={b}
            text={style ? shortText(distance(a, b)) : `${lengthText(a, b)} ≈ ${wholeDistance(a, b)}`}
            isRight
          />
        </g>
      ) : null;
    case 'coordinates':
    case 'description': {
      const points = names.map((name) => positionOf(scene, name));
      if (!style) return <Cells scene={scene} points={points} />;
      return (
        <g>
          {form === 'description' && (
            <Regions scene={scene} points={[]} geometry={where} hasMargins={false} />
          )}
          <Positions points={points} />
        </g>
      );
    }
    case 'region':
      return a ? <Regions scene={scene} points={[a]} geometry={where} hasMargins={hasMargins} /> : null;
    case 'path':
      return <Walk points={walkOf(item)} legText={(_from, _to, leg) => String(leg + 1)} />;
    case 'route':
      return <Walk points={walkOf(item)} legText={lengthText} />;
    case 'count':
    case 'yes-no':
      return null;
  }
}

/** All compared lengths; the right one is stronger and on top. */
function Comparison({ item }: { readonly item: Item }) {
  const { scene, form, names, answer } = item;
  const claim = claimOf(item, answer);
  const rightNames =
    claim?.form === 'comparison' ? [names[0]!, claim.name] : claim?.form === 'pair' ? claim.names : [];
  const pairs =
    form === 'comparison'
      ? names.slice(1).map((name) => [names[0]!, name])
      : Array.from({ length: names.length / 2 }, (_, i) => names.slice(2 * i, 2 * i + 2));
  const isRight = (pair: readonly string[]) =>
    rightNames.length > 0 && rightNames.every((name) => pair.includes(name));
  return (
    <g>
      {pairs
        .toSorted((x, y) => Number(isRight(x)) - Number(isRight(y)))
        .map((pair) => {
          const [from, to] = pair.map((name) => positionOf(scene, name));
          return (
            <MeasuredLine
              key={pair.join()}
              from={from!}
              to={to!}
              text={lengthText(from!, to!)}
              isRight={isRight(pair)}
            />
          );
        })}
    </g>
  );
}
