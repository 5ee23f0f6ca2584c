/**
 * The discs of a dataset's scenes: their names, colours and look, drawn at random as a config asks. The names
 * of training and evaluation share no colour, except for routes. Not here: where the discs must lie (balanced.ts),
 * questions.
 */

import {
  colors,
  distractorColors,
  evaluationNames,
  nodeLabel,
  routeNames,
  trainingNames,
} from '../scene/palette.ts';
import type { RandomStream } from '../scene/random.ts';
import { type Box, backgroundLook, type Part, samplePoints } from '../scene/sampling.ts';
import type { Look, PointsScene } from '../scene/scene.ts';
import type { DataConfig, DiscsConfig } from './data-config.ts';
import { distractorCount } from './data-config.ts';

const allColors = [...colors.keys()];
const spareColors = allColors.filter(
  (name) => !trainingNames.includes(name) && !evaluationNames.includes(name),
);

/** Colours by part: the paper's four each, and one of the rest for scenes of five. */
const colorPools: Readonly<Record<Part, readonly string[]>> = {
  training: [...trainingNames, ...spareColors.slice(0, 1)],
  evaluation: [...evaluationNames.filter((name) => !trainingNames.includes(name)), ...spareColors.slice(1)],
};
const paperPoolSize = 4;

/** How many objects and distractors colours can distinguish; printed labels have no such limit. */
export const colorsMax = (config: DiscsConfig): { objects: number; distractors: number } => ({
  objects: config.subject === 'route' ? allColors.length : paperPoolSize + 1,
  distractors: distractorColors.size,
});

/** Names in random order. A route's objects share the paper's colours for routes in both parts. */
function namesOf(
  random: RandomStream,
  config: DiscsConfig,
  part: Part,
): { names: string[]; distractors: string[] } {
  const count = distractorCount(config, part);
  if (config.appearance === 'labels') {
    const labels = Array.from({ length: config.objects + count }, (_, i) => nodeLabel(i + 1));
    const shuffled = random.shuffle(labels);
    return { names: shuffled.slice(0, config.objects), distractors: shuffled.slice(config.objects) };
  }
  const pool = config.subject === 'route' ? [...new Set([...routeNames, ...allColors])] : colorPools[part];
  const paperCount = config.subject === 'route' ? routeNames.length : paperPoolSize;
  return {
    names: random.sample(pool.slice(0, Math.max(paperCount, config.objects)), config.objects),
    distractors: count > 0 ? random.sample([...distractorColors.keys()], count) : [],
  };
}

/**
 * A scene of the config's discs, each inside its box of `within`; distractors anywhere. It may belong to either part.
 * Throws if there is no room.
 */
export function drawDiscs(
  random: RandomStream,
  config: DiscsConfig,
  part: Part,
  id: string,
  within: readonly (Box | null)[] = [],
): PointsScene {
  const { names, distractors } = namesOf(random, config, part);
  const scene = samplePoints(random, id, names, config.gap, { distractors, radius: config.radius, within });
  const look: Look = {
    ...(config.appearance !== 'plain' && { objects: config.appearance }),
    ...lookOf(random, config),
  };
  return Object.keys(look).length > 0 ? { ...scene, look } : scene;
}

/** The background and font of a config; empty if both are the plain ones. */
export const lookOf = (random: RandomStream, { background, font }: DataConfig): Look => ({
  ...(background !== 'plain' && backgroundLook(random, background)),
  ...(font !== 'sans' && { font }),
});
