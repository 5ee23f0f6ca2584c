/**
 * What datasets are like, by simulation: the paper mode against figures computed elsewhere from the released generator's
 * parameters (Sparkle, arXiv 2410.16162: class shares, distances, hops, blind baselines), the balanced mode against
 * even shares. Seeds are fixed, so nothing flickers; tolerances are about four standard errors.
 */
import { describe, expect, test } from 'vitest';
import { simulateBaseline } from '../../../src/sparkle/baseline.ts';
import { DataConfig, type Subject, startingConfig } from '../../../src/sparkle/dataset/data-config.ts';
import { makeSample, type Sample } from '../../../src/sparkle/dataset/dataset.ts';
import { classBalance } from '../../../src/sparkle/dataset/dataset-report.ts';
import { distance } from '../../../src/sparkle/scene/geometry.ts';
import { stream } from '../../../src/sparkle/scene/random.ts';
import type { Part } from '../../../src/sparkle/scene/sampling.ts';
import type { Form } from '../../../src/sparkle/style/query.ts';

const samplesOf = (config: DataConfig, part: Part, count: number): Sample[] =>
  Array.from({ length: count }, (_, index) => makeSample(config, 1, part, index));
const paper = (subject: Subject, values: Record<string, unknown> = {}) =>
  DataConfig.parse({ ...startingConfig(subject, 'paper'), ...values });
const balanced = (subject: Subject, values: Record<string, unknown> = {}) =>
  DataConfig.parse({ subject, ...values });

/** Shares of the classes of a form, by name. */
function shares(samples: readonly Sample[], form: Form): Map<string, number> {
  const classes = classBalance(samples).find((balance) => balance.form === form)?.classes ?? [];
  const total = classes.reduce((sum, { count }) => sum + count, 0);
  return new Map(classes.map(({ name, count }) => [name, count / total]));
}
const baselineOf = (samples: readonly Sample[], form?: Form) =>
  simulateBaseline(
    samples.flatMap(({ items }) => items.filter((item) => !form || item.form === form)),
    stream(1, 'guess'),
  );
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const bound = (share: number, count: number) => 4 * Math.sqrt((share * (1 - share)) / count);
const expectNear = (value: number, expected: number, tolerance: number) =>
  expect(Math.abs(value - expected), `${value} against ${expected}`).toBeLessThanOrEqual(tolerance);

describe('the paper mode', () => {
  const images = 4000;

  test('directions: diagonals 18.7 % each, axes 6.4 %', () => {
    const of = shares(samplesOf(paper('direction'), 'training', images), 'direction');
    const diagonals = [...of].filter(([name]) => name.includes(' ')).map(([, share]) => share);
    const axes = [...of].filter(([name]) => !name.includes(' ')).map(([, share]) => share);
    expect([diagonals.length, axes.length]).toEqual([4, 4]);
    for (const share of diagonals) expectNear(share, 0.187, 0.015);
    for (const share of axes) expectNear(share, 0.064, 0.01);
    expectNear(mean(diagonals), 0.187, 0.005);
    expectNear(mean(axes), 0.064, 0.005);
  });

  test('regions: corners 15.7 %, edges 8.3 %, center 4.2 %', () => {
    const of = shares(samplesOf(paper('localization'), 'training', images), 'region');
    const corners = [...of].filter(([name]) => name.includes(' ')).map(([, share]) => share);
    const edges = [...of].filter(([name]) => /^(top|down|left|right)$/.test(name)).map(([, share]) => share);
    expect([corners.length, edges.length]).toEqual([4, 4]);
    for (const share of corners) expectNear(share, 0.157, 0.014);
    for (const share of edges) expectNear(share, 0.083, 0.01);
    expectNear(mean(corners), 0.157, 0.004);
    expectNear(mean(edges), 0.083, 0.004);
    expectNear(of.get('center')!, 0.042, 0.008);
  });

  test('distances: mean 5.6, sd 1.7, least 3; ranks often too close to call', () => {
    const lengths = samplesOf(paper('direction'), 'training', images).map(({ scene }) => {
      if (scene.kind !== 'points') throw new Error('Directions are asked about discs.');
      const [a, b, c] = scene.objects;
      return [distance(a!, b!), distance(a!, c!), distance(b!, c!)].sort((x, y) => x - y);
    });
    const all = lengths.flat();
    const average = mean(all);
    expectNear(average, 5.6, 0.1);
    expectNear(Math.sqrt(mean(all.map((length) => (length - average) ** 2))), 1.7, 0.1);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(3);
    expect(Math.min(...all)).toBeLessThan(3.05);
    const gaps = lengths.flatMap(([short, middle, long]) => [middle! - short!, long! - middle!]);
    const below = (limit: number) => gaps.filter((gap) => gap < limit).length / gaps.length;
    expectNear(below(0.25), 0.11, 0.02);
    expectNear(below(0.5), 0.22, 0.02);
  });

  test('the test can be guessed: one diagonal is right in 18.8 %, one corner in 15.7 %', () => {
    const samples = samplesOf(paper('basic', { style: 'choice' }), 'evaluation', images);
    // The largest of four equal shares lies a little above their mean.
    expectNear(Math.max(...shares(samples, 'direction').values()), 0.188, bound(0.188, images));
    expectNear(Math.max(...shares(samples, 'region').values()), 0.157, bound(0.157, images));
    for (const share of shares(samples, 'pair').values()) expectNear(share, 1 / 3, bound(1 / 3, images));
    const count = 1000;
    const some = samples.slice(0, count);
    const [direction, region] = [baselineOf(some, 'direction'), baselineOf(some, 'region')];
    expect(direction.bestConstant).toBe(Math.max(...shares(some, 'direction').values()));
    expect(region.bestConstant).toBe(Math.max(...shares(some, 'region').values()));
    expectNear(direction.random, 1 / 8, bound(1 / 8, count));
    expectNear(region.random, 1 / 9, bound(1 / 9, count));
    // Three templates of five name all three pairs, two name two.
    expectNear(baselineOf(some, 'pair').random, (3 / 5) * (1 / 3) + (2 / 5) * (1 / 2), bound(0.4, count));
  });

  test.each([
    [3, 0.075, 2.5],
    [4, 0.052, 3.08],
    [5, 0.038, 3.69],
    [6, 0.029, 4.32],
    [8, 0.018, 5.59],
  ])('lattices of %i: random moves of the right length %f, mean hops %f', (size, expected, expectedHops) => {
    const count = 4000;
    const samples = samplesOf(paper('path', { size }), 'evaluation', count);
    expectNear(baselineOf(samples).random, expected, bound(expected, count) + 0.0005);
    const hops = [...shares(samples, 'path')];
    expectNear(
      hops.reduce((sum, [name, share]) => sum + Number(name) * share, 0),
      expectedHops,
      0.03 * expectedHops,
    );
  });

  test.each([
    [3, 1 / 2, 1 / 3, 1],
    [4, 1 / 6, 1 / 12, 0.802],
    [5, 1 / 24, 1 / 60, 0.658],
    [6, 1 / 120, 1 / 360, 0.518],
  ])('routes of %i: random %f, free start %f, nearest neighbour %f', (objects, fixed, free, near) => {
    const count = 2000;
    const { random, greedy } = baselineOf(samplesOf(paper('route', { objects }), 'evaluation', count));
    expectNear(random, fixed, bound(fixed, count));
    // The figures themselves are simulated: 20,000 scenes give 81.0, 64.5 and 51.7 % for 4, 5 and 6.
    expectNear(greedy!, near, bound(near, count));
    const freely = samplesOf(paper('route', { objects, start: 'free' }), 'evaluation', count);
    expectNear(baselineOf(freely).random, free, bound(free, count));
  });
});

describe('the balanced mode', () => {
  const even = (of: Map<string, number>, classes: number) => {
    expect(of.size).toBe(classes);
    for (const share of of.values()) expect(share).toBeCloseTo(1 / classes, 10);
  };

  test.each(['training', 'evaluation'] as const)(
    '%s: every direction and every region equally often',
    (part) => {
      even(shares(samplesOf(balanced('direction'), part, 720), 'direction'), 8);
      even(shares(samplesOf(balanced('localization'), part, 720), 'region'), 9);
    },
  );

  test('the mixed set: evaluation even, training even in regions and nearly so in directions', () => {
    const evaluation = samplesOf(balanced('basic'), 'evaluation', 720);
    even(shares(evaluation, 'direction'), 8);
    even(shares(evaluation, 'region'), 9);
    const training = samplesOf(balanced('basic'), 'training', 1800);
    even(shares(training, 'region'), 9);
    const directions = shares(training, 'direction');
    expect(directions.size).toBe(8);
    for (const share of directions.values()) expectNear(share, 1 / 8, 0.025);
  });

  test('comparisons: every letter, every place in the question, and nothing for a constant answer', () => {
    const letters = samplesOf(balanced('distance', { style: 'choice' }), 'evaluation', 480);
    even(shares(letters, 'pair'), 3);
    const embedded = samplesOf(balanced('distance'), 'evaluation', 480);
    even(shares(embedded, 'comparison'), 2);
    expect(baselineOf(embedded, 'comparison').bestConstant).toBe(0.5);
    expect(baselineOf(samplesOf(balanced('direction'), 'evaluation', 720)).bestConstant).toBe(1 / 8);
    expect(baselineOf(samplesOf(balanced('localization'), 'evaluation', 720), 'region').bestConstant).toBe(
      1 / 9,
    );
  });

  test('compared distances differ by the margin', () => {
    const config = balanced('distance', { style: 'choice', distanceMargin: 1.5 });
    for (const { scene, items } of samplesOf(config, 'training', 200)) {
      if (scene.kind !== 'points') throw new Error('Distances are asked about discs.');
      const at = (name: string) => scene.objects.find((object) => object.name === name)!;
      for (const { names, question } of items) {
        const lengths = [];
        for (let i = 0; i < names.length; i += 2) lengths.push(distance(at(names[i]!), at(names[i + 1]!)));
        lengths.sort((a, b) => a - b);
        const [first, second] = /farther|farthest|longer|longest/.test(question)
          ? [lengths.at(-1)!, lengths.at(-2)!]
          : [lengths[1]!, lengths[0]!];
        expect(first - second, question).toBeGreaterThan(1.5);
      }
    }
  });
});
