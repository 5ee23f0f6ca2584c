/**
 * Scores that can be had without looking at the image, simulated on given items, not typed in.
 * Every guess is a text judged by score.ts, as a model's answer is. Not here: making the items (generate.ts).
 */
import { type Cell, hops, type Move } from './geometry.ts';
import type { Form, Item } from './item.ts';
import { type Claim, claimText, directionCount, placedObjects, readAnswer, regionCount } from './language.ts';
import type { RandomStream } from './random.ts';
import { greedyRoute } from './route.ts';
import { score } from './score.ts';

/** Shares of items right, 0 to 1. */
export interface Baseline {
  /** The best single answer, the same to every item of a form; an object it must name is named by its place. */
  readonly bestConstant: number;
  /** A random answer of the right form: what may be known without the image (length, names, start) is used. */
  readonly random: number;
  /** Routes only, and not blind: nearest neighbour from true positions. null elsewhere. */
  readonly greedy: number | null;
}

/** Simulates the blind baselines over items of one task. Forms count by how many items have them. */
export function simulateBaseline(items: readonly Item[], random: RandomStream): Baseline {
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

/** A text for an item that does not look at its image. */
type Guess = (item: Item) => string;

const countRight = (items: readonly Item[], guess: Guess): number =>
  items.filter((item) => score(item, guess(item)).isCorrect).length;

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

function bestConstantRight(items: readonly Item[]): number {
  return Math.max(...constantGuesses(items).map((guess) => countRight(items, guess)));
}

/** Numbers worth trying: no distance in the image is longer. */
const longestNumber = 13;

function constantGuesses(items: readonly Item[]): Guess[] {
  const form = items[0]!.form;
  const always = (claim: Claim): Guess => {
    const text = claimText(claim);
    return () => text;
  };
  // With a tolerance of one cell no guess at the very edge can be best.
  const cells: Cell[] = upTo(64).map((i) => ({ column: 1 + (i % 8), row: 1 + Math.floor(i / 8) }));
  switch (form) {
    case 'direction':
      return upTo(directionCount).map((index) => always({ form, class: index }));
    case 'region':
      return upTo(regionCount).map((index) => always({ form, class: index }));
    case 'comparison':
      return [1, 2].map((place) => (item) => claimText({ form, name: item.names[place]! }));
    case 'pair':
      return pairsOf(items[0]!).map(
        (_, place) => (item) => claimText({ form, names: pairsOf(item)[place]! }),
      );
    case 'number':
      return upTo(longestNumber + 1).map((value) => always({ form, value }));
    case 'coordinates':
      return cells.map((cell) => always({ form, cell }));
    case 'description':
      return cells.map((cell) => (item) => claimText(everyObject(item, () => cell)));
    case 'path': {
      const common = mostCommon(items.map((item) => conclusionOf(item)));
      return [() => common];
    }
    case 'route': {
      // Names differ from scene to scene, so a constant route is an order of the alphabet's places after the start.
      const ranks = mostCommon(items.map((item) => JSON.stringify(ranksOf(item))));
      const order: number[] = JSON.parse(ranks);
      return [
        (item) => {
          const others = othersOf(item);
          return claimText({ form, names: [item.names[0]!, ...order.map((rank) => others[rank]!)] });
        },
      ];
    }
  }
}

/** What stands at the end of the right answer, in the reference's own wording. */
function conclusionOf(item: Item): string {
  const claim = readAnswer(item.form, item.answer);
  return claim ? claimText(claim) : item.answer;
}

function mostCommon(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

const namesOf = (item: Item): string[] => placedObjects(item.scene).map((object) => object.name);

/** The objects a route goes on to, alphabetical. */
const othersOf = (item: Item): string[] =>
  namesOf(item)
    .filter((name) => name !== item.names[0])
    .sort();

function ranksOf(item: Item): number[] {
  const claim = readAnswer('route', item.answer);
  const others = othersOf(item);
  return claim?.form === 'route' ? claim.names.slice(1).map((name) => others.indexOf(name)) : [];
}

/** The pairs a question compares: two names each. */
const pairsOf = (item: Item): (readonly [string, string])[] =>
  upTo(item.names.length / 2).map((place) => [item.names[2 * place]!, item.names[2 * place + 1]!]);

const everyObject = (item: Item, cellFor: () => Cell): Claim => ({
  form: 'description',
  cells: new Map(namesOf(item).map((name) => [name, cellFor()])),
});

const moves: readonly Move[] = ['right', 'left', 'up', 'down'];

function randomGuess(item: Item, items: readonly Item[], random: RandomStream): string {
  const form: Form = item.form;
  const cell = (): Cell => ({ column: random.int(10), row: random.int(10) });
  switch (form) {
    case 'direction':
      return claimText({ form, class: random.int(directionCount) });
    case 'region':
      return claimText({ form, class: random.int(regionCount) });
    case 'comparison':
      return claimText({ form, name: random.pick(item.names.slice(1)) });
    case 'pair':
      return claimText({ form, names: random.pick(pairsOf(item)) });
    case 'number':
      // Another item's number: long and short distances come as often as they do.
      return conclusionOf(random.pick(items.filter((other) => other.form === form)));
    case 'coordinates':
      return claimText({ form, cell: cell() });
    case 'description':
      return claimText(everyObject(item, cell));
    case 'path': {
      const { scene } = item;
      const count = scene.kind === 'lattice' ? hops(scene.start, scene.end) : 0;
      return claimText({ form, moves: upTo(count).map(() => random.pick(moves)) });
    }
    case 'route':
      return claimText({ form, names: [item.names[0]!, ...random.shuffle(othersOf(item))] });
  }
}

function greedyGuess(item: Item): string {
  const objects = placedObjects(item.scene);
  const points = objects.map((object) => object.point);
  const start = objects.findIndex((object) => object.name === item.names[0]);
  return claimText({ form: 'route', names: greedyRoute(points, start).map((place) => objects[place]!.name) });
}
