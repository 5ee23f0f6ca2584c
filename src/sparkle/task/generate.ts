/**
 * Questions about seeded scenes: the items that are scored and the conversations that train. Pure: the same seed
 * gives the same, on every machine. Not here: words (language.ts), scenes (sampling.ts), judging (score.ts).
 */

import {
  balancedGeometry,
  directionClass,
  distance,
  type Geometry,
  isClearComparison,
  regionClass,
  sceneKey,
} from '../scene/geometry.ts';
import { hashText, type RandomStream, stream } from '../scene/random.ts';
import { solveRoute } from '../scene/route.ts';
import { latticePairs, latticeScene, partOf, samplePoints } from '../scene/sampling.ts';
import type { PointsScene, Scene } from '../scene/scene.ts';
import { evaluationGap, evaluationObjects, latticeOf, pointsOf } from '../scene/variant.ts';
import {
  endName,
  evaluationNames,
  placedObjects,
  positionOf,
  type Query,
  questionTexts,
  routeNames,
  seeingQuestions,
  startName,
  trainingNames,
} from '../style/language.ts';
import { type StyleName, styles, wordsOf } from '../style/styles.ts';
import { controlItem } from './control.ts';
import { figureItem } from './figure-items.ts';
import {
  type Capability,
  type Conversation,
  capabilities,
  type Form,
  type Item,
  isFigureTask,
  isTask,
  type PlainTask,
  partsOfTask,
  type Task,
  type TaskParts,
  taskNames,
  taskOf,
  type Variant,
} from './item.ts';

/** Least distance between two objects of a training scene, in scene units. */
const trainingGap = 3;
const trainingObjects = 3;

/** The second-best route must be this much longer than the best, so that one order is clearly right. */
const routeMargin = 1.06;

/**
 * Shares of the forms, as in the base model's recipe for all capabilities; fewer capabilities keep theirs. A
 * description says more than any other answer, so it is drawn twice as often (until it was asked).
 */
const trainingForms: Readonly<Record<Capability, readonly Form[]>> = {
  direction: ['direction', 'direction'],
  distance: ['comparison', 'number'],
  localization: ['coordinates', 'region', 'description', 'description'],
};

/** What the adapter is trained on: basic skills, or the composite tasks themselves (the control). */
export type TrainOn = 'composite' | readonly Capability[];

/** Every question of a form that has a clear answer in this scene. Of pairs: two of them, or all. */
export function queriesOf(scene: Scene, form: Form, geometry: Geometry = balancedGeometry): Query[] {
  const names = placedObjects(scene).map((object) => object.name);
  const at = (name: string) => positionOf(scene, name);
  const ask = (asked: readonly string[], choice: Query['choice'] = null): Query =>
    geometry === balancedGeometry ? { form, names: asked, choice } : { form, names: asked, choice, geometry };
  const pairs = names.flatMap((a) => names.filter((b) => b !== a).map((b) => [a, b] as const));
  switch (form) {
    case 'direction':
      return pairs
        .filter(([a, b]) => directionClass(at(a), at(b), geometry) !== null)
        .map((pair) => ask(pair));
    case 'number':
      return pairs.map((pair) => ask(pair));
    case 'comparison':
      return pairs.flatMap(([a, b]) =>
        names
          .filter((c) => c !== a && c !== b && isClearComparison(at(a), at(b), at(c), geometry))
          .flatMap((c) => [ask([a, b, c], 'closer'), ask([a, b, c], 'farther')]),
      );
    case 'pair': {
      const unordered = names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b] as const));
      const compared = [
        unordered,
        ...unordered.flatMap((first, i) => unordered.slice(i + 1).map((second) => [first, second])),
      ];
      return compared.flatMap((some) => {
        const lengths = some.map(([a, b]) => distance(at(a), at(b))).sort((a, b) => a - b);
        const isClear = (place: number) => lengths[place + 1]! - lengths[place]! > geometry.distanceMargin;
        return [
          ...(isClear(0) ? [ask(some.flat(), 'closer')] : []),
          ...(isClear(lengths.length - 2) ? [ask(some.flat(), 'farther')] : []),
        ];
      });
    }
    case 'coordinates':
      return names.map((name) => ask([name]));
    case 'region':
      return names.filter((name) => regionClass(at(name), geometry) !== null).map((name) => ask([name]));
    case 'description':
      return [ask([...names].sort())];
    case 'path':
      return scene.kind === 'lattice' ? [ask([startName, endName])] : [];
    case 'route':
      return names.filter((name) => isClearRoute(scene, name)).map((name) => ask([name]));
  }
}

function isClearRoute(scene: Scene, start: string): boolean {
  if (scene.kind !== 'points') return false;
  const place = scene.objects.findIndex((object) => object.name === start);
  const { length, secondLength } = solveRoute(scene.objects, place);
  return secondLength > routeMargin * length;
}

/** Which scenes of the training part may be shown: all, or where some are held out of training, the others or those. */
export type Share = 'all' | 'kept' | 'held-out';

/** Of all scenes of the training part, one in so many is held out where validation is wanted. */
const heldOutOneIn = 8;

const isOfShare = (scene: Scene, share: Share): boolean =>
  share === 'all' ||
  (hashText(`held-out ${sceneKey(scene)}`) % heldOutOneIn === 0) === (share === 'held-out');

/**
 * Training conversation number `index` of a seed; null where nothing is trained (no capability). Scenes are the same in
 * every style. Held-out conversations have a stream of their own, and scenes that none of the kept ones shows.
 */
export function trainingConversation(
  seed: number,
  trainOn: TrainOn,
  questionsPerImage: number,
  index: number,
  style: StyleName = 'embedded',
  share: Share = 'all',
): Conversation | null {
  const isHeld = share === 'held-out';
  const id = isHeld ? `validation-${index}` : `train-${index}`;
  const random = stream(seed, isHeld ? 'validation' : 'training', index);
  if (trainOn === 'composite') {
    const { scene, query } = compositeScene(random, id, share);
    const { question, answer } = wordsOf(random, style, scene, query);
    return { id, scene, turns: [{ question, answer }] };
  }
  if (trainOn.length === 0) return null;
  const forms = capabilities.filter((name) => trainOn.includes(name)).flatMap((name) => trainingForms[name]);
  for (;;) {
    const names = random.sample(trainingNames, trainingObjects);
    const scene = samplePoints(random, id, names, trainingGap);
    if (partOf(scene) !== 'training' || !isOfShare(scene, share)) continue;
    // A scene where all of a form lies too near a border would be answered with another skill: it is left out.
    if (forms.some((form) => queriesOf(scene, form).length === 0)) continue;
    return { id, scene, turns: basicTurns(random, scene, forms, questionsPerImage, style) };
  }
}

type Turn = Conversation['turns'][number];

/** The composite arm: one question a scene; lattices of 4 and 5 or routes through four and five, half and half. */
function compositeScene(random: RandomStream, id: string, share: Share): { scene: Scene; query: Query } {
  if (random.int(2) === 0) {
    const size = random.pick([4, 5]);
    const pairs = latticePairs(size, 'training');
    const pair = random.pick(pairs.filter((each) => isOfShare(latticeScene('', size, each, false), share)));
    const scene = latticeScene(id, size, pair, random.int(2) === 0);
    return { scene, query: queriesOf(scene, 'path')[0]! };
  }
  for (;;) {
    const scene = samplePoints(random, id, random.sample(routeNames, random.pick([4, 5])), evaluationGap);
    const queries = queriesOf(scene, 'route');
    if (partOf(scene) === 'training' && isOfShare(scene, share) && queries.length > 0)
      return { scene, query: random.pick(queries) };
  }
}

/**
 * `count` turns about one scene. The form is drawn by its share in `forms`; within a form every question comes once,
 * first each in one wording, then in the others. Only when all are used up do they come again.
 */
function basicTurns(
  random: RandomStream,
  scene: PointsScene,
  forms: readonly Form[],
  count: number,
  style: StyleName,
): Turn[] {
  const turns: Turn[] = [];
  let decks = new Map<Form, Turn[]>();
  while (turns.length < count) {
    let open = forms.filter((form) => decks.get(form)?.length);
    if (open.length === 0) {
      decks = new Map(forms.map((form) => [form, questionDeck(random, scene, form, style)]));
      open = [...forms];
    }
    turns.push(decks.get(random.pick(open))!.shift()!);
  }
  return turns;
}

function questionDeck(random: RandomStream, scene: PointsScene, form: Form, style: StyleName): Turn[] {
  const rounds: Turn[][] = [];
  for (const query of queriesOf(scene, form)) {
    const told = toldIn(style, query);
    const answer = styles[style].answerText(scene, told);
    for (const [round, question] of random.shuffle(styles[style].questionTexts(scene, told)).entries()) {
      rounds[round] ??= [];
      rounds[round].push({ question, answer });
    }
  }
  return rounds.flatMap((round) => random.shuffle(round));
}

/** What scored items are for. Each purpose has its own stream; all draw from the evaluation part of the scenes. */
export type Purpose = 'evaluation' | 'baseline' | 'sample';

/**
 * The first `count` scored items of a task. More items begin with the same ones. No two show the same picture, so
 * there are fewer than asked for where pictures run out: lattices of 3 give 48 items, of 4 give 192, of 5 give 520.
 * Only items of purpose 'baseline', on which guesses are simulated, come again then. Scenes and what is asked about them
 * are the same in every style.
 */
export function scoredItems(
  seed: number,
  purpose: Purpose,
  task: Task,
  count: number,
  style: StyleName = 'embedded',
): Item[] {
  if (!isTask(task)) throw new Error(`"${String(task)}" is not a task. Tasks are ${taskNames}.`);
  const parts = partsOfTask(task);
  const { plain, variant, control } = parts;
  if (control) {
    const items = scoredItems(seed, purpose, taskOf({ ...parts, control: null }), count, style);
    return items.map((item, index) => controlItem(item, task, control, itemId(purpose, task, index)));
  }
  if (plain.startsWith('spp')) return pathItems(seed, purpose, task, parts, count, style);
  const seen = new Set<string>();
  return Array.from({ length: count }, (_, index) => {
    const random = stream(seed, purpose, task, index);
    const id = itemId(purpose, task, index);
    if (isFigureTask(plain)) return figureItem(random, id, plain, index, style, seen);
    for (;;) {
      const scene = pointsOf(random, id, plain, variant);
      const key = sceneKey(scene);
      if (partOf(scene) !== 'evaluation' || seen.has(key)) continue;
      const queries = wantedQueries(scene, plain, index);
      if (queries.length === 0) continue;
      seen.add(key);
      return itemOf(random, task, scene, random.pick(queries), style);
    }
  });
}

const itemId = (purpose: Purpose, task: Task, index: number): string =>
  purpose === 'evaluation' ? `${task}-${index}` : `${purpose}-${task}-${index}`;

function itemOf(random: RandomStream, task: Task, scene: Scene, query: Query, style: StyleName): Item {
  const { form, names } = query;
  return { id: scene.id, task, form, scene, names, ...wordsOf(random, style, scene, toldIn(style, query)) };
}

/**
 * In every style a description tells where each object is and no more, as the embedded language does: what else plain
 * English can tell of five objects is longer than the embedded model reads.
 */
const toldIn = (style: StyleName, query: Query): Query =>
  style !== 'embedded' && query.form === 'description' ? { ...query, sections: ['coordinates'] } : query;

/** The queries that fit item number `index`: forms take turns, and within each its classes do, so all are balanced. */
function wantedQueries(scene: PointsScene, task: PlainTask, index: number): Query[] {
  const at = (query: Query, place: number) => positionOf(scene, query.names[place]!);
  switch (task) {
    case 'direction':
      return queriesOf(scene, 'direction').filter(
        (query) => directionClass(at(query, 0), at(query, 1)) === index % 8,
      );
    case 'distance': {
      if (index % 2 === 1) return queriesOf(scene, 'number');
      const round = Math.floor(index / 2);
      const choice = round % 2 === 0 ? 'closer' : 'farther';
      const isFirstRight = Math.floor(round / 2) % 2 === 0;
      return queriesOf(scene, 'comparison').filter((query) => {
        const isFirstCloser = distance(at(query, 0), at(query, 1)) < distance(at(query, 0), at(query, 2));
        return query.choice === choice && isFirstRight === (isFirstCloser === (choice === 'closer'));
      });
    }
    case 'localization': {
      if (index % 3 === 0) return queriesOf(scene, 'coordinates');
      if (index % 3 === 2) return queriesOf(scene, 'description');
      return queriesOf(scene, 'region').filter(
        (query) => regionClass(at(query, 0)) === Math.floor(index / 3) % 9,
      );
    }
    default:
      return queriesOf(scene, 'route');
  }
}

/**
 * Lattices are few, so they are dealt like cards: every pair once, then again with the labels the other way. Those are
 * all the pictures there are: the same one twice would count as two independent items in intervals and tests.
 */
function pathItems(
  seed: number,
  purpose: Purpose,
  task: Task,
  { plain, variant }: TaskParts,
  count: number,
  style: StyleName,
): Item[] {
  const random = stream(seed, purpose, task);
  const size = Number(plain.slice(3));
  const deck = random.shuffle(latticePairs(size, 'evaluation'));
  const hasNewShapes = variant !== null && shapeVariants.includes(variant);
  const length = purpose === 'baseline' || hasNewShapes ? count : Math.min(count, 2 * deck.length);
  const seen = new Set<string>();
  return Array.from({ length }, (_, index) => {
    const place = index % deck.length;
    const round = Math.floor(index / deck.length);
    const square = latticeScene(itemId(purpose, task, index), size, deck[place]!, (place + round) % 2 === 1);
    const own = variant && stream(seed, purpose, task, index);
    let scene = own ? latticeOf(own, square, variant) : square;
    while (own && hasNewShapes && purpose !== 'baseline' && seen.has(sceneKey(scene)))
      scene = latticeOf(own, square, variant);
    seen.add(sceneKey(scene));
    return itemOf(random, task, scene, queriesOf(scene, 'path')[0]!, style);
  });
}

/** Of lattices: with these, one pair of nodes gives many pictures. */
const shapeVariants: readonly Variant[] = ['blocked', 'maze', 'rotated', 'jittered'];

/** The tasks that sample items take turns with. */
const sampleTasks: readonly Task[] = [
  'direction',
  'spp4',
  'distance',
  'tsp4',
  'localization',
  'spp5',
  'tsp5',
];

/** Items to show before any model is loaded: the tasks take turns. Fewer than asked for where a task runs out. */
export function sampleItems(seed: number, count: number): Item[] {
  const rounds = Math.ceil(count / sampleTasks.length);
  const items = sampleTasks.map((task) => scoredItems(seed, 'sample', task, rounds));
  return Array.from({ length: rounds }, (_, round) => items.flatMap((ofTask) => ofTask[round] ?? []))
    .flat()
    .slice(0, count);
}

/** A scene to ask about freely: five discs of the evaluation's colours, or a lattice of 4 or 5. */
export function freeScene(seed: number, kind: 'points' | 'lattice'): Scene {
  const random = stream(seed, 'free', kind);
  const id = `free-${kind}-${seed}`;
  if (kind === 'points') {
    return samplePoints(random, id, random.sample(evaluationNames, evaluationObjects), evaluationGap);
  }
  const size = random.pick([4, 5]);
  return latticeScene(id, size, random.pick(latticePairs(size, 'evaluation')), false);
}

/** Questions that fit the scene, the scored ones first: one of each form it has, then those about mere seeing. */
export function suggestedQuestions(scene: Scene): string[] {
  const forms: readonly Form[] =
    scene.kind === 'lattice'
      ? ['path']
      : ['coordinates', 'region', 'direction', 'comparison', 'number', 'description', 'route'];
  const scored = forms.flatMap((form) => queriesOf(scene, form).slice(0, 1));
  return [...scored.map((query) => questionTexts(query)[0]!), ...seeingQuestions(scene)];
}
