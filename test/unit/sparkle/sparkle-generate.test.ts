/** The generated data: reproducible, balanced, with margins, and never the same scene in training and evaluation. */
import { describe, expect, test } from 'vitest';
import { type Arm, armRow } from '../../../src/experiment/arms.ts';
import {
  directionClass,
  distance,
  hops,
  placedObjects,
  positionOf,
  sceneKey,
} from '../../../src/sparkle/scene/geometry.ts';
import { evaluationNames, trainingNames } from '../../../src/sparkle/scene/palette.ts';
import { stream } from '../../../src/sparkle/scene/random.ts';
import { greedyRoute, routeLength, solveRoute, walkedRoute } from '../../../src/sparkle/scene/route.ts';
import { latticePairs, latticeScene, partOf } from '../../../src/sparkle/scene/sampling.ts';
import type { Scene } from '../../../src/sparkle/scene/scene.ts';
import { score } from '../../../src/sparkle/score.ts';
import { questionTexts, readAnswer } from '../../../src/sparkle/style/language.ts';
import type { Form, Query } from '../../../src/sparkle/style/query.ts';
import {
  freeScene,
  sampleItems,
  scoredItems,
  suggestedQuestions,
} from '../../../src/sparkle/task/generate.ts';
import type { Conversation, Item } from '../../../src/sparkle/task/item.ts';
import { queriesOf } from '../../../src/sparkle/task/queries.ts';
import { capabilities } from '../../../src/sparkle/task/task-name.ts';
import { trainingConversation } from '../../../src/sparkle/task/training.ts';
import type { Task } from '../../../src/sparkle/tasks.ts';
import {
  hashData,
  pinnedCompositeConfig,
  pinnedConfig,
  pinnedConversations,
  pinnedSeed,
  pinnedSha256,
} from '../../fixtures/sparkle-pin.ts';
import { embeddedForms as forms } from '../../fixtures/styled-items.ts';

const allTasks: Task[] = [
  ...capabilities,
  ...([3, 4, 5, 6, 7, 8] as const).map((n): Task => `spp${n}`),
  ...([3, 4, 5, 6, 7] as const).map((n): Task => `tsp${n}`),
];

const train = (seed: number, arm: Arm, count: number, questions = 12) =>
  Array.from({ length: count }, (_, i) => trainingConversation(seed, armRow(arm).trainsOn, questions, i)!);

const tally = (values: readonly (string | number | null)[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  return counts;
};

/** What a question about a scene asks, found by its wording. */
function queryOf(scene: Scene, question: string): Query {
  const found = forms
    .flatMap((form) => queriesOf(scene, form))
    .find((query) => questionTexts(query).includes(question));
  if (!found) throw new Error(`No query is worded "${question}".`);
  return found;
}

/** What makes two pictures the same to the eye. */
const pictureOf = ({ scene }: Item): string =>
  scene.kind === 'lattice' ? `${sceneKey(scene)} ${scene.hasNodeLabels}` : sceneKey(scene);

const classOf = (item: Item): number | null => {
  const claim = readAnswer(item.form, item.answer);
  return claim && 'class' in claim ? claim.class : null;
};

test('scenes, questions and answers of a seed are the pinned ones', async () => {
  const { tasks, items: count } = pinnedConfig.evaluation;
  const items = tasks.flatMap((task) => scoredItems(pinnedSeed, 'evaluation', task, count));
  const conversations = [pinnedConfig, pinnedCompositeConfig].flatMap(({ trainOn }) =>
    train(pinnedSeed, trainOn, pinnedConversations),
  );
  expect(await hashData(items, conversations)).toBe(pinnedSha256);
});

test('random streams are apart by seed and by name, and even', () => {
  const first = (seed: number, ...names: (string | number)[]) => stream(seed, ...names).uniform(0, 1);
  const values = [
    first(1, 'a'),
    first(2, 'a'),
    first(1, 'b'),
    first(1, 'a', 0),
    first(1, 'a0'),
    first(1, 'a', '0'),
  ];
  expect(new Set(values).size).toBe(values.length);
  expect(first(1, 'a')).toBe(first(1, 'a'));
  const random = stream(3, 'even');
  const counts = tally(Array.from({ length: 6000 }, () => random.int(6)));
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120); // 4 standard deviations
  const mean = Array.from({ length: 6000 }, () => random.uniform(2, 4)).reduce((a, b) => a + b) / 6000;
  expect(mean).toBeCloseTo(3, 1);
  // First draws of neighbouring streams are as even as draws of one stream.
  const starts = tally(Array.from({ length: 6000 }, (_, i) => stream(1, 'x', i).int(6)));
  for (const count of starts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
});

describe('evaluation items', () => {
  test.each(allTasks)('%s: own ids, other scenes each, right answers, more begin with the same', (task) => {
    const items = scoredItems(1, 'evaluation', task, 100);
    expect(items).toHaveLength(task === 'spp3' ? 48 : 100);
    expect(new Set(items.map((item) => item.id)).size).toBe(items.length);
    expect(items.every((item) => item.task === task && item.scene.id === item.id)).toBe(true);
    for (const item of items)
      expect(score(item, item.answer)).toMatchObject({ isParsed: true, isCorrect: true });
    expect(scoredItems(1, 'evaluation', task, 10)).toEqual(items.slice(0, 10));
    expect(scoredItems(2, 'evaluation', task, 10)).not.toEqual(items.slice(0, 10));
    expect(new Set(items.map(pictureOf)).size).toBe(items.length);
  });

  test.each([
    ['spp3', 48],
    ['spp4', 192],
    ['spp5', 520],
    ['spp6', 1000],
    ['spp7', 1000],
    ['spp8', 1000],
  ] as const)('%s asked for 1000 gives %i, no picture twice', (task, available) => {
    for (const purpose of ['evaluation', 'sample'] as const) {
      const items = scoredItems(1, purpose, task, 1000);
      expect(items).toHaveLength(available);
      expect(new Set(items.map(pictureOf)).size).toBe(available);
    }
    expect(scoredItems(1, 'baseline', task, 1000)).toHaveLength(1000);
  });

  test('direction: each of 8 classes equally often, five objects in colours never trained on but green', () => {
    const items = scoredItems(3, 'evaluation', 'direction', 160);
    expect([...tally(items.map(classOf)).values()]).toEqual(Array(8).fill(20));
    for (const { scene, names } of items) {
      expect(scene.kind === 'points' && scene.objects.map((o) => o.name).sort()).toEqual(
        [...evaluationNames].sort(),
      );
      const [from, to] = [positionOf(scene, names[0]!), positionOf(scene, names[1]!)];
      const angle = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
      const off = Math.abs(angle / 45 - Math.round(angle / 45)) * 45;
      expect(off).toBeLessThanOrEqual(18.5 + 1e-6);
      expect(directionClass(from, to)).toBe((Math.round(angle / 45) + 8) % 8);
    }
  });

  test('distance: comparisons and numbers alternate; closer, farther and the place of the right one are balanced', () => {
    const items = scoredItems(3, 'evaluation', 'distance', 160);
    expect(items.map((item) => item.form)).toEqual(Array(80).fill(['comparison', 'number']).flat());
    const kinds = items
      .filter((item) => item.form === 'comparison')
      .map((item) => {
        const [anchor, b, c] = item.names.map((name) => positionOf(item.scene, name));
        expect(Math.abs(distance(anchor!, b!) - distance(anchor!, c!))).toBeGreaterThan(1);
        const isCloser = queryOf(item.scene, item.question).choice === 'closer';
        const right = distance(anchor!, b!) < distance(anchor!, c!) === isCloser ? 1 : 2;
        expect(readAnswer(item.form, item.answer)).toEqual({ form: 'comparison', name: item.names[right] });
        return `${isCloser} ${right}`;
      });
    expect([...tally(kinds).values()]).toEqual([20, 20, 20, 20]);
  });

  test('localization: coordinates, region and description in turn; each of 9 regions equally often', () => {
    const items = scoredItems(3, 'evaluation', 'localization', 162);
    expect(items.slice(0, 3).map((item) => item.form)).toEqual(['coordinates', 'region', 'description']);
    const regions = items.filter((item) => item.form === 'region');
    expect([...tally(regions.map(classOf)).values()]).toEqual(Array(9).fill(6));
    for (const item of regions) {
      const { x, y } = positionOf(item.scene, item.names[0]!);
      for (const value of [x, y]) {
        for (const cut of [10 / 3, 20 / 3]) expect(Math.abs(value - cut)).toBeGreaterThanOrEqual(0.25);
      }
    }
  });

  test('paths: at least two hops, labels on half', () => {
    const scenes = scoredItems(3, 'evaluation', 'spp5', 100).map((item) => item.scene);
    for (const scene of scenes)
      expect(scene.kind === 'lattice' && hops(scene.start, scene.end)).toBeGreaterThanOrEqual(2);
    expect(scenes.filter((scene) => scene.kind === 'lattice' && scene.hasNodeLabels)).toHaveLength(50);
  });

  test('routes: the second-best order is clearly longer', () => {
    for (const { scene, names } of scoredItems(3, 'evaluation', 'tsp5', 60)) {
      if (scene.kind !== 'points') throw new Error('A route needs points.');
      const start = scene.objects.findIndex((object) => object.name === names[0]);
      const lengths = orders(scene.objects.length, start).map((order) => routeLength(scene.objects, order));
      lengths.sort((a, b) => a - b);
      expect(lengths[1]! / lengths[0]!).toBeGreaterThan(1.06);
    }
  });

  test('an unknown task is refused', () => {
    expect(() => scoredItems(1, 'evaluation', 'spp9' as Task, 1)).toThrow(/not a task/);
  });
});

/** All orders of `count` places that begin with `start`. */
function orders(count: number, start: number): number[][] {
  const rest = Array.from({ length: count }, (_, i) => i).filter((place) => place !== start);
  const permute = (items: number[]): number[][] =>
    items.length === 0
      ? [[]]
      : items.flatMap((item) => permute(items.filter((i) => i !== item)).map((tail) => [item, ...tail]));
  return permute(rest).map((tail) => [start, ...tail]);
}

test('the route solver finds what trying every order finds', () => {
  const random = stream(5, 'points');
  for (let count = 2; count <= 7; count++) {
    for (let round = 0; round < 20; round++) {
      const points = Array.from({ length: count }, () => ({
        x: random.uniform(0, 10),
        y: random.uniform(0, 10),
      }));
      const start = random.int(count);
      const lengths = orders(count, start).map((order) => routeLength(points, order));
      lengths.sort((a, b) => a - b);
      const solved = solveRoute(points, start);
      expect(solved.length).toBeCloseTo(lengths[0]!, 9);
      expect(solved.secondLength).toBeCloseTo(lengths[1] ?? Number.POSITIVE_INFINITY, 9);
      expect(routeLength(points, solved.order)).toBeCloseTo(solved.length, 9);
      expect([...greedyRoute(points, start)].sort()).toEqual(points.map((_, i) => i));
    }
  }
});

describe('training conversations', () => {
  const questions = (conversation: Conversation) => conversation.turns.map((turn) => turn.question);
  const formsAsked = (conversation: Conversation) =>
    questions(conversation).map((question) => queryOf(conversation.scene, question).form);

  test('three objects in the training colours, twelve different questions where there are as many', () => {
    for (const conversation of train(1, [...capabilities], 200)) {
      const { scene } = conversation;
      expect(conversation.id).toBe(scene.id);
      if (scene.kind !== 'points') throw new Error('Basic skills are trained on points.');
      expect(scene.objects).toHaveLength(3);
      expect(scene.objects.every((object) => trainingNames.includes(object.name))).toBe(true);
      for (const [i, a] of scene.objects.entries()) {
        for (const b of scene.objects.slice(i + 1)) expect(distance(a, b)).toBeGreaterThanOrEqual(3);
      }
      expect(new Set(questions(conversation)).size).toBe(12);
    }
  });

  test('questions come again only when all have been asked', () => {
    for (const conversation of train(1, ['direction'], 50, 24)) {
      const asked = questions(conversation);
      expect(asked).toHaveLength(24);
      const distinct = new Set(asked).size;
      expect(new Set(asked.slice(0, distinct)).size).toBe(distinct);
    }
  });

  test('each arm asks only its own forms, in the recipe’s shares', () => {
    const formsOf = (trainOn: Arm) => tally(train(1, trainOn, 300).flatMap(formsAsked));
    expect([...formsOf(['direction']).keys()]).toEqual(['direction']);
    expect([...formsOf(['distance']).keys()].sort()).toEqual(['comparison', 'number']);
    expect([...formsOf(['localization']).keys()].sort()).toEqual(['coordinates', 'description', 'region']);
    expect([...formsOf('composite').keys()].sort()).toEqual(['path', 'route']);
    const both = formsOf(['direction', 'distance']);
    expect(both.get('direction')! / 3600).toBeCloseTo(0.5, 1);
    const all = formsOf([...capabilities]);
    // A description is one question, so it comes once; the rest is 2 : 1 : 1 : 1 : 1, less what runs out.
    expect(all.get('description')!).toBeGreaterThan(270);
    expect(all.get('direction')! / all.get('number')!).toBeGreaterThan(1.5);
  });

  test('directions and regions are near balance', () => {
    const classes = (trainOn: Arm, form: Form) =>
      tally(
        train(1, trainOn, 600)
          .flatMap((conversation) => conversation.turns)
          .map((turn) => readAnswer(form, turn.answer))
          .flatMap((claim) => (claim && 'class' in claim ? [claim.class] : [])),
      );
    const share = (counts: Map<string, number>) => {
      const total = [...counts.values()].reduce((a, b) => a + b);
      return [...counts.values()].map((count) => count / total);
    };
    const directions = share(classes(['direction'], 'direction'));
    expect(directions).toHaveLength(8);
    for (const value of directions) expect(Math.abs(value - 1 / 8)).toBeLessThan(0.03);
    const regions = share(classes(['localization'], 'region'));
    expect(regions).toHaveLength(9);
    for (const value of regions) expect(Math.abs(value - 1 / 9)).toBeLessThan(0.05);
  });

  test('the composite arm asks one question a scene, on lattices of 4 and 5 or routes through four and five', () => {
    const conversations = train(1, 'composite', 400);
    expect(conversations.every((conversation) => conversation.turns.length === 1)).toBe(true);
    const kinds = tally(
      conversations.map(({ scene }) =>
        scene.kind === 'lattice' ? `spp${scene.size}` : `tsp${placedObjects(scene).length}`,
      ),
    );
    expect([...kinds.keys()].sort()).toEqual(['spp4', 'spp5', 'tsp4', 'tsp5']);
    for (const count of kinds.values()) expect(Math.abs(count / 400 - 0.25)).toBeLessThan(0.09); // 4 standard deviations
  });

  test('a trained route follows the nearest distance that its answer says at each stop, and is the shortest', () => {
    const routes = train(2, 'composite', 600).filter(({ scene }) => scene.kind === 'points');
    expect(routes.length).toBeGreaterThan(200);
    for (const { scene, turns } of routes) {
      if (scene.kind !== 'points') throw new Error('A route needs points.');
      const [, legs = '', end = ''] = /; (.*): (.*)$/.exec(turns[0]!.answer) ?? [];
      const route = end.split(', ');
      for (const [stop, leg] of legs.split('; ').entries()) {
        const [here, distances = ''] = leg.split(' to ');
        expect(here).toBe(route[stop]);
        const left = distances.split(', ').map((each) => each.split(' '));
        expect(left.map(([name]) => name)).toEqual(route.slice(stop + 1).sort());
        const nearest = Math.min(...left.map(([, length]) => Number(length)));
        expect(route[stop + 1]).toBe(left.find(([, length]) => Number(length) === nearest)![0]);
      }
      const places = route.map((name) => scene.objects.findIndex((object) => object.name === name));
      const lengths = orders(places.length, places[0]!).map((order) => routeLength(scene.objects, order));
      expect(routeLength(scene.objects, places)).toBeCloseTo(Math.min(...lengths), 9);
    }
  });

  test('scored routes are of all scenes: of five objects nearest neighbour misses many', () => {
    const missed = scoredItems(3, 'evaluation', 'tsp5', 100).filter(({ scene, names }) => {
      if (scene.kind !== 'points') throw new Error('A route needs points.');
      const start = scene.objects.findIndex((object) => object.name === names[0]);
      return String(walkedRoute(scene.objects, start)) !== String(solveRoute(scene.objects, start).order);
    });
    expect(missed.length).toBeGreaterThan(15);
  });

  test('training on nothing gives no conversation', () => {
    expect(trainingConversation(1, [], 12, 0)).toBeNull();
  });
});

describe('training and evaluation', () => {
  test('never share a scene, whatever the seeds', () => {
    const trained = new Set(
      [1, 2, 3].flatMap((seed) =>
        [...train(seed, 'composite', 1500), ...train(seed, [...capabilities], 300)].map((c) =>
          sceneKey(c.scene),
        ),
      ),
    );
    for (const seed of [1, 2, 3]) {
      for (const purpose of ['evaluation', 'baseline', 'sample'] as const) {
        for (const task of allTasks) {
          for (const item of scoredItems(seed, purpose, task, 60)) {
            expect(partOf(item.scene)).toBe('evaluation');
            expect(trained.has(sceneKey(item.scene))).toBe(false);
          }
        }
      }
    }
  });

  test.each([3, 4, 5, 6, 7, 8])(
    'lattices of %i: every pair is in one part, displacements shared evenly',
    (size) => {
      const parts = (['training', 'evaluation'] as const).map((part) => latticePairs(size, part));
      const keys = parts.map((pairs) => pairs.map((pair) => sceneKey(latticeScene('', size, pair, false))));
      const nodes = size * size;
      const neighbours = 4 * size * (size - 1); // ordered pairs one hop apart
      expect(new Set(keys.flat()).size).toBe(nodes * (nodes - 1) - neighbours);
      expect(Math.abs(keys[0]!.length - keys[1]!.length)).toBeLessThanOrEqual(1);
      const [trained, held] = parts.map((pairs) =>
        tally(pairs.map(({ start, end }) => `${end.column - start.column},${end.row - start.row}`)),
      );
      for (const [key, count] of trained!)
        expect(Math.abs(count - (held!.get(key) ?? 0))).toBeLessThanOrEqual(1);
    },
  );
});

test('samples take turns with the tasks and have ids of their own', () => {
  const items = sampleItems(1, 9);
  expect(items).toHaveLength(9);
  expect(new Set(items.map((item) => item.id)).size).toBe(9);
  expect(new Set(items.map((item) => item.task)).size).toBe(7);
  const own = new Set(scoredItems(1, 'evaluation', 'direction', 100).map((item) => item.id));
  expect(items.some((item) => own.has(item.id))).toBe(false);
});

test('a free scene comes with questions that fit it', () => {
  expect(suggestedQuestions(freeScene(1, 'lattice')).length).toBeGreaterThanOrEqual(3);
  for (let seed = 0; seed < 30; seed++) {
    const scene = freeScene(seed, 'points');
    const suggested = suggestedQuestions(scene);
    expect(new Set(suggested.slice(0, 5).map((question) => queryOf(scene, question).form)).size).toBe(5);
    expect(suggested.every((question) => !question.includes('undefined'))).toBe(true);
  }
});
