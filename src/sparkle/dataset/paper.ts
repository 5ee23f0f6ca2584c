/**
 * The questions of the paper mode: those of Sparkle's released generator. Training asks everything about an image:
 * every two objects' direction, four comparisons drawn with replacement and every distance, every object's region and
 * coordinates, one description. The test asks one question per capability. Nothing is balanced.
 * Not here: scenes (discs.ts), words (style/styles.ts).
 */

import type { RandomStream } from '../scene/random.ts';
import type { Part } from '../scene/sampling.ts';
import type { PointsScene } from '../scene/scene.ts';
import type { Query } from '../style/query.ts';
import { queriesOf } from '../task/queries.ts';
import type { Capability } from '../tasks.ts';
import {
  type ComparisonKind,
  comparisonKinds,
  comparisonsOf,
  descriptionOf,
  everyNumber,
  hasNumbers,
} from './basic-queries.ts';
import { type BasicConfig, geometryOf } from './data-config.ts';

/** Comparisons of a training image. */
const comparisonsPerImage = 4;

/** The test's five templates: two ask for the longest of all. */
const testKinds: readonly ComparisonKind[] = [...comparisonKinds, { choice: 'farther', isOfAll: true }];

/** The questions of one image; null if it has no question of a kind that is needed (only with margins, or whole numbers). */
export function paperQueries(
  random: RandomStream,
  config: BasicConfig,
  part: Part,
  scene: PointsScene,
): readonly Query[] | null {
  const geometry = geometryOf(config);
  const compare = (kinds: readonly ComparisonKind[]): Query | null => {
    const found = comparisonsOf(config, scene, geometry, random.pick(kinds));
    return found.length > 0 ? random.pick(found) : null;
  };
  const place = (name: string | undefined) => scene.objects.findIndex((object) => object.name === name);
  const capability: Readonly<Record<Capability, () => (Query | null)[]>> = {
    direction: () => {
      const all = queriesOf(scene, 'direction', geometry);
      if (part === 'evaluation') return [all.length > 0 ? random.pick(all) : null];
      return all.filter(({ names: [from, to] }) => place(from) < place(to));
    },
    distance: () => {
      if (part === 'evaluation') return [compare(testKinds)];
      const comparisons = Array.from({ length: comparisonsPerImage }, () => compare(comparisonKinds));
      return [...comparisons, ...(hasNumbers(config) ? everyNumber(scene) : [])];
    },
    localization: () => {
      const regions = queriesOf(scene, 'region', geometry);
      if (part === 'evaluation') return [regions.length > 0 ? random.pick(regions) : null];
      return [...regions, ...(hasNumbers(config) ? queriesOf(scene, 'coordinates') : [])];
    },
  };
  const description = () => descriptionOf(random, config, scene, geometry);
  const asked = questionsOf(config, part, capability, description);
  return asked.every((query) => query !== null) && asked.length > 0 ? asked : null;
}

/** A subject's questions; the mixed set has all, and its training also the description. */
function questionsOf(
  { subject }: BasicConfig,
  part: Part,
  capability: Readonly<Record<Capability, () => (Query | null)[]>>,
  description: () => Query,
): (Query | null)[] {
  if (subject === 'description') return [description()];
  if (subject !== 'basic') return capability[subject]();
  const mixed = [...capability.direction(), ...capability.distance(), ...capability.localization()];
  return part === 'training' ? [...mixed, description()] : mixed;
}
