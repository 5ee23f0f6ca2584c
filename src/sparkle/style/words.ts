/**
 * The style 'words': questions and answers in plain English, for models that were never taught the embedded language.
 * Answers are short: class words, a name, two names joined by 'and', numbers of two decimals at most, '(x, y)',
 * a Python list of moves or names. The phrasings are ours; each form that Sparkle trains on has as many as there.
 * Not here: how answers are read (reading.ts), descriptions (description.ts).
 */
import {
  directionClass,
  distance,
  placedObjects,
  positionOf,
  regionClass,
  sceneSide,
} from '../scene/geometry.ts';
import { shortestPath } from '../scene/lattice.ts';
import { endName, startName } from '../scene/palette.ts';
import { solveRoute } from '../scene/route.ts';
import type { LatticeNode, Point, Scene } from '../scene/scene.ts';
import { descriptionClaimText, descriptionText } from './description.ts';
import type { Claim, Query, Style } from './query.ts';
import { readWords } from './reading.ts';
import { decimals, directionNames, labelled, pointText, regionNames, series } from './wording.ts';

/** Every two objects of a scene, each pair once and in the order of the scene. */
export function objectPairs(scene: Scene): (readonly [string, string])[] {
  const names = placedObjects(scene).map((object) => object.name);
  return names.flatMap((a, place) => names.slice(place + 1).map((b) => [a, b] as const));
}

/** The pairs that a question compares, two of its names each. */
export function pairsAsked({ names }: { readonly names: readonly string[] }): (readonly [string, string])[] {
  return Array.from({ length: names.length / 2 }, (_, place) => [names[2 * place]!, names[2 * place + 1]!]);
}

function questionTexts(scene: Scene, query: Query): readonly string[] {
  const [a = '', b = '', c = ''] = query.names.map(labelled);
  switch (query.form) {
    case 'direction':
      return [
        `In which direction does ${b} lie, seen from ${a}?`,
        `Which way leads from ${a} to ${b}?`,
        `Where does an arrow point that starts at ${a} and ends at ${b}?`,
      ];
    case 'comparison': {
      const preposition = query.choice === 'closer' ? 'to' : 'from';
      return [
        `Of ${b} and ${c}, which is ${query.choice} ${preposition} ${a}?`,
        `Which one is ${query.choice} ${preposition} ${a}, ${b} or ${c}?`,
      ];
    }
    case 'pair':
      return pairQuestions(scene, query);
    case 'number':
      return [
        `How far is it from ${a} to ${b}, centre to centre, if the image is ${sceneSide} wide?`,
        `The image measures ${sceneSide} by ${sceneSide}. How long is the line between the centres of ${a} and ${b}?`,
      ];
    case 'coordinates':
      return [
        `The image measures ${sceneSide} by ${sceneSide} and (0, 0) is its bottom left corner. At which (x, y) is ${a}?`,
        `Give the centre of ${a} as (x, y): both run from 0 to ${sceneSide}, x to the right and y up.`,
      ];
    case 'region':
      return [
        `In which of the nine parts of the image does ${a} lie?`,
        `Cut the image into three columns and three rows. Which part holds ${a}?`,
        `Which part of the image would you search to find ${a}?`,
      ];
    case 'description':
      return [
        `Tell where in the image ${series(query.names.map(labelled))} are and how they lie to each other.`,
        `Describe the arrangement of ${series(query.names.map(labelled))} in full.`,
      ];
    case 'path':
      return pathQuestions(scene, query);
    case 'route':
      return routeQuestions(scene, query);
  }
}

/** Sparkle's four kinds: the nearest or the farthest of all pairs, or of two. */
function pairQuestions(scene: Scene, query: Query): string[] {
  const pairs = pairsAsked(query);
  const isCloser = query.choice === 'closer';
  if (pairs.length > 2 && pairs.length === objectPairs(scene).length) {
    const all = series([...new Set(query.names)].map(labelled));
    return [
      `Of ${all}, which two are ${isCloser ? 'nearest to each other' : 'farthest apart'}?`,
      `Take every two of ${all}. Between which two is the distance ${isCloser ? 'shortest' : 'longest'}?`,
    ];
  }
  const named = pairs.map(([a, b]) => `${labelled(a)} and ${labelled(b)}`);
  return [
    `Which two are ${isCloser ? 'closer together' : 'farther apart'}: ${named.join(', or ')}?`,
    `Which distance is ${isCloser ? 'shorter' : 'longer'}: ${named.map((pair) => `between ${pair}`).join(', or ')}?`,
  ];
}

const listOnly = 'Reply with the list alone; write no program.';

function pathQuestions(scene: Scene, query: Query): string[] {
  if (scene.kind !== 'lattice') throw new Error('A path can only be asked for on a lattice; this is none.');
  const [start, end] = query.names;
  const grid = `The image shows a grid of ${scene.size} by ${scene.size} nodes`;
  const gaps = scene.blocked?.length ? ' Where a line is missing there is no way.' : '';
  const format = `Give the moves as a Python list of 'up', 'down', 'left' and 'right'. ${listOnly}`;
  return [
    `${grid}, joined by lines.${gaps} Find a shortest way along the lines from the ${start} node to the ${end} node. ${format}`,
    `${grid}. The ${start} node is the start, the ${end} node the goal, and each move follows one line.${gaps} Reach the goal in as few moves as possible. ${format}`,
  ];
}

function routeQuestions(scene: Scene, query: Query): string[] {
  const names = placedObjects(scene).map((object) => object.name);
  const [start] = query.names;
  const where = start === undefined ? 'It may start at any of them' : `It starts at ${labelled(start)}`;
  const format = `Give their names in order as a Python list. ${listOnly}`;
  return [
    `Find the shortest route that visits each of ${series(names.map(labelled))} exactly once. ${where} and does not return. ${format}`,
    `A route goes through ${series(names.map(labelled))}, to each exactly once. ${where} and ends at the last one. Which order makes it shortest? ${format}`,
  ];
}

function answerText(scene: Scene, query: Query): string {
  if (query.form === 'description') return descriptionText(scene, query);
  return claimText(answerClaim(scene, query));
}

/** The true claim. Throws if the scene gives no clear answer. */
function answerClaim(scene: Scene, query: Query): Claim {
  const [a = '', b = '', c = ''] = query.names;
  const { form, geometry } = query;
  const at = (name: string) => positionOf(scene, name);
  switch (form) {
    case 'direction':
      return { form, class: clear(directionClass(at(a), at(b), geometry)) };
    case 'region':
      return { form, class: clear(regionClass(at(a), geometry)) };
    case 'comparison': {
      const isFirstCloser = distance(at(a), at(b)) < distance(at(a), at(c));
      return { form, name: isFirstCloser === (query.choice === 'closer') ? b : c };
    }
    case 'pair': {
      const sign = query.choice === 'closer' ? 1 : -1;
      const rank = ([first, second]: readonly [string, string]) => sign * distance(at(first), at(second));
      return {
        form,
        names: pairsAsked(query).reduce((best, pair) => (rank(pair) < rank(best) ? pair : best)),
      };
    }
    case 'number':
      return { form, value: distance(at(a), at(b)) };
    case 'coordinates':
      return { form, point: at(a) };
    case 'path':
      if (scene.kind !== 'lattice')
        throw new Error('A path can only be asked for on a lattice; this is none.');
      return { form, moves: shortestPath(scene) };
    case 'route': {
      const objects = placedObjects(scene);
      const points: Point[] = objects.map((object) => object.point);
      const start = query.names.length > 0 ? objects.findIndex((object) => object.name === a) : null;
      return { form, names: solveRoute(points, start).order.map((place) => objects[place]!.name) };
    }
    case 'description':
      throw new Error('A description is a text, not one claim.');
  }
}

function clear(index: number | null): number {
  if (index === null)
    throw new Error('This question has no clear answer: the object lies too near a border.');
  return index;
}

const pythonList = (words: readonly string[]): string => `[${words.map((word) => `'${word}'`).join(', ')}]`;

function claimText(claim: Claim): string {
  switch (claim.form) {
    case 'direction':
      return directionNames[claim.class]!;
    case 'region':
      return regionNames[claim.class]!;
    case 'comparison':
      return claim.name;
    case 'pair':
      return claim.names.join(' and ');
    case 'number':
    case 'count':
      return decimals(claim.value);
    case 'yes-no':
      return claim.isYes ? 'yes' : 'no';
    case 'coordinates':
      return pointText(claim.point);
    case 'description':
      return descriptionClaimText(claim);
    case 'path':
      return pythonList('moves' in claim ? claim.moves : claim.nodes.map((number) => `N${number}`));
    case 'route':
      return pythonList(claim.names);
  }
}

/** A lattice is described by column and row, which rotation and jitter do not change. */
function sceneText(scene: Scene): string {
  if (scene.kind === 'figure' && scene.told !== undefined) return scene.told;
  if (scene.kind !== 'lattice') {
    const places = placedObjects(scene).map(({ name, point }) => `${name} at ${pointText(point)}`);
    return `The image is ${sceneSide} by ${sceneSide} with (0, 0) at its bottom left. It shows ${series(places)}.`;
  }
  const { start, end, blocked = [] } = scene;
  const nodeText = ({ column, row }: LatticeNode) => `(${column},${row})`;
  const missing = blocked.map((edge) => edge.map(nodeText).join('-'));
  const grid = `Nodes by column and row, from (0,0) at the bottom left: ${startName} ${nodeText(start)}, ${endName} ${nodeText(end)}.`;
  return `${grid}${missing.length > 0 ? ` Missing lines: ${missing.join(' ')}.` : ''}`;
}

/** Plain English, without options. */
export const words: Style = {
  questionTexts,
  answerText,
  options: () => null,
  readAnswer: readWords,
  claimText,
  sceneText,
};
