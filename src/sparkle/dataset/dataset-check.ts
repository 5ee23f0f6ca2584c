/**
 * Which parameters of a dataset go together, checked before any work. Not here: the ranges of single parameters
 * (data-config.ts), whether discs find room, which only trying shows (sampling.ts).
 */

import { hops } from '../scene/geometry.ts';
import { blockedEdgesMax } from '../scene/lattice.ts';
import { routeObjectsMax } from '../scene/route.ts';
import { blockedEdgeCount, latticePairs, type NodePair, type Part } from '../scene/sampling.ts';
import { type DataConfig, type DiscsConfig, distractorCount, geometryOf } from './data-config.ts';
import { colorsMax } from './discs.ts';

/**
 * The starts and ends of one part that a path config allows. In the paper mode evaluation has those of both parts: the
 * paper never trains on paths.
 */
export function allowedPairs(
  { size, minHops, mode }: Extract<DataConfig, { subject: 'path' }>,
  part: Part,
): readonly NodePair[] {
  const parts: readonly Part[] =
    mode === 'paper' && part === 'evaluation' ? ['training', 'evaluation'] : [part];
  return parts
    .flatMap((each) => latticePairs(size, each))
    .filter(({ start, end }) => hops(start, end) >= minHops);
}

/** Throws an Error if a config cannot have `images` samples; its message names the parameters and what to change. */
export function checkDataset(config: DataConfig, part: Part, images: number): void {
  checkLook(config);
  if (config.subject === 'path') checkPath(config, part, images);
  else checkDiscs(config, part);
}

/** Refuses a look that the paper's mode does not have, and a font without labels. */
function checkLook(config: DataConfig): void {
  const isChanged =
    config.background !== 'plain' ||
    config.font !== 'sans' ||
    (config.subject === 'path' &&
      (config.walls !== 'none' || config.rotationDeg !== 0 || config.jitter !== 0));
  if (config.mode === 'paper' && isChanged)
    throw new Error(
      'The paper has plain backgrounds, sans-serif labels, and lattices without walls, rotation and jitter. Choose these, or the balanced mode.',
    );
  const hasLabels = config.subject === 'path' ? config.hasNodeLabels : config.appearance === 'labels';
  if (config.font !== 'sans' && !hasLabels)
    throw new Error(
      `No labels are printed that could be in ${config.font}. Choose printed labels, or the label font sans.`,
    );
}

function checkPath(config: Extract<DataConfig, { subject: 'path' }>, part: Part, images: number): void {
  const { size, minHops, mode, walls, wallShare } = config;
  const hopsMax = 2 * (size - 1);
  if (minHops > hopsMax)
    throw new Error(
      `No shortest path on a lattice of ${size} by ${size} has ${minHops} hops: the longest has ${hopsMax}. Choose at most ${hopsMax} least hops, or more nodes a side.`,
    );
  const wallsMax = blockedEdgesMax(size);
  const wallCount = blockedEdgeCount(size, wallShare);
  if (walls === 'random' && wallCount > wallsMax)
    throw new Error(
      `A lattice of ${size} by ${size} can lose ${wallsMax} edges with every node still in reach; a wall share of ${wallShare} takes ${wallCount}. Choose a smaller wall share, more nodes a side, or the walls maze.`,
    );
  const count = allowedPairs(config, part).length;
  if (count === 0)
    throw new Error(
      `A lattice of ${size} by ${size} has no two nodes ${minHops} hops apart left for ${part}. Choose fewer least hops, or more nodes a side.`,
    );
  if (mode === 'balanced' && images > count)
    throw new Error(
      `Lattices of ${size} by ${size} with at least ${minHops} hops give ${count} different scenes for ${part}; ${images} were asked for. Ask for ${count} at most, for more nodes a side, or for the paper mode, where scenes come again.`,
    );
}

function checkDiscs(config: DiscsConfig, part: Part): void {
  const { objects, gap, radius, appearance, style } = config;
  const distractors = distractorCount(config, part);
  if (gap < 2 * radius)
    throw new Error(
      `Discs of radius ${radius} can touch where centres are only ${gap} apart. Choose a gap of at least ${2 * radius}, or a smaller disc radius.`,
    );
  if (appearance === 'labels') {
    if (style === 'embedded')
      throw new Error(
        'The embedded language names objects by colour and cannot say N1. Choose plain or translucent discs, or the style words or choice.',
      );
  } else {
    const most = colorsMax(config);
    if (objects > most.objects)
      throw new Error(
        `There are ${objects} objects, and colours for ${most.objects}. Choose at most ${most.objects} objects, or printed labels.`,
      );
    if (distractors > most.distractors)
      throw new Error(
        `There are ${distractors} distractors, and colours for ${most.distractors}. Choose at most ${most.distractors} distractors, or printed labels.`,
      );
  }
  if (config.subject === 'route') checkRoute(config);
  else checkMargins(config);
}

/**
 * With a larger margin the search takes long. At this margin 13 to 40 of 100 random scenes qualify, from a fixed start
 * (measured: 3 to 12 objects, gaps 1, 2 and 3, 60 to 400 scenes each).
 */
const lengthMarginMax = (objects: number): number => Math.floor(300 / objects ** 2) / 100;

function checkRoute({
  objects,
  lengthMargin,
  start,
  style,
}: Extract<DataConfig, { subject: 'route' }>): void {
  if (start === 'free' && style === 'embedded')
    throw new Error(
      'The embedded language has no question about a route with a free start. Choose a fixed start, or the style words or choice.',
    );
  if (lengthMargin > 0 && objects > routeObjectsMax)
    throw new Error(
      `Of more than ${routeObjectsMax} objects the second-best route is not known; there are ${objects}. Choose a length margin of 0, or at most ${routeObjectsMax} objects.`,
    );
  const most = lengthMarginMax(objects);
  if (lengthMargin > most)
    throw new Error(
      `Routes of ${objects} objects are hardly ever shorter than the second best by more than ${lengthMargin} of their length. Choose a length margin of at most ${most}, or fewer objects.`,
    );
}

function checkMargins(config: Exclude<DiscsConfig, { subject: 'route' }>): void {
  const { axisSpanDeg, angleMarginDeg, regionCuts, regionMargin } = geometryOf(config);
  const angleMax = Math.min(axisSpanDeg, 90 - axisSpanDeg) / 2;
  if (angleMarginDeg >= angleMax)
    throw new Error(
      `An angle margin of ${angleMarginDeg} degrees leaves nothing of the narrowest sector. Choose less than ${angleMax} in the ${config.mode} mode.`,
    );
  const regionMax = (regionCuts[1] - regionCuts[0]) / 2;
  if (regionMargin >= regionMax)
    throw new Error(
      `A region margin of ${regionMargin} leaves nothing of the middle region. Choose less than ${regionMax.toFixed(2)} in the ${config.mode} mode.`,
    );
}
