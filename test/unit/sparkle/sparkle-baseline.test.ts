/**
 * Blind baselines against figures computed elsewhere for the Sparkle paper's scenes: random moves of the right length
 * are right in 7.5, 5.2, 3.8 and 2.9 % of lattices of 3 to 6; a random order of k objects in 1/(k-1)!; nearest
 * neighbour is optimal in 80.2 and 65.8 % of scenes of 4 and 5 discs 3 apart.
 */
import { expect, test } from 'vitest';
import { simulateBaseline } from '../../../src/sparkle/baseline.ts';
import { routeNames } from '../../../src/sparkle/scene/palette.ts';
import { stream } from '../../../src/sparkle/scene/random.ts';
import { latticePairs, latticeScene, samplePoints } from '../../../src/sparkle/scene/sampling.ts';
import type { Scene } from '../../../src/sparkle/scene/scene.ts';
import { answerText } from '../../../src/sparkle/style/language.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';
import type { Item } from '../../../src/sparkle/task/item.ts';
import type { Task } from '../../../src/sparkle/tasks.ts';

const itemOf = (task: Task, scene: Scene, names: string[]): Item => {
  const form = scene.kind === 'lattice' ? 'path' : 'route';
  return {
    id: scene.id,
    task,
    form,
    scene,
    names,
    question: '',
    answer: answerText(scene, { form, names, choice: null }),
  };
};

/** Four standard errors of a share: a test with a fixed seed never flickers, this bounds how lucky it may be. */
const bound = (share: number, count: number) => 4 * Math.sqrt((share * (1 - share)) / count);

test.each([
  [3, 0.075],
  [4, 0.052],
  [5, 0.038],
  [6, 0.029],
])('random moves of the right length on a lattice of %i: %f', (size, expected) => {
  const pairs = (['training', 'evaluation'] as const).flatMap((part) => latticePairs(size, part));
  const random = stream(1, 'paths', size);
  const items = Array.from({ length: 8000 }, () =>
    itemOf('spp4', latticeScene('', size, random.pick(pairs), false), ['green', 'red']),
  );
  const { random: share, greedy } = simulateBaseline(items, random);
  expect(Math.abs(share - expected)).toBeLessThan(bound(expected, items.length) + 0.0005);
  expect(greedy).toBeNull();
});

test.each([
  [4, 1 / 6, 0.802],
  [5, 1 / 24, 0.658],
])(
  'routes through %i discs of the paper’s scenes: random %f, nearest neighbour %f',
  (count, expected, expectedGreedy) => {
    const random = stream(1, 'routes', count);
    const items = Array.from({ length: 6000 }, () => {
      const scene = samplePoints(random, '', random.sample(routeNames, count), 3);
      return itemOf('tsp5', scene, [random.pick(scene.objects).name]);
    });
    const { random: share, greedy } = simulateBaseline(items, random);
    expect(Math.abs(share - expected)).toBeLessThan(bound(expected, items.length));
    expect(Math.abs(greedy! - expectedGreedy)).toBeLessThan(bound(expectedGreedy, items.length));
  },
);

test('balanced tasks leave nothing to a constant answer', () => {
  const of = (task: Task) => simulateBaseline(scoredItems(1, 'baseline', task, 1440), stream(1, 'guess'));
  const direction = of('direction');
  expect(direction.bestConstant).toBe(1 / 8);
  expect(Math.abs(direction.random - 1 / 8)).toBeLessThan(bound(1 / 8, 1440));
  // Half comparisons (one of two), half numbers (within 1).
  const distance = of('distance');
  expect(distance.bestConstant).toBeGreaterThan(0.4);
  expect(distance.bestConstant).toBeLessThan(0.6);
  const comparisons = scoredItems(1, 'baseline', 'distance', 800).filter(
    (item) => item.form === 'comparison',
  );
  expect(simulateBaseline(comparisons, stream(1, 'guess')).bestConstant).toBe(0.5);
  const regions = scoredItems(1, 'baseline', 'localization', 540).filter((item) => item.form === 'region');
  expect(simulateBaseline(regions, stream(1, 'guess')).bestConstant).toBe(1 / 9);
});
