/**
 * Scenes out of the distribution that is trained on: each variant of a task changes one thing about its evaluation
 * scenes and leaves the questions as they are. Not here: which variants a task has (item.ts), questions (generate.ts).
 *
 * | variant | what changes |
 * |---|---|
 * | colors | discs in colours, and of names, that neither the base model nor any training has |
 * | labels | grey discs with names N1, N2 ... printed on them |
 * | font | printed names, of discs or nodes, in a serif or a monospaced font |
 * | background | noise, a gradient or a light tint |
 * | size | discs of half the radius, or 1.6 times as large |
 * | more | eight discs, not five |
 * | blocked | a fifth of a lattice's edges are missing |
 * | maze | as many edges are missing as can be: one path leads from node to node |
 * | rotated | a lattice without labels turned by 10 to 40 degrees, either way; moves keep their names |
 * | jittered | each node moved by up to a quarter of the spacing, right or left and up or down |
 */

import { colors, evaluationNames, nodeLabel, routeNames } from '../style/language.ts';
import type { PlainTask, Variant } from '../task/item.ts';
import type { RandomStream } from './random.ts';
import { backgroundLook, jitterMax, latticeVariant, rotationMaxDeg, samplePoints } from './sampling.ts';
import type { LatticeScene, Look, PointsScene } from './scene.ts';
import { unseenColors } from './unseen-colors.ts';

/** Least distance between two objects, in scene units. Sparkle's own scenes of three are wider apart. */
export const evaluationGap = 2;
/** Objects of a basic evaluation scene. */
export const evaluationObjects = 5;
const moreObjects = 8;

/** In scene units; the plain one is 0.5, and the base model's training varied it by 15 %. */
const radii = [0.25, 0.8];
const blockedShare = 0.2;
const rotationMinDeg = 10;

const backgrounds: readonly NonNullable<Look['background']>[] = ['noise', 'gradient', [226, 240, 222]];
const fonts: readonly NonNullable<Look['font']>[] = ['serif', 'mono'];

/** A scene of discs for a basic task or a route. */
export function pointsOf(
  random: RandomStream,
  id: string,
  task: PlainTask,
  variant: Variant | null,
): PointsScene {
  const isRoute = task.startsWith('tsp');
  const count = isRoute ? Number(task.slice(3)) : variant === 'more' ? moreObjects : evaluationObjects;
  const names = random.sample(namesOf(isRoute, variant, count), count);
  const radius = variant === 'size' ? { radius: random.pick(radii) } : {};
  const scene = samplePoints(random, id, names, evaluationGap, radius);
  switch (variant) {
    case 'labels':
      return { ...scene, look: { objects: 'labels' } };
    case 'font':
      return { ...scene, look: { objects: 'labels', font: random.pick(fonts) } };
    case 'background':
      return { ...scene, look: backgroundLook(random, random.pick(backgrounds)) };
    default:
      return scene;
  }
}

/** What discs may be called. */
function namesOf(isRoute: boolean, variant: Variant | null, count: number): readonly string[] {
  switch (variant) {
    case 'labels':
    case 'font':
      return Array.from({ length: count }, (_, i) => nodeLabel(i + 1));
    case 'colors':
      return [...unseenColors.keys()];
    case 'more':
      return [...colors.keys()];
    default:
      return isRoute ? routeNames : evaluationNames;
  }
}

/** The variant of a plain lattice. */
export function latticeOf(random: RandomStream, scene: LatticeScene, variant: Variant | null): LatticeScene {
  switch (variant) {
    case 'font':
      // Fonts take turns where labels did, so that no picture comes twice.
      return { ...scene, hasNodeLabels: true, look: { font: scene.hasNodeLabels ? 'serif' : 'mono' } };
    case 'background':
      return { ...scene, look: backgroundLook(random, random.pick(backgrounds)) };
    case 'blocked':
      return latticeVariant(random, scene, { blocked: blockedShare });
    case 'maze':
      return latticeVariant(random, scene, { blocked: 'maze' });
    case 'rotated': {
      const rotationDeg = random.uniform(rotationMinDeg, rotationMaxDeg);
      // A turned lattice is smaller: labels would hide its nodes.
      const unlabelled = { ...scene, hasNodeLabels: false };
      return latticeVariant(random, unlabelled, {
        rotationDeg: random.int(2) === 0 ? rotationDeg : -rotationDeg,
      });
    }
    case 'jittered':
      return latticeVariant(random, scene, { jitter: jitterMax });
    default:
      return scene;
  }
}
