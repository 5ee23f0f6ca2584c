/**
 * The language of the embedded model, to the letter: questions, answers, descriptions of scenes, and how answers are read.
 * Weights with another wording need another language.ts, and other words for directions (wording.ts) and colours
 * (scene/palette.ts). Source: the base model's LANGUAGE.md.
 * Not here: which questions are asked (src/sparkle/task/) or whether an answer is right (score.ts).
 */
import {
  type Cell,
  cellCentre,
  cellOf,
  directionClass,
  displacement,
  nodePosition,
  placedObjects,
  positionOf,
  regionClass,
  wholeDistance,
} from '../scene/geometry.ts';
import { type Move, moves, shortestPath } from '../scene/lattice.ts';
import { colors, unseenColors } from '../scene/palette.ts';
import { solveRoute } from '../scene/route.ts';
import type { LatticeScene, Point, Scene } from '../scene/scene.ts';
import type { AnswerForm, Claim, Query, Style } from './query.ts';
import { directionNames, regionNames } from './wording.ts';

/** By UTF-16 units, independent of the machine's locale. */
const alphabetical = (names: readonly string[]): string[] => [...names].sort();

const wordless =
  'The embedded model knows no question about pairs. Ask for a comparison, or choose another style.';

const startless =
  'The embedded model knows no question about routes with a free start. Name a start, or choose another style.';

/**
 * Every wording of a question, at least one. Throws for pairs and for routes with a free start, which the embedded
 * model was never asked about.
 */
export function questionTexts(query: Query): readonly string[] {
  const [a, b, c] = query.names;
  switch (query.form) {
    case 'direction':
      return [`What is the direction from ${a} to ${b}?`, `In which direction is ${b} from ${a}?`];
    case 'comparison':
      return [`Which is ${query.choice} ${query.choice === 'closer' ? 'to' : 'from'} ${a}: ${b} or ${c}?`];
    case 'pair':
      throw new Error(wordless);
    case 'number':
      return [`How far is ${a} from ${b}?`, `What is the distance between ${a} and ${b}?`];
    case 'coordinates':
      return [`What are the coordinates of ${a}?`, `Where is ${a}?`];
    case 'region':
      return [`Which part of the image is ${a} in?`, `In which region is ${a}?`];
    case 'description':
      return ['Describe the positions of all objects.'];
    case 'path':
      return [`Find the shortest path from the ${a} node to the ${b} node.`];
    case 'route':
      if (a === undefined) throw new Error(startless);
      return [`Starting at ${a}, find the shortest route that visits every object once.`];
  }
}

const cellText = (cell: Cell): string => `(${cell.column},${cell.row})`;
const listing = (scene: Scene, names: readonly string[]): string =>
  names.map((name) => `${name} ${cellText(cellOf(positionOf(scene, name)))}`).join(', ');
const gridText = (size: number): string => `${size} by ${size} grid`;
/** Steps as the model says them: `right 0` and `up 0` for none. */
export const stepsText = (right: number, up: number): string =>
  `${right >= 0 ? 'right' : 'left'} ${Math.abs(right)}, ${up >= 0 ? 'up' : 'down'} ${Math.abs(up)}`;

/** The reference answer. Throws for a direction or region too near a border to have one. */
export function answerText(scene: Scene, query: Query): string {
  const [a = '', b = '', c = ''] = query.names;
  const at = (name: string) => positionOf(scene, name);
  switch (query.form) {
    case 'direction':
    case 'number': {
      const { right, up } = displacement(at(a), at(b));
      const conclusion =
        query.form === 'number'
          ? wholeDistance(at(a), at(b))
          : word(directionNames, directionClass(at(a), at(b), query.geometry));
      return `${a} to ${b}: ${stepsText(right, up)}: ${conclusion}`;
    }
    case 'comparison': {
      const [toB, toC] = [wholeDistance(at(a), at(b)), wholeDistance(at(a), at(c))];
      return `${b} ${toB}, ${c} ${toC}: ${toB < toC === (query.choice === 'closer') ? b : c}`;
    }
    case 'pair':
      throw new Error(wordless);
    case 'coordinates':
      return listing(scene, [a]);
    case 'region':
      return `${a}: ${word(regionNames, regionClass(at(a), query.geometry))}`;
    case 'description': {
      const positions = listing(scene, alphabetical(query.names));
      return scene.kind === 'lattice' ? `${gridText(scene.size)}, ${positions}` : positions;
    }
    case 'path':
      return pathAnswer(scene, query.names);
    case 'route':
      return routeAnswer(scene, a);
  }
}

function word(words: readonly string[], index: number | null): string {
  const found = index === null ? undefined : words[index];
  if (found === undefined)
    throw new Error('This question has no clear answer: the object lies too near a border.');
  return found;
}

function pathAnswer(scene: Scene, names: readonly string[]): string {
  if (scene.kind !== 'lattice')
    throw new Error('A path can only be asked for on a lattice; this scene has points.');
  const { size, start, end } = scene;
  const needed = stepsText(end.column - start.column, end.row - start.row);
  return `${gridText(size)}, ${listing(scene, names)}, ${needed}: ${claimText({ form: 'path', moves: shortestPath(scene) })}`;
}

/**
 * The shortest route, worked out as the model was taught: what stands at each stop decides where a person would walk, to
 * the nearest object (walkedRoute). Where that is not the shortest route, no training answer is made; the reference answer
 * of a scored item is right there too.
 */
function routeAnswer(scene: Scene, start: string): string {
  const objects = placedObjects(scene);
  const points = objects.map((object) => object.point);
  const { order } = solveRoute(
    points,
    objects.findIndex((object) => object.name === start),
  );
  const route = order.map((place) => objects[place]!.name);
  const sorted = alphabetical(route);
  const legs = route.slice(0, -1).map((here, stop) => {
    const left = sorted.filter((name) => route.indexOf(name) > stop);
    const distances = left.map(
      (name) => `${name} ${wholeDistance(positionOf(scene, here), positionOf(scene, name))}`,
    );
    return `${here} to ${distances.join(', ')}`;
  });
  return `${listing(scene, sorted)}; ${legs.join('; ')}: ${claimText({ form: 'route', names: route })}`;
}

/** A lattice without rotation and jitter, which do not change its paths. */
export function plainLattice(scene: LatticeScene): LatticeScene {
  const { rotationDeg, jitter, ...plain } = scene;
  return plain;
}

/**
 * A scene in words, to stand before a question: the position of everything that can be asked about. A lattice is described
 * without rotation and jitter. The model was never taught the words for missing edges.
 */
function sceneText(scene: Scene): string {
  if (scene.kind === 'figure' && scene.told !== undefined) return scene.told;
  const told = scene.kind === 'lattice' ? plainLattice(scene) : scene;
  const names = placedObjects(told).map(({ name }) => name);
  const objects = `Objects: ${listing(told, names)}.`;
  if (told.kind !== 'lattice') return objects;
  const { size, blocked = [] } = told;
  const missing = blocked.map((edge) =>
    edge.map((node) => cellText(cellOf(nodePosition(told, node)))).join(' to '),
  );
  return `Grid: ${size} by ${size}. ${objects}${missing.length > 0 ? ` No path: ${missing.join(', ')}.` : ''}`;
}

/** Questions about what is seen, without positions. The base model knows them; nothing here trains or scores them. */
export function seeingQuestions(scene: Scene): string[] {
  if (scene.kind === 'lattice')
    return ['How many nodes are in each row of the grid?', 'What does the image show?'];
  if (scene.kind === 'figure') return ['What does the image show?'];
  return [
    'What does the image show?',
    'How many objects are there?',
    'List all objects.',
    'List the objects from left to right.',
    'List the objects from top to bottom.',
    `Is there an object ${scene.objects[0]?.name}?`,
  ];
}

/** A claim in words: the end of an answer, without its working-out. readAnswer gives the claim back. */
export function claimText(claim: Claim): string {
  switch (claim.form) {
    case 'direction':
      return word(directionNames, claim.class);
    case 'region':
      return word(regionNames, claim.class);
    case 'comparison':
      return claim.name;
    case 'pair':
      return claim.names.join(' and ');
    case 'number':
    case 'count':
      return String(claim.value);
    case 'yes-no':
      return claim.isYes ? 'yes' : 'no';
    case 'coordinates':
      return cellText(cellOf(claim.point));
    case 'description':
      return [
        ...(claim.size === undefined ? [] : [gridText(claim.size)]),
        ...[...claim.points].map(([name, point]) => `${name} ${cellText(cellOf(point))}`),
      ].join(', ');
    case 'path':
      if ('nodes' in claim)
        throw new Error('The embedded language tells a path by its moves, not its nodes.');
      return claim.moves.join(', ');
    case 'route':
      return claim.names.join(', ');
  }
}

/** A colour word of any scene, or a printed label. */
const isName = (word: string): boolean =>
  colors.has(word) || unseenColors.has(word) || /^N\d{1,2}$/.test(word);

const isMove = (word: string): word is Move => moves.some((move) => move === word);

const cellPattern = /\(\s*(\d)\s*,\s*(\d)\s*\)/;
const toPoint = (column = '', row = ''): Point => cellCentre({ column: Number(column), row: Number(row) });

/**
 * Reads an answer of the given form: only what follows its last colon, or all of it if it has none. null if
 * it has not that form. Any known object name is read, also one that the scene does not have. Never throws.
 */
export function readAnswer(form: AnswerForm, text: string): Claim | null {
  const conclusion = text.slice(text.lastIndexOf(':') + 1).trim();
  const parts = conclusion.split(',').map((part) => part.trim());
  switch (form) {
    case 'direction':
    case 'region': {
      const classes: readonly string[] = form === 'direction' ? directionNames : regionNames;
      const index = classes.indexOf(conclusion);
      return index < 0 ? null : { form, class: index };
    }
    case 'comparison':
      return isName(conclusion) ? { form, name: conclusion } : null;
    case 'pair':
      return null;
    case 'yes-no':
      return /^(?:yes|no)$/.test(conclusion) ? { form, isYes: conclusion === 'yes' } : null;
    case 'number':
    case 'count':
      return /^\d{1,2}$/.test(conclusion) ? { form, value: Number(conclusion) } : null;
    case 'coordinates': {
      const matches = [...conclusion.matchAll(new RegExp(cellPattern, 'g'))];
      return matches.length === 1 ? { form, point: toPoint(matches[0]?.[1], matches[0]?.[2]) } : null;
    }
    case 'description':
      return readDescription(conclusion);
    case 'path':
      return parts.every(isMove) ? { form, moves: parts } : null;
    case 'route':
      return parts.every(isName) ? { form, names: parts } : null;
  }
}

/** Of a lattice its size comes first. */
function readDescription(conclusion: string): Claim | null {
  const points = new Map<string, Point>();
  const grid = /^(\d) by \1 grid,/.exec(conclusion);
  for (const entry of conclusion.slice(grid?.[0].length ?? 0).split(/(?<=\)),/)) {
    const match = new RegExp(`^\\s*([a-zA-Z]\\w*)\\s*${cellPattern.source}\\s*$`).exec(entry);
    const name = match?.[1];
    if (!match || !name || !isName(name) || points.has(name)) return null;
    points.set(name, toPoint(match[2], match[3]));
  }
  return { form: 'description', points, regions: new Map(), ...(grid && { size: Number(grid[1]) }) };
}

/** This language as a style. Its questions offer no options. */
export const embedded: Style = {
  questionTexts: (_, query) => questionTexts(query),
  answerText,
  options: () => null,
  readAnswer,
  claimText,
  sceneText,
};
