/**
 * Samples of a dataset: a scene and its questions, as a DataConfig asks, each by its number. Pure: the same config, seed
 * and number give the same on every machine. Not here: what the questions of a sample are (balanced.ts, paper.ts),
 * words (style/styles.ts), files (dataset-zip.ts).
 *
 * A sample draws from a random stream of its own, and depends on those before it in one way only: in the balanced mode
 * a sample is drawn again if an earlier sample has the same scene. So asking for a sample first draws the scenes before
 * it, once. Lattices, which are few, are dealt like cards instead.
 */

import { sceneKey } from '../scene/geometry.ts';
import { endName, startName } from '../scene/palette.ts';
import { type RandomStream, stream } from '../scene/random.ts';
import { solveRoute } from '../scene/route.ts';
import { latticeScene, latticeVariant, type Part, partOf } from '../scene/sampling.ts';
import type { Scene } from '../scene/scene.ts';
import type { Form, Query } from '../style/query.ts';
import { questionOf } from '../style/styles.ts';
import type { Item } from '../task/item.ts';
import type { Task } from '../tasks.ts';
import { type Asked, balancedBoxes, balancedQueries, type SampleNumber } from './balanced.ts';
import { type BasicConfig, type DataConfig, type DiscsConfig, startingConfig } from './data-config.ts';
import { allowedPairs, checkDataset } from './dataset-check.ts';
import { drawDiscs, lookOf } from './discs.ts';
import { paperQueries } from './paper.ts';

/** A scene and what is asked about it. Items are named after their scene: 'training-17-0' is its first. */
export interface Sample {
  readonly scene: Scene;
  readonly items: readonly Item[];
}

type PathConfig = Extract<DataConfig, { subject: 'path' }>;
type RouteConfig = Extract<DataConfig, { subject: 'route' }>;

/**
 * Sample number `index` (from 0) of a dataset. The two parts never share a scene, except for paths in the paper mode,
 * whose evaluation has all. Throws an Error for impossible parameters: before any work if that can be known, else after a
 * bounded search for a scene.
 */
export function makeSample(config: DataConfig, seed: number, part: Part, index: number): Sample {
  checkDataset(config, part, index + 1);
  const number: SampleNumber = { seed, part, index };
  const { scene, queries } = config.mode === 'balanced' ? drawUnlike(config, number) : draw(config, number);
  const random = stream(seed, 'dataset', config.subject, part, index, 'words');
  return { scene, items: queries.map((query, place) => itemOf(random, config, scene, query, place)) };
}

/** A scene with its questions. */
type Drawn = Pick<Asked, 'queries'> & { readonly scene: Scene };

/** Drawing number `attempt` of a sample. */
function draw(config: DataConfig, number: SampleNumber, attempt = 0): Drawn {
  const random = stream(number.seed, 'dataset', config.subject, number.part, number.index, attempt);
  if (config.subject === 'path') return drawPath(random, config, number);
  return config.subject === 'route' ? drawRoute(random, config, number) : drawBasic(random, config, number);
}

const idOf = ({ part, index }: SampleNumber): string => `${part}-${index}`;

/** A lattice: in the balanced mode the next card of a deck, in the paper mode any. */
function drawPath(random: RandomStream, config: PathConfig, number: SampleNumber): Drawn {
  const { size, hasNodeLabels, mode, walls, wallShare, rotationDeg, jitter } = config;
  const pairs = allowedPairs(config, number.part);
  const deck = stream(number.seed, 'dataset', 'path', number.part, 'deck');
  const pair = mode === 'balanced' ? deck.shuffle(pairs)[number.index]! : random.pick(pairs);
  const plain = latticeScene(idOf(number), size, pair, hasNodeLabels);
  const blocked = walls === 'maze' ? walls : walls === 'random' ? wallShare : 0;
  const shaped = latticeVariant(random, plain, { blocked, rotationDeg, jitter });
  const look = lookOf(random, config);
  const scene = Object.keys(look).length > 0 ? { ...shaped, look } : shaped;
  return { scene, queries: [{ form: 'path', names: [startName, endName], choice: null }] };
}

/** So many scenes are drawn for one sample before its parameters count as impossible. */
const sceneTries = 4000;
/** Solving a route takes longer. */
const routeTries = 400;

function drawRoute(random: RandomStream, config: RouteConfig, number: SampleNumber): Drawn {
  const { objects, start, lengthMargin } = config;
  for (let tries = 0; tries < routeTries; ) {
    const scene = drawDiscs(random, config, number.part, idOf(number));
    if (partOf(scene) !== number.part) continue;
    tries++;
    const first = start === 'fixed' ? random.int(objects) : null;
    if (lengthMargin > 0) {
      const { length, secondLength } = solveRoute(scene.objects, first);
      if (secondLength <= (1 + lengthMargin) * length) continue;
    }
    const names = first === null ? [] : [scene.objects[first]!.name];
    return { scene, queries: [{ form: 'route', names, choice: null }] };
  }
  throw new Error(
    `In ${routeTries} scenes of ${objects} objects no second-best route was longer by more than ${lengthMargin} of the best. Choose a smaller length margin or fewer objects.`,
  );
}

function drawBasic(random: RandomStream, config: BasicConfig, number: SampleNumber): Drawn {
  const boxes = config.mode === 'balanced' ? balancedBoxes(config, number) : [];
  for (let tries = 0; tries < sceneTries; tries++) {
    const scene = drawDiscs(random, config, number.part, idOf(number), boxes);
    if (partOf(scene) !== number.part) continue;
    if (config.mode === 'balanced') {
      const asked = balancedQueries(random, config, number, scene);
      if (asked) return asked;
    } else {
      const queries = paperQueries(random, config, number.part, scene);
      if (queries) return { scene, queries };
    }
  }
  throw new Error(
    `In ${sceneTries} scenes with ${config.objects} objects at least ${config.gap} apart, none had every question that is due clear of the margins. Choose smaller margins, a smaller gap or another number of objects.`,
  );
}

const taskOf: Readonly<Record<Exclude<Form, 'path' | 'route'>, Task>> = {
  direction: 'direction',
  comparison: 'distance',
  pair: 'distance',
  number: 'distance',
  coordinates: 'localization',
  region: 'localization',
  description: 'localization',
};

function itemOf(random: RandomStream, config: DataConfig, scene: Scene, query: Query, place: number): Item {
  const { form } = query;
  const composite: Task = config.subject === 'path' ? `spp${config.size}` : `tsp${objectCount(scene)}`;
  return {
    id: `${scene.id}-${place}`,
    task: form === 'path' || form === 'route' ? composite : taskOf[form],
    ...questionOf(random, config.style, scene, query),
  };
}

const objectCount = (scene: Scene): number => (scene.kind === 'points' ? scene.objects.length : 0);

/** What is remembered of a dataset. */
interface Scenes {
  /** The keys of the scenes of its first `count` samples. */
  readonly keys: Set<string>;
  count: number;
  /** Which drawing a sample is, for samples that are not their first drawing. */
  readonly attempts: Map<number, number>;
  /** The last of the first samples, which is most often the one asked for. */
  latest: Drawn | null;
}

const remembered = new Map<string, Scenes>();
const rememberedMax = 8;
/** After so many repeated scenes in a row there are hardly any others. */
const repeatsMax = 200;

/** The first drawing of a sample that shows no scene of an earlier sample. */
function drawUnlike(config: DataConfig, { seed, part, index }: SampleNumber): Drawn {
  if (config.subject === 'path') return draw(config, { seed, part, index });
  const scenes = scenesOf(JSON.stringify([config, seed, part]));
  while (scenes.count <= index) {
    const number = { seed, part, index: scenes.count };
    const attempt = addNext(scenes, config, number);
    if (attempt > 0) scenes.attempts.set(number.index, attempt);
    scenes.count++;
  }
  if (index === scenes.count - 1 && scenes.latest) return scenes.latest;
  return draw(config, { seed, part, index }, scenes.attempts.get(index));
}

/** Adds the next sample and returns the number of its drawing. */
function addNext(scenes: Scenes, config: DiscsConfig, number: SampleNumber): number {
  for (let attempt = 0; attempt < repeatsMax; attempt++) {
    const drawn = draw(config, number, attempt);
    const key = sceneKey(drawn.scene);
    if (scenes.keys.has(key)) continue;
    scenes.keys.add(key);
    scenes.latest = drawn;
    return attempt;
  }
  throw new Error(
    `There are hardly more than ${scenes.count} different scenes with ${config.objects === 1 ? 'one object' : `${config.objects} objects`} and these parameters. Ask for ${scenes.count} images at most, for more objects, or for the paper mode, where scenes may come again.`,
  );
}

function scenesOf(dataset: string): Scenes {
  const known = remembered.get(dataset);
  if (known) return known;
  const [oldest] = remembered.keys();
  if (oldest !== undefined && remembered.size >= rememberedMax) remembered.delete(oldest);
  const scenes: Scenes = { keys: new Set(), count: 0, attempts: new Map(), latest: null };
  remembered.set(dataset, scenes);
  return scenes;
}

/**
 * The datasets of the paper, by name, each with the number of images it had. 'paper-train' is for training:
 * 2,000 images with 34,000 questions. The others are tests, of 200 images.
 */
export const datasetPresets: Readonly<
  Record<
    'paper-train' | 'paper-test' | 'spp' | 'tsp',
    { readonly config: DataConfig; readonly images: number }
  >
> = {
  'paper-train': { config: startingConfig('basic', 'paper'), images: 2000 },
  'paper-test': { config: { ...startingConfig('basic', 'paper'), style: 'choice' }, images: 200 },
  spp: { config: startingConfig('path', 'paper'), images: 200 },
  tsp: { config: startingConfig('route', 'paper'), images: 200 },
};
