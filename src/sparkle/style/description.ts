/**
 * Descriptions of a scene in plain English: written in sections, and read back. Only positions are read, that is regions
 * and coordinates; directions and distances follow from them.
 * Not here: the other forms (words.ts, reading.ts).
 */
import {
  balancedGeometry,
  directionClass,
  distance,
  positionOf,
  regionClass,
  sceneSide,
} from '../scene/geometry.ts';
import type { Point, Scene } from '../scene/scene.ts';
import type { Claim, DescriptionSection, Query } from './query.ts';
import { isDenial, namesIn, pointsIn, regionsIn, sentences, tidy } from './statements.ts';
import { decimals, directionNames, labelled, pointText, regionNames, series } from './wording.ts';

const defaultSections: readonly DescriptionSection[] = ['regions', 'directions', 'comparisons'];

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const regionPhrasings: readonly ((object: string, region: string) => string)[] = [
  (object, region) => `${object} lies in the ${region} part`,
  (object, region) => `the ${region} part holds ${object}`,
  (object, region) => `you find ${object} in the ${region} part`,
];
const directionPhrasings: readonly ((from: string, to: string, direction: string) => string)[] = [
  (from, to, direction) => `the direction from ${from} to ${to} is ${direction}`,
  (from, to, direction) => `seen from ${from}, ${to} lies in the direction ${direction}`,
  (from, to, direction) => `an arrow from ${from} to ${to} points ${direction}`,
];
const coordinatesPhrasings: readonly ((object: string, point: Point) => string)[] = [
  (object, point) => `${object} is at ${pointText(point)}`,
  (object, point) => `the centre of ${object} is ${pointText(point)}`,
];

/**
 * An introduction, then the query's sections in its order; the phrasings take turns. What lies too near a border, or
 * differs too little, is left out. Throws if no position is left.
 */
export function descriptionText(scene: Scene, query: Query): string {
  const { names, geometry = balancedGeometry, sections = defaultSections } = query;
  const at = (name: string) => positionOf(scene, name);
  const pairs = names.flatMap((a, place) => names.slice(place + 1).map((b) => [a, b] as const));
  const lengthOf = ([a, b]: readonly [string, string]) => distance(at(a), at(b));
  const between = ([a, b]: readonly [string, string]) => `${labelled(a)} and ${labelled(b)}`;
  const tell: Readonly<Record<DescriptionSection, () => string[]>> = {
    regions: () =>
      names.flatMap((name, place) => {
        const region = regionClass(at(name), geometry);
        return region === null ? [] : [regionPhrasings[place % 3]!(labelled(name), regionNames[region]!)];
      }),
    coordinates: () => names.map((name, place) => coordinatesPhrasings[place % 2]!(labelled(name), at(name))),
    directions: () =>
      pairs.flatMap(([a, b], place) => {
        const direction = directionClass(at(a), at(b), geometry);
        return direction === null
          ? []
          : [directionPhrasings[place % 3]!(labelled(a), labelled(b), directionNames[direction]!)];
      }),
    comparisons: () =>
      pairs.flatMap((first, place) =>
        pairs.slice(place + 1).flatMap((second) => {
          const difference = lengthOf(first) - lengthOf(second);
          if (Math.abs(difference) <= geometry.distanceMargin) return [];
          const [near, far] = difference < 0 ? [first, second] : [second, first];
          return [`${between(near)} are closer together than ${between(far)}`];
        }),
      ),
    distances: () => pairs.map((pair) => `${between(pair)} are ${decimals(lengthOf(pair))} apart`),
  };
  const told = sections.map((section) => ({ section, sentences: tell[section]() }));
  if (!told.some(({ section, sentences }) => /regions|coordinates/.test(section) && sentences.length > 0))
    throw new Error('This scene has no clear description: every object lies too near a border.');
  const hasNumbers = sections.some((section) => section === 'coordinates' || section === 'distances');
  const measure = hasNumbers ? ` It measures ${sceneSide} by ${sceneSide} from its bottom left corner.` : '';
  const paragraphs = told.map(({ sentences }) => paragraph(sentences)).filter((text) => text !== '');
  return [`The image shows ${series(names.map(labelled))}.${measure}`, ...paragraphs].join('\n');
}

const paragraph = (sentences: readonly string[]): string =>
  sentences.map((sentence) => `${capitalized(sentence)}.`).join(' ');

/** A description of exactly what is claimed. */
export function descriptionClaimText(claim: Extract<Claim, { form: 'description' }>): string {
  return paragraph([
    ...[...claim.regions].map(([name, region]) => regionPhrasings[0]!(labelled(name), regionNames[region]!)),
    ...[...claim.points].map(([name, point]) => coordinatesPhrasings[0]!(labelled(name), point)),
  ]);
}

/**
 * Reads the positions of a description: sentences, lines, or parts between commas that name one object and one region
 * or one point. Anything else is skipped. null if there is none, or if one object has two positions.
 */
export function readDescription(text: string): Claim | null {
  const points = new Map<string, Point>();
  const regions = new Map<string, number>();
  const parts = sentences(tidy(text)).flatMap((sentence) => (isDenial(sentence) ? [] : oneByOne(sentence)));
  for (const part of parts) {
    const position = positionIn(part);
    if (!position) continue;
    const { name, point, region } = position;
    const known = points.get(name);
    if (point && known && (point.x !== known.x || point.y !== known.y)) return null;
    if (region !== null && (regions.get(name) ?? region) !== region) return null;
    if (point) points.set(name, point);
    if (region !== null) regions.set(name, region);
  }
  return points.size + regions.size > 0 ? { form: 'description', points, regions } : null;
}

/** 'red is left, blue is right' has two positions; 'seen from red, blue is right' has none. */
function oneByOne(sentence: string): string[] {
  if (namesIn(sentence).length < 2) return [sentence];
  const parts = sentence.split(/,(?![^([]*[)\]])|\band\b/);
  return parts.every((part) => positionIn(part) !== null) ? parts : [];
}

function positionIn(part: string): { name: string; point: Point | null; region: number | null } | null {
  const [names, points, regions] = [namesIn(part), pointsIn(part), regionsIn(part)];
  if (names.length !== 1 || points.length > 1 || regions.length > 1) return null;
  if (points.length + regions.length === 0) return null;
  return { name: names[0]!, point: points[0] ?? null, region: regions[0] ?? null };
}
