/**
 * Basic questions that both modes of a dataset ask: kinds of comparisons, every number, descriptions.
 * Not here: which of them an image gets (balanced.ts, paper.ts), the words (style/styles.ts).
 */

import { distance, type Geometry, positionOf } from '../scene/geometry.ts';
import type { RandomStream } from '../scene/random.ts';
import type { PointsScene } from '../scene/scene.ts';
import type { DescriptionSection, Query } from '../style/query.ts';
import { pairsAsked } from '../style/words.ts';
import { queriesOf } from '../task/queries.ts';
import type { BasicConfig } from './data-config.ts';

/** Which of all pairs is closer together or farther apart than the rest, or which of two. */
export interface ComparisonKind {
  readonly choice: 'closer' | 'farther';
  readonly isOfAll: boolean;
}

export const comparisonKinds: readonly ComparisonKind[] = [
  { choice: 'closer', isOfAll: true },
  { choice: 'farther', isOfAll: true },
  { choice: 'closer', isOfAll: false },
  { choice: 'farther', isOfAll: false },
];

/**
 * The comparisons of a kind with a clear answer. The embedded language has no words for pairs: there two objects are
 * compared from a third, and the kind decides only whether the closer or the farther is asked for.
 */
export function comparisonsOf(
  config: BasicConfig,
  scene: PointsScene,
  geometry: Geometry,
  { choice, isOfAll }: ComparisonKind,
): Query[] {
  const form = config.style === 'embedded' ? 'comparison' : 'pair';
  return queriesOf(scene, form, geometry).filter(
    (query) => query.choice === choice && (form === 'comparison' || isOfAll === query.names.length > 4),
  );
}

/** The options of a comparison in its order, each as two names whose distance is compared. */
const choicesOf = (query: Query): readonly (readonly [string, string])[] =>
  query.form === 'comparison'
    ? query.names.slice(1).map((name) => [query.names[0]!, name])
    : pairsAsked(query);

/** The index of the right option. */
function rightPlace(scene: PointsScene, query: Query): number {
  const lengths = choicesOf(query).map(([a, b]) => distance(positionOf(scene, a), positionOf(scene, b)));
  return lengths.indexOf(query.choice === 'closer' ? Math.min(...lengths) : Math.max(...lengths));
}

/** The right pair of a question about pairs. */
export const rightPair = (scene: PointsScene, query: Query): readonly [string, string] =>
  choicesOf(query)[rightPlace(scene, query)]!;

/** The same comparison of two with the right one at this index, 0 or 1. */
export function withRightAt(scene: PointsScene, query: Query, place: number): Query {
  if (rightPlace(scene, query) === place) return query;
  const [a, b, c, d] = query.names;
  return { ...query, names: query.form === 'comparison' ? [a!, c!, b!] : [c!, d!, a!, b!] };
}

/** Every distance once. */
export function everyNumber(scene: PointsScene): Query[] {
  const places = new Map(scene.objects.map((object, place) => [object.name, place]));
  return queriesOf(scene, 'number').filter(({ names: [a, b] }) => places.get(a!)! < places.get(b!)!);
}

/** Whether a dataset's questions include distances and coordinates: multiple choice has no options for them. */
export const hasNumbers = (config: BasicConfig): boolean =>
  'numbers' in config && config.numbers && config.style !== 'choice';

/** The description of everything. In free words its sections come in random order, as in the paper's mixed set. */
export function descriptionOf(
  random: RandomStream,
  config: BasicConfig,
  scene: PointsScene,
  geometry: Geometry,
): Query {
  const [query] = queriesOf(scene, 'description', geometry);
  const withNumbers = (sections: DescriptionSection[], numbers: DescriptionSection): DescriptionSection[] =>
    hasNumbers(config) ? [...sections, numbers] : sections;
  const sections = [
    withNumbers(['regions'], 'coordinates'),
    ['directions' as const],
    withNumbers(['comparisons'], 'distances'),
  ];
  return { ...query!, sections: random.shuffle(sections).flat() };
}
