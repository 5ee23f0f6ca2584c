/**
 * Questions about places on a map, in the manner of SpatialEval's Spatial-Map (Wang et al., 'Is a picture worth a
 * thousand words?', NeurIPS 2024): in which direction one place lies from another, and how many lie in a direction.
 * Maps and words are ours: six places, each a pin in the colour of its name, with the name printed below it, on land with a
 * river and roads that no question is about. Not here: how answers are read (style/styles.ts).
 */
import { directionClass, directionCount } from '../scene/geometry.ts';
import { colors } from '../scene/palette.ts';
import type { RandomStream } from '../scene/random.ts';
import { samplePoints } from '../scene/sampling.ts';
import type { Color, FigureScene, Place, Point, Shape } from '../scene/scene.ts';
import type { Query } from '../style/query.ts';
import type { Question } from '../style/styles.ts';
import { directionNames } from '../style/wording.ts';
import { asked, drawnOneByOne, withQuestion } from './ask.ts';

const placeCount = 6;
/** Least distance between two places, and where they may be so that names stay inside, in scene units. */
const placeGap = 2;
const placeBox = { left: 1, right: 9, bottom: 1.1, top: 9.4 };
const pinRadius = 0.3;
const nameHeight = 0.42;

const land: Color = [238, 243, 228];
const water: Color = [170, 205, 235];
const road: Color = [205, 200, 190];

/** A map with places of random names. */
function sampleMap(random: RandomStream, id: string): FigureScene {
  const names = random.sample([...colors.keys()], placeCount);
  const { objects } = samplePoints(random, id, names, placeGap, {
    radius: pinRadius,
    within: names.map(() => placeBox),
  });
  const places = objects.map(({ name, x, y }): Place => ({ name, x, y }));
  const shapes: Shape[] = [
    { kind: 'rectangle', corner: { x: 0, y: 0 }, width: 10, height: 10, color: land },
    ...way(random, 'down', 0.7, water),
    ...way(random, 'across', 0.2, road),
    ...way(random, 'down', 0.2, road),
    ...places.flatMap(({ name, x, y }): Shape[] => [
      { kind: 'circle', centre: { x, y }, radius: pinRadius, color: colors.get(name)! },
      { kind: 'text', centre: { x, y: y - 0.6 }, text: name, height: nameHeight, color: [0, 0, 0] },
    ]),
  ];
  return { kind: 'figure', id, shapes, places };
}

/** A bent line from side to side. */
function way(random: RandomStream, heading: 'across' | 'down', lineWidth: number, color: Color): Shape[] {
  const points = [-0.5, 2.5, 5, 7.5, 10.5].map((along): Point => {
    const aside = random.uniform(1, 9);
    return heading === 'across' ? { x: along, y: aside } : { x: aside, y: along };
  });
  return points.slice(1).flatMap((to, place): Shape[] => [
    { kind: 'line', from: points[place]!, to, lineWidth, color },
    // Rounds the bend.
    { kind: 'circle', centre: to, radius: lineWidth / 2, color },
  ]);
}

/** All pairs of places whose direction is clear and of this class. */
function mapDirections(scene: FigureScene, wanted: number): Query[] {
  const places = scene.places ?? [];
  return places.flatMap((from) =>
    places
      .filter((to) => to !== from && directionClass(from, to) === wanted)
      .map((to): Query => ({ form: 'direction', names: [from.name, to.name], choice: null })),
  );
}

/** The right answers of questions about how many take turns from 0 to this. */
const countMax = 3;

/** Asks how many places lie in a direction from one of them; null if no such question has the answer whose turn it is. */
function mapCount(random: RandomStream, scene: FigureScene, turn: number): Question | null {
  const places = scene.places ?? [];
  const wanted = turn % (countMax + 1);
  const found = places.flatMap((from) => {
    const classes = places.filter((to) => to !== from).map((to) => directionClass(from, to));
    // A place near a border between two directions could be counted or not.
    if (classes.includes(null)) return [];
    return directionNames
      .map((direction, index) => ({
        from,
        direction,
        count: classes.filter((each) => each === index).length,
      }))
      .filter(({ count }) => count === wanted);
  });
  if (found.length === 0) return null;
  const { from, direction } = random.pick(found);
  return {
    form: 'count',
    scene,
    names: [],
    question: `From ${from.name}, every other place on the map lies in one of eight directions: right, top right, top and so on. How many lie ${direction}?`,
    answer: String(wanted),
    style: 'words',
  };
}

/** Questions about directions, in the style that is wanted, and in plain English about how many there are, in turn. */
export const mapQuestions = drawnOneByOne((random, { id, index, style }) => {
  const scene = sampleMap(random, id);
  const turn = Math.floor(index / 2);
  if (index % 2 === 1) return withQuestion(mapCount(random, scene, turn));
  const queries = mapDirections(scene, turn % directionCount);
  return withQuestion(queries.length > 0 ? asked(random, style, scene, random.pick(queries)) : null);
});
