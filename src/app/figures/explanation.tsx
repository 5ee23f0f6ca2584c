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
import { words } from '../../words/words.ts';
import { numberText } from '../ui/format.ts';
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

/** Why the answer is right, in a sentence or two. `geometry` has the borders of classes in the item's dataset. */
export function reasonOf(item: Item, geometry?: Geometry): string {
  const { form, style } = item;
  const say = words.value.figures;
  const inWords: Partial<Readonly<Record<AnswerForm, string>>> = style ? say.reasonsInWords : {};
  const parts = [inWords[form] ?? say.reasons[form]];
  if (geometry && form === 'direction' && 2 * geometry.axisSpanDeg !== 90) {
    parts[0] = say.unequalSectors(geometry.axisSpanDeg, 90 - geometry.axisSpanDeg);
  }
  if (geometry && form === 'region' && geometry.regionCuts[0] !== balancedGeometry.regionCuts[0])
    parts[0] = say.unequalRegions(...geometry.regionCuts);
  if (geometry && hasMargin(form, geometry)) parts.push(say.greyZones);
  if (form === 'path') parts.push(pathText(item));
  if (form === 'route') {
    const points = walkOf(item);
    if (item.names.length === 0) parts[0] = say.freeRoute;
    if (points.length > routeObjectsMax) parts[0] = say.longRoute;
    const length = points.slice(1).reduce((sum, point, i) => sum + distance(points[i]!, point), 0);
    parts.push(say.routeLength(numberText(length.toFixed(1))));
  }
  return parts.join(' ');
}

/** The length of the path and how many others are as short. */
function pathText(item: Item): string {
  const say = words.value.figures;
  const hops = walkOf(item).length - 1;
  const count = item.scene.kind === 'lattice' ? shortestPathCount(item.scene) : 1;
  return count === 1 ? say.onlyPath(hops) : say.oneOfPaths(hops, count);
}

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
            text={
              style ? numberText(shortText(distance(a, b))) : `${lengthText(a, b)} ≈ ${wholeDistance(a, b)}`
            }
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
