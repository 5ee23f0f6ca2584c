/**
 * Which parameters of a dataset go together. Said before any work is done; the ranges of single parameters stand in
 * data-config.ts. Not here: whether discs find room, which only trying tells (sampling.ts).
 */
import { type DataConfig, type DiscsConfig, distractorCount, geometryOf } from './data-config.ts';
import { colorsMax } from './discs.ts';
import { hops } from './geometry.ts';
import { latticePairs, type NodePair, type Part } from './sampling.ts';

/** The starts and ends of one part that a path config allows. */
export const allowedPairs = (
  { size, minHops }: Extract<DataConfig, { subject: 'path' }>,
  part: Part,
): readonly NodePair[] => latticePairs(size, part).filter(({ start, end }) => hops(start, end) >= minHops);

/** Throws a plain Error where `images` samples of a config cannot be: it names the parameters and what to change. */
export function checkDataset(config: DataConfig, part: Part, images: number): void {
  if (config.subject === 'path') checkPath(config, part, images);
  else checkDiscs(config, part);
}

function checkPath(config: Extract<DataConfig, { subject: 'path' }>, part: Part, images: number): void {
  const { size, minHops, mode } = config;
  const hopsMax = 2 * (size - 1);
  if (minHops > hopsMax)
    throw new Error(
      `No shortest path on a lattice of ${size} by ${size} has ${minHops} hops: the longest has ${hopsMax}. Choose at most ${hopsMax} least hops, or more nodes a side.`,
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

/** Of random routes about one in ten has a larger margin (measured for 4 to 12 objects): beyond, the search is long. */
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
