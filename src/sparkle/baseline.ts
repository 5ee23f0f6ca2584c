/**
 * Scores that can be reached without looking at the image, simulated on given items.
 * Every guess is a text that score.ts judges like a model's answer. Not here: making the items (generate.ts).
 */
import {
  balancedGeometry,
  cellCentre,
  directionCount,
  type Geometry,
  placedObjects,
  regionClass,
  regionCount,
} from './scene/geometry.ts';
import { moves, optimalHops } from './scene/lattice.ts';
import type { RandomStream } from './scene/random.ts';
import { greedyRoute } from './scene/route.ts';
import type { Point } from './scene/scene.ts';
import { score } from './score.ts';
import type { AnswerForm, Claim } from './style/query.ts';
import { claimOf, type Question, styleOf } from './style/styles.ts';
import { objectPairs, pairsAsked } from './style/words.ts';

/** Shares of items right, 0 to 1. */
export interface Baseline {
  /** The best single answer to all items of a form. An object that it must name is named by its position in the question. */
  readonly bestConstant: number;
  /** A random answer of the right form: what may be known without the image (length, names, start) is used. */
  readonly random: number;
  /** Routes only, and not blind: nearest neighbour from true positions. null elsewhere. */
  readonly greedy: number | null;
}

/** Simulates the blind baselines over items of one task. Each form counts by its number of items. */
export function simulateBaseline(items: readonly Question[], random: RandomStream): Baseline {
  const forms = new Set(items.map((item) => item.form));
  let constantRight = 0;
  for (const form of forms) constantRight += bestConstantRight(items.filter((item) => item.form === form));
  const routes = items.filter((item) => item.form === 'route');
  return {
    bestConstant: constantRight / items.length,
    random: countRight(items, (item) => randomGuess(item, items, random)) / items.length,
    greedy: routes.length > 0 ? countRight(routes, greedyGuess) / routes.length : null,
  };
}

/** A claim about an item, made without its image; null if there is none. */
type Guess = (item: Question) => Claim | null;

/** Guesses are written in the item's style and read back, like a model's answers. */
const countRight = (items: readonly Question[], guess: Guess): number =>
  items.filter((item) => {
    const claim = guess(item);
    return claim !== null && score(item, styleOf(item).claimText(claim, item.options ?? null)).isCorrect;
  }).length;

/** What the right answer claims, without its working-out. */
const referenceOf = (item: Question): Claim | null => claimOf(item, item.answer);

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

function bestConstantRight(items: readonly Question[]): number {
  return Math.max(...constantGuesses(items).map((guess) => countRight(items, guess)));
}

/** The largest number that is tried: no distance in the image is longer. */
const longestNumber = 13;

function constantGuesses(items: readonly Question[]): Guess[] {
  const form = items[0]!.form;
  const always =
    (claim: Claim): Guess =>
    () =>
      claim;
  // With a tolerance of one cell no guess at the edge can be the best.
  const points = upTo(64).map((i) => cellCentre({ column: 1 + (i % 8), row: 1 + Math.floor(i / 8) }));
  switch (form) {
    case 'direction':
      return upTo(directionCount).map((index) => always({ form, class: index }));
    case 'region':
      return upTo(regionCount).map((index) => always({ form, class: index }));
    case 'comparison':
      return [1, 2].map((place) => (item) => ({ form, name: item.names[place]! }));
    case 'pair': {
      // By position among the pairs asked about, and among all pairs: with options, that is its letter.
      const count = Math.max(...items.map((item) => objectPairs(item.scene).length));
      return [pairsAsked, (item: Question) => objectPairs(item.scene)].flatMap((pairsIn) =>
        upTo(count).map(
          (place): Guess =>
            (item) => {
              const names = pairsIn(item)[place];
              return names ? { form, names } : null;
            },
        ),
      );
    }
    case 'number':
      // Only whole numbers are read in the embedded language; others have decimals.
      return upTo(2 * longestNumber + 1).map((half) => always({ form, value: half / 2 }));
    case 'count':
      return upTo(longestNumber).map((value) => always({ form, value }));
    case 'yes-no':
      return [true, false].map((isYes) => always({ form, isYes }));
    case 'coordinates':
      return points.map((point) => always({ form, point }));
    case 'description':
      return points.map((point) => (item) => everyObject(item, () => point));
    case 'path': {
      const common = mostCommon(items.map((item) => referenceOf(item)));
      return [() => common];
    }
    case 'route': {
      // Names differ from scene to scene, so a constant route is an order of alphabetical ranks after the start.
      const order = mostCommon(items.map((item) => ranksOf(item)));
      return [
        (item) => {
          const others = othersOf(item);
          return { form, names: [...item.names, ...order.map((rank) => others[rank]!)] };
        },
      ];
    }
  }
}

function mostCommon<T>(values: readonly T[]): T {
  const counts = new Map<string, { value: T; count: number }>();
  for (const value of values) {
    const key = JSON.stringify(value);
    counts.set(key, { value, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].reduce((best, entry) => (entry.count > best.count ? entry : best)).value;
}

const namesOf = (item: Question): string[] => placedObjects(item.scene).map((object) => object.name);

/** The objects of a route without its start, or all of them if the start is free; alphabetical. */
const othersOf = (item: Question): string[] =>
  namesOf(item)
    .filter((name) => !item.names.includes(name))
    .sort();

function ranksOf(item: Question): number[] {
  const claim = referenceOf(item);
  const others = othersOf(item);
  return claim?.form === 'route'
    ? claim.names.slice(item.names.length).map((name) => others.indexOf(name))
    : [];
}

/** A description of what the right one describes, with points that do not come from the scene. */
function everyObject(item: Question, pointFor: () => Point): Claim {
  const reference = referenceOf(item);
  const told = new Map(namesOf(item).map((name) => [name, pointFor()]));
  if (reference?.form !== 'description') return { form: 'description', points: told, regions: new Map() };
  return {
    form: 'description',
    points: new Map([...told].filter(([name]) => reference.points.has(name))),
    regions: new Map(
      [...told]
        .filter(([name]) => reference.regions.has(name))
        .map(([name, point]) => [name, regionClass(point, withoutMargin) ?? 0]),
    ),
  };
}

/** Equal thirds without margins: every point has a region. */
const withoutMargin: Geometry = { ...balancedGeometry, regionMargin: 0 };

function randomGuess(item: Question, items: readonly Question[], random: RandomStream): Claim | null {
  const form: AnswerForm = item.form;
  const point = () => cellCentre({ column: random.int(10), row: random.int(10) });
  switch (form) {
    case 'direction':
      return { form, class: random.int(directionCount) };
    case 'region':
      return { form, class: random.int(regionCount) };
    case 'comparison':
      return { form, name: random.pick(item.names.slice(1)) };
    case 'pair':
      return { form, names: random.pick(pairsAsked(item)) };
    case 'yes-no':
      return { form, isYes: random.int(2) === 0 };
    case 'number':
    case 'count':
      // The number of another item, so that long and short distances are as frequent as in the items.
      return referenceOf(random.pick(items.filter((other) => other.form === form)));
    case 'coordinates':
      return { form, point: point() };
    case 'description':
      return everyObject(item, point);
    case 'path': {
      const { scene } = item;
      const count = scene.kind === 'lattice' ? (optimalHops(scene) ?? 0) : 0;
      return { form, moves: upTo(count).map(() => random.pick(moves)) };
    }
    case 'route':
      return { form, names: [...item.names, ...random.shuffle(othersOf(item))] };
  }
}

function greedyGuess(item: Question): Claim {
  const objects = placedObjects(item.scene);
  const points = objects.map((object) => object.point);
  const place = objects.findIndex((object) => object.name === item.names[0]);
  const start = place < 0 ? null : place;
  return { form: 'route', names: greedyRoute(points, start).map((stop) => objects[stop]!.name) };
}
