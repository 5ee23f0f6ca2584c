/**
 * The questions of the balanced mode, and where the objects must lie for them. A sample's number decides its classes: an
 * evaluation sample asks one question per capability, and all classes take turns. A training sample asks everything: its
 * objects lie in regions dealt from a shuffled deck, and the classes of its directions take turns.
 * Not here: drawing scenes until one fits (dataset.ts), words (style/styles.ts).
 */

import { directionClass, directionCount, type Geometry, positionOf, regionCount } from '../scene/geometry.ts';
import { type RandomStream, stream } from '../scene/random.ts';
import type { Box, Part } from '../scene/sampling.ts';
import type { PointsScene } from '../scene/scene.ts';
import type { Query } from '../style/query.ts';
import { queriesOf } from '../task/queries.ts';
import type { Capability } from '../tasks.ts';
import {
  type ComparisonKind,
  comparisonKinds,
  comparisonsOf,
  descriptionOf,
  everyNumber,
  hasNumbers,
  rightPair,
  withRightAt,
} from './basic-queries.ts';
import { type BasicConfig, geometryOf } from './data-config.ts';

/** Which sample of a dataset is made. */
export interface SampleNumber {
  readonly seed: number;
  readonly part: Part;
  readonly index: number;
}

/** A region without its margin. */
function regionBox(region: number, { regionCuts, regionMargin }: Geometry): Box {
  const borders = [Number.NEGATIVE_INFINITY, ...regionCuts, Number.POSITIVE_INFINITY];
  const [column, row] = [region % 3, Math.floor(region / 3)];
  return {
    left: borders[column]! + regionMargin,
    right: borders[column + 1]! - regionMargin,
    bottom: borders[row]! + regionMargin,
    top: borders[row + 1]! - regionMargin,
  };
}

/**
 * Where each object of a sample must lie. For localization and descriptions in training: in every nine samples each
 * object has each region once, and the objects of a sample have different regions. In evaluation only the first object
 * has a dealt region, and the question is about it.
 */
export function balancedBoxes(config: BasicConfig, { seed, part, index }: SampleNumber): (Box | null)[] {
  if (config.subject === 'direction' || config.subject === 'distance') return [];
  const geometry = geometryOf(config);
  if (part === 'evaluation' && config.subject !== 'description')
    return [regionBox(regionTurn(config, index), geometry)];
  const round = Math.floor(index / regionCount);
  const deck = stream(seed, 'regions', part, round).shuffle(Array.from({ length: regionCount }, (_, i) => i));
  return Array.from({ length: config.objects }, (_, place) =>
    regionBox(deck[(index + place) % regionCount]!, geometry),
  );
}

/** Evaluation asks for a region and for coordinates in turn, so regions turn half as fast. */
const regionTurn = (config: BasicConfig, index: number): number =>
  (hasNumbers(config) ? Math.floor(index / 2) : index) % regionCount;

/** A sample's scene, possibly with its objects in another order, and its questions. */
export interface Asked {
  readonly scene: PointsScene;
  readonly queries: readonly Query[];
}

/** What the questions of a sample depend on; `scene` is the drawn one, possibly with its objects in another order. */
interface Sample {
  readonly random: RandomStream;
  readonly config: BasicConfig;
  readonly part: Part;
  readonly index: number;
  readonly scene: PointsScene;
  readonly geometry: Geometry;
}

/** Directions of a training image. So many classes in a row have different axes, so any pairs can have them. */
const directionsMax = 4;

/** The questions of a sample about a scene drawn for it; null if the scene has no question of a class whose turn it is. */
export function balancedQueries(
  random: RandomStream,
  config: BasicConfig,
  { part, index }: SampleNumber,
  drawn: PointsScene,
): Asked | null {
  const geometry = geometryOf(config);
  if (config.subject === 'description')
    return { scene: drawn, queries: [descriptionOf(random, config, drawn, geometry)] };
  const asks = (capability: Capability) => config.subject === capability || config.subject === 'basic';
  let scene = drawn;
  const queries: Query[] = [];
  if (asks('distance')) {
    const found = part === 'training' ? everyDistance : oneDistance;
    const asked = found({ random, config, part, index, scene, geometry });
    if (!asked) return null;
    scene = asked.scene;
    queries.push(...asked.queries);
  }
  if (asks('direction')) {
    const found = directions({ random, config, part, index, scene, geometry });
    if (!found) return null;
    queries.unshift(...found);
  }
  if (asks('localization'))
    queries.push(...localizations({ random, config, part, index, scene, geometry }, drawn));
  if (config.subject === 'basic' && part === 'training')
    queries.push(descriptionOf(random, config, scene, geometry));
  return { scene, queries };
}

/** One direction of each class whose turn it is; in the mixed training set one of every two objects, whose regions nearly fix it. */
function directions({ random, config, part, index, scene, geometry }: Sample): Query[] | null {
  const all = queriesOf(scene, 'direction', geometry);
  if (config.subject === 'basic' && part === 'training') {
    const ofPairs = new Map(random.shuffle(all).map((query) => [[...query.names].sort().join(' '), query]));
    return ofPairs.size > 0 ? [...ofPairs.values()].slice(0, directionsMax) : null;
  }
  const pairs = (config.objects * (config.objects - 1)) / 2;
  const count = part === 'evaluation' ? 1 : Math.min(pairs, directionsMax);
  const classOf = ({ names: [from, to] }: Query) =>
    directionClass(positionOf(scene, from!), positionOf(scene, to!), geometry);
  const asked: Query[] = [];
  for (let place = 0; place < count; place++) {
    const fitting = all.filter((query) => classOf(query) === (index * count + place) % directionCount);
    if (fitting.length === 0) return null;
    asked.push(random.pick(fitting));
  }
  return asked;
}

/** With more objects the nearest or farthest of all pairs is hardly ever clear, so only two pairs are compared. */
const ofAllMax = 4;

const kindsOf = ({ objects }: BasicConfig): readonly ComparisonKind[] =>
  comparisonKinds.filter(({ isOfAll }) => !isOfAll || objects <= ofAllMax);

const comparisonsPerImage = 4;

/** Four different comparisons, whose kinds and right positions take turns, and every number. */
function everyDistance({ random, config, index, scene, geometry }: Sample): Asked | null {
  const queries: Query[] = [];
  const asked = new Set<string>();
  const kinds = kindsOf(config);
  for (let place = 0; place < comparisonsPerImage; place++) {
    const kind = kinds[place % kinds.length]!;
    const fresh = comparisonsOf(config, scene, geometry, kind).filter(
      (query) => !asked.has(spelled(scene, query)),
    );
    if (fresh.length === 0) return null;
    const query = random.pick(fresh);
    asked.add(spelled(scene, query));
    queries.push(isOfTwo(query) ? withRightAt(scene, query, (index + (place >> 1)) % 2) : query);
  }
  return { scene, queries: [...queries, ...(hasNumbers(config) ? everyNumber(scene) : [])] };
}

/** Whether a comparison has two options. */
const isOfTwo = ({ form, names }: Query): boolean => form === 'comparison' || names.length === 4;

/** Equal for comparisons that differ in order only. */
const spelled = (scene: PointsScene, query: Query): string =>
  `${query.choice} ${(isOfTwo(query) ? withRightAt(scene, query, 0) : query).names.join(' ')}`;

/** A comparison or a number, in turn. The kinds of comparisons, and the position and letter of the right answer, take turns. */
function oneDistance({ random, config, index, scene: drawn, geometry }: Sample): Asked | null {
  if (hasNumbers(config) && index % 2 === 1)
    return { scene: drawn, queries: [random.pick(everyNumber(drawn))] };
  const turn = hasNumbers(config) ? Math.floor(index / 2) : index;
  const kinds = kindsOf(config);
  const kind = kinds[turn % kinds.length]!;
  const found = comparisonsOf(config, drawn, geometry, kind);
  if (found.length === 0) return null;
  const query = random.pick(found);
  const place = Math.floor(turn / kinds.length) % 2;
  if (query.form === 'comparison') return { scene: drawn, queries: [withRightAt(drawn, query, place)] };
  const scene = withPairAt(drawn, rightPair(drawn, query), Math.floor(turn / (2 * kinds.length)));
  if (isOfTwo(query)) return { scene, queries: [withRightAt(scene, query, place)] };
  return { scene, queries: comparisonsOf(config, scene, geometry, kind) };
}

/** The objects in another order, in which `pair` is number `turn` of all pairs, counted cyclically. */
function withPairAt(scene: PointsScene, pair: readonly [string, string], turn: number): PointsScene {
  const { objects } = scene;
  const places = objects.flatMap((_, a) => objects.slice(a + 1).map((__, i) => [a, a + 1 + i] as const));
  const [first, second] = places[turn % places.length]!;
  const rest = objects.filter(({ name }) => !pair.includes(name));
  const chosen = pair.map((name) => objects.find((object) => object.name === name)!);
  const ordered = objects.map((_, place) =>
    place === first ? chosen[0]! : place === second ? chosen[1]! : rest.shift()!,
  );
  return { ...scene, objects: ordered };
}

/** In evaluation the question is about the first object, which has a dealt region. */
function localizations({ config, part, index, scene, geometry }: Sample, drawn: PointsScene): Query[] {
  const regions = queriesOf(scene, 'region', geometry);
  const coordinates = hasNumbers(config) ? queriesOf(scene, 'coordinates') : [];
  if (part === 'training') return [...regions, ...coordinates];
  const asked = hasNumbers(config) && index % 2 === 1 ? coordinates : regions;
  return asked.filter(({ names }) => names[0] === drawn.objects[0]?.name);
}
