/**
 * Tasks about discs: the basic skills, and routes through all discs. Their scenes, and which questions item number
 * `index` may ask: forms take turns, and so do the classes of each form, so all are balanced.
 * Not here: lattices (path.ts), what variants change (variants.ts).
 */
import {
  directionClass,
  directionCount,
  distance,
  positionOf,
  regionClass,
  regionCount,
} from '../scene/geometry.ts';
import { evaluationNames, routeNames } from '../scene/palette.ts';
import type { RandomStream } from '../scene/random.ts';
import { solveRoute, walkedRoute } from '../scene/route.ts';
import { partOf, samplePoints } from '../scene/sampling.ts';
import type { PointsScene, Scene } from '../scene/scene.ts';
import type { Query } from '../style/query.ts';
import type { VariantRow } from '../variants.ts';
import { asked, drawnOneByOne, type Lesson, type Questions } from './ask.ts';
import { queriesOf } from './queries.ts';

/** Least distance between two objects, in scene units. Sparkle's own scenes of three are wider apart. */
export const evaluationGap = 2;
/** Objects of a basic evaluation scene. */
export const evaluationObjects = 5;

/** The queries about a scene that item number `index` may ask; none if the scene does not fit. */
type WantedQueries = (scene: PointsScene, index: number) => Query[];

const questionsAbout = (names: readonly string[], wanted: WantedQueries): Questions =>
  drawnOneByOne((random, { id, index, size, variant, style }) => {
    const count = Number.isNaN(size) ? evaluationObjects : size;
    const scene = discsScene(random, id, names, count, variant);
    return {
      scene,
      ask: () => {
        const queries = wanted(scene, index);
        return queries.length > 0 ? asked(random, style, scene, random.pick(queries)) : null;
      },
    };
  });

function discsScene(
  random: RandomStream,
  id: string,
  plainNames: readonly string[],
  plainCount: number,
  variant: VariantRow | null,
): PointsScene {
  const { names, count = plainCount, radius, look } = variant?.discs ?? {};
  const chosen = random.sample(names?.(count) ?? plainNames, count);
  const scene = samplePoints(random, id, chosen, evaluationGap, radius ? { radius: radius(random) } : {});
  return look ? { ...scene, look: look(random) } : scene;
}

const at = (scene: Scene, query: Query, place: number) => positionOf(scene, query.names[place]!);

/** The direction from one disc to another. */
export const directionQuestions = questionsAbout(evaluationNames, (scene, index) =>
  queriesOf(scene, 'direction').filter(
    (query) => directionClass(at(scene, query, 0), at(scene, query, 1)) === index % directionCount,
  ),
);

/** A distance as a number, and which of two discs is closer or farther, in turn. */
export const distanceQuestions = questionsAbout(evaluationNames, (scene, index) => {
  if (index % 2 === 1) return queriesOf(scene, 'number');
  const round = Math.floor(index / 2);
  const choice = round % 2 === 0 ? 'closer' : 'farther';
  const isFirstRight = Math.floor(round / 2) % 2 === 0;
  return queriesOf(scene, 'comparison').filter((query) => {
    const [anchor, first, second] = [0, 1, 2].map((place) => at(scene, query, place));
    const isFirstCloser = distance(anchor!, first!) < distance(anchor!, second!);
    return query.choice === choice && isFirstRight === (isFirstCloser === (choice === 'closer'));
  });
});

/** Coordinates of a disc, its region, and a description of all discs, in turn. */
export const localizationQuestions = questionsAbout(evaluationNames, (scene, index) => {
  if (index % 3 === 0) return queriesOf(scene, 'coordinates');
  if (index % 3 === 2) return queriesOf(scene, 'description');
  return queriesOf(scene, 'region').filter(
    (query) => regionClass(at(scene, query, 0)) === Math.floor(index / 3) % regionCount,
  );
});

/** The shortest route through all discs. */
export const routeQuestions = questionsAbout(routeNames, (scene) => queriesOf(scene, 'route'));

/** Whether the route that a person would walk is the shortest. */
function isShortestWalked({ objects }: PointsScene, { names }: Query): boolean {
  const start = objects.findIndex((object) => object.name === names[0]);
  return String(walkedRoute(objects, start)) === String(solveRoute(objects, start).order);
}

/**
 * A route through discs of the training part. Its answer must teach one way of thinking: from stop to stop to the nearest
 * object. So a scene is drawn again until that way finds the shortest route.
 */
export const routeLesson: Lesson = (random, id, sizes, isAllowed) => {
  // Chosen once: of scenes that are drawn again there would be fewer with many discs.
  const size = random.pick(sizes);
  for (;;) {
    const scene = samplePoints(random, id, random.sample(routeNames, size), evaluationGap);
    if (partOf(scene) !== 'training' || !isAllowed(scene)) continue;
    const queries = queriesOf(scene, 'route').filter((query) => isShortestWalked(scene, query));
    if (queries.length > 0) return { scene, query: random.pick(queries) };
  }
};
