/**
 * Suites out of distribution, of mere seeing and on maps: the same again for the same seed, every answer as often as any
 * other, right by a check of another kind (curves sampled, distances measured, walks counted), and controls that are the
 * same questions without their picture.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simulateBaseline } from '../../../src/sparkle/baseline.ts';
import { type Control, controls } from '../../../src/sparkle/controls.ts';
import { placedObjects, sceneKey } from '../../../src/sparkle/scene/geometry.ts';
import { blockedEdgesMax, optimalHops, shortestPathCount } from '../../../src/sparkle/scene/lattice.ts';
import { colors, evaluationNames, trainingNames } from '../../../src/sparkle/scene/palette.ts';
import { stream } from '../../../src/sparkle/scene/random.ts';
import { partOf } from '../../../src/sparkle/scene/sampling.ts';
import type {
  FigureScene,
  LatticeScene,
  Point,
  PointsScene,
  Shape,
} from '../../../src/sparkle/scene/scene.ts';
import { answerTrace, referenceTrace, score } from '../../../src/sparkle/score.ts';
import type { StyleName } from '../../../src/sparkle/style/styles.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';
import { type Item, shownScene } from '../../../src/sparkle/task/item.ts';
import { isTask, partsOfTask, taskKind, taskOf, taskPattern } from '../../../src/sparkle/task/task-name.ts';
import type { Task } from '../../../src/sparkle/tasks.ts';
import { variants } from '../../../src/sparkle/variants.ts';

const plains = [
  'direction',
  'distance',
  'localization',
  'spp3',
  'spp4',
  'spp5',
  'spp6',
  'spp7',
  'spp8',
  'tsp3',
  'tsp4',
  'tsp5',
  'tsp6',
  'tsp7',
  ...['crossings', 'touching', 'grid', 'map'],
];
/** Every task there is but for controls: names are tried, so the pattern decides. */
const uncontrolled = plains
  .flatMap((plain) => [plain, ...variants.map(({ name }) => `${plain}@${name}`)])
  .filter(isTask);
const unlike = uncontrolled.filter((task) => !/^(?:direction|distance|localization|spp\d|tsp\d)$/.test(task));

const items = (task: string, count: number, style: StyleName = 'embedded', seed = 1) =>
  scoredItems(seed, 'evaluation', task as Task, count, style);

describe('names of tasks', () => {
  test('each variant belongs to the tasks the table says', () => {
    const withVariant = (plain: string) => uncontrolled.filter((task) => task.startsWith(`${plain}@`)).length;
    expect(plains.map(withVariant)).toEqual([6, 6, 6, 6, 6, 6, 6, 5, 5, 5, 5, 5, 5, 5, 0, 0, 0, 0]);
  });

  test('taken apart and put together they are the same', () => {
    for (const task of uncontrolled) {
      for (const control of [null, ...controls.map(({ name }) => name)]) {
        const name = control ? `${task}@${control}` : task;
        expect(name).toMatch(taskPattern);
        expect(taskOf(partsOfTask(name as Task))).toBe(name);
      }
    }
    expect(partsOfTask('spp5@maze@told')).toEqual({ plain: 'spp5', variant: 'maze', control: 'told' });
  });

  test('what is no task is refused, with what there is', () => {
    for (const name of [
      'direction@maze',
      'spp5@colors',
      'spp7@maze',
      'map@size',
      'grid@told@blank',
      'spp5@',
      '@told',
    ])
      expect(isTask(name), name).toBe(false);
    expect(() => items('spp5@chess', 1)).toThrow(/"spp5@chess" is not a task. Tasks are .*@maze/);
  });

  test('kinds', () => {
    expect(
      ['direction', 'tsp4', 'spp4@maze', 'map', 'map@told', 'spp4@maze@blank'].map((task) =>
        taskKind(task as Task),
      ),
    ).toEqual(['basic', 'composite', 'out-of-distribution', 'perception', 'control', 'control']);
  });
});

describe('every suite', () => {
  test.each(unlike)(
    '%s: the same again, no picture twice, none of training, answers right and drawable',
    (task) => {
      const made = items(task, 40);
      expect(items(task, 40)).toEqual(made);
      expect(items(task, 10)).toEqual(made.slice(0, 10));
      expect(items(task, 10, 'embedded', 2)).not.toEqual(made.slice(0, 10));
      expect(made).toHaveLength(40);
      expect(
        new Set(
          made.map(
            ({ scene }) =>
              `${sceneKey(scene)} ${'hasNodeLabels' in scene && scene.hasNodeLabels}${JSON.stringify('look' in scene && scene.look)}`,
          ),
        ).size,
      ).toBe(40);
      for (const item of made) {
        expect(item.task).toBe(task);
        expect(partOf(item.scene)).toBe('evaluation');
        expect(score(item, item.answer)).toMatchObject({ isParsed: true, isCorrect: true });
        expect(() => [
          referenceTrace(item),
          answerTrace(item, item.answer),
          answerTrace(item, 'what?'),
        ]).not.toThrow();
      }
    },
  );

  test.each(['words', 'choice'] as const)('answers are right in the style %s too', (style) => {
    for (const task of unlike) {
      for (const item of items(task, 12, style)) {
        expect(item.style, task).toBeDefined();
        expect(score(item, item.answer), `${task}: ${item.answer}`).toMatchObject({ isCorrect: true });
      }
    }
  });

  test('any seed makes items of which each is right', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(...unlike),
        fc.constantFrom('embedded', 'words'),
        (seed, task, style) => {
          for (const item of items(task, 3, style as StyleName, seed))
            expect(score(item, item.answer).isCorrect).toBe(true);
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });
});

/** Counts of the right answers. */
const answerCounts = (made: readonly Item[]) => {
  const counts = new Map<string, number>();
  for (const { answer } of made) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return Object.fromEntries([...counts].sort());
};

const figureOf = (item: Item): FigureScene => {
  if (item.scene.kind !== 'figure') throw new Error('Expected a figure.');
  return item.scene;
};

describe('mere seeing', () => {
  test('lines cross as often as the answer says: the curves are sampled', () => {
    const made = items('crossings', 300);
    expect(answerCounts(made)).toEqual({ 0: 100, 1: 100, 2: 100 });
    for (const item of made) {
      const lines = figureOf(item).shapes.flatMap((shape) => (shape.kind === 'line' ? [shape] : []));
      const [blue, red] = ['blue', 'red'].map((name) =>
        lines.filter(({ color }) => color.join() === colors.get(name)!.join()),
      );
      const heightAt = (line: typeof lines, x: number) => {
        const piece = line.find(({ from, to }) => from.x <= x && x <= to.x)!;
        const share = (x - piece.from.x) / (piece.to.x - piece.from.x);
        return piece.from.y + share * (piece.to.y - piece.from.y);
      };
      const [first, last] = [blue![0]!.from.x, blue!.at(-1)!.to.x];
      let crossings = 0;
      let before = 0;
      for (let step = 1; step < 5000; step++) {
        const x = first + ((last - first) * step) / 5000;
        const side = Math.sign(heightAt(blue!, x) - heightAt(red!, x));
        if (side !== 0 && before !== 0 && side !== before) crossings++;
        if (side !== 0) before = side;
      }
      expect(String(crossings)).toBe(item.answer);
    }
  });

  test('circles touch as the answer says: points of one rim lie in the other', () => {
    const made = items('touching', 300);
    expect(answerCounts(made)).toEqual({ no: 150, yes: 150 });
    for (const item of made) {
      const [a, b] = figureOf(item).shapes as Extract<Shape, { kind: 'circle' }>[];
      const nearest = Math.min(
        ...Array.from({ length: 720 }, (_, i) => {
          const angle = (i * Math.PI) / 360;
          const x = a!.centre.x + a!.radius * Math.cos(angle);
          const y = a!.centre.y + a!.radius * Math.sin(angle);
          return Math.hypot(x - b!.centre.x, y - b!.centre.y) - b!.radius;
        }),
      );
      if (item.answer === 'yes') expect(nearest).toBeLessThan(0);
      else expect(nearest).toBeGreaterThan(0.39);
      // Neither lies inside the other, and both inside the image.
      expect(nearest).toBeGreaterThan(-0.61);
      for (const { centre, radius } of [a!, b!])
        for (const value of [centre.x, centre.y])
          expect(Math.min(value, 10 - value) - radius).toBeGreaterThan(0.07);
    }
  });

  test('rows and columns are counted as drawn', () => {
    const made = items('grid', 240);
    expect(answerCounts(made)).toEqual({ 3: 40, 4: 40, 5: 40, 6: 40, 7: 40, 8: 40 });
    for (const item of made) {
      const nodes = figureOf(item).shapes.flatMap((shape) => (shape.kind === 'circle' ? [shape.centre] : []));
      const [first] = nodes as [Point];
      const inRow = nodes.filter(({ y }) => y === first.y).length;
      const inColumn = nodes.filter(({ x }) => x === first.x).length;
      expect(inRow * inColumn).toBe(nodes.length);
      expect(inRow).not.toBe(inColumn);
      expect(item.answer).toBe(String(item.question.includes('row') ? inRow : inColumn));
      for (const { x, y } of nodes) for (const value of [x, y]) expect(Math.abs(value - 5)).toBeLessThan(4.6);
    }
  });

  test('places on maps lie as the answers say: angles are measured', () => {
    const made = items('map', 320);
    const [counted, directed] = ['count', 'direction'].map((form) =>
      made.filter((item) => item.form === form),
    );
    expect(answerCounts(counted!)).toEqual({ 0: 40, 1: 40, 2: 40, 3: 40 });
    const words = ['right', 'top right', 'top', 'top left', 'left', 'down left', 'down', 'down right'];
    const wordOf = (from: Point, to: Point) => {
      const turn = Math.atan2(to.y - from.y, to.x - from.x) / (Math.PI / 4);
      return words[(Math.round(turn) + 8) % 8]!;
    };
    const conclusions = directed!.map((item) => {
      const [from, to] = item.names.map(
        (name) => figureOf(item).places!.find((place) => place.name === name)!,
      );
      const conclusion = item.answer.split(': ').at(-1)!;
      expect(conclusion).toBe(wordOf(from!, to!));
      return conclusion;
    });
    for (const word of words) expect(conclusions.filter((each) => each === word)).toHaveLength(20);
    for (const item of counted!) {
      const [, name, direction] = /^From (\w+), .* How many lie (.*)\?$/.exec(item.question)!;
      const places = figureOf(item).places!;
      const from = places.find((place) => place.name === name)!;
      const count = places.filter((to) => to !== from && wordOf(from, to) === direction).length;
      expect(item.answer).toBe(String(count));
    }
  });
});

describe('variants', () => {
  const points = (task: string) => items(task, 48).map(({ scene }) => scene as PointsScene);
  const lattices = (task: string) => items(task, 48).map(({ scene }) => scene as LatticeScene);

  test('colours were never trained, nor are they in the language', () => {
    const names = new Set(
      points('direction@colors').flatMap(({ objects }) => objects.map(({ name }) => name)),
    );
    expect(names.size).toBe(7);
    for (const known of [...colors.keys(), ...trainingNames, ...evaluationNames])
      expect(names).not.toContain(known);
  });

  test('labels, fonts, backgrounds, sizes and more objects', () => {
    expect(points('tsp4@labels').every(({ look }) => look?.objects === 'labels')).toBe(true);
    expect(new Set(points('distance@font').map(({ look }) => look?.font))).toEqual(
      new Set(['serif', 'mono']),
    );
    expect(new Set(lattices('spp4@font').map(({ look }) => look?.font))).toEqual(new Set(['serif', 'mono']));
    expect(lattices('spp4@font').every(({ hasNodeLabels }) => hasNodeLabels)).toBe(true);
    expect(new Set(points('localization@background').map(({ look }) => typeof look?.background))).toEqual(
      new Set(['string', 'object']),
    );
    expect(
      new Set(points('tsp5@size').flatMap(({ objects }) => objects.map(({ radius }) => radius))),
    ).toEqual(new Set([0.25, 0.8]));
    expect(points('direction@more').every(({ objects }) => objects.length === 8)).toBe(true);
  });

  test('lattices lose edges, become mazes, are turned and moved', () => {
    expect(lattices('spp5@blocked').every(({ blocked }) => blocked?.length === 8)).toBe(true);
    for (const scene of lattices('spp5@maze')) {
      expect(scene.blocked).toHaveLength(blockedEdgesMax(5));
      expect(shortestPathCount(scene)).toBe(1);
      expect(optimalHops(scene)).not.toBeNull();
    }
    const turns = lattices('spp8@rotated').map(({ rotationDeg }) => rotationDeg!);
    expect(turns.every((turn) => Math.abs(turn) >= 10 && Math.abs(turn) <= 40)).toBe(true);
    expect(turns.some((turn) => turn < 0) && turns.some((turn) => turn > 0)).toBe(true);
    expect(lattices('spp3@jittered').every(({ jitter }) => jitter?.length === 9)).toBe(true);
  });

  test('a variant leaves the classes balanced', () => {
    const ends = items('direction@background', 80).map(({ answer }) => answer.split(': ').at(-1));
    for (const word of ['right', 'top', 'down left'])
      expect(ends.filter((end) => end === word)).toHaveLength(10);
  });
});

describe('controls', () => {
  const of = (task: Task, control: Control, style: StyleName = 'embedded') =>
    items(`${task}@${control}`, 6, style);

  test.each(uncontrolled)('%s: the same questions without their picture', (task) => {
    const seen = items(task, 6);
    const [blank, told] = [of(task, 'blank'), of(task, 'told')];
    for (const [i, item] of seen.entries()) {
      expect(blank[i]).toMatchObject({ question: item.question, answer: item.answer, scene: item.scene });
      expect(shownScene(blank[i]!)).toEqual({ kind: 'figure', id: 'blank', shapes: [] });
      expect(told[i]!.question.endsWith(` ${item.question}`)).toBe(true);
      expect(shownScene(told[i]!)).toBeNull();
      expect(score(told[i]!, item.answer).isCorrect).toBe(true);
    }
    const ids = [...seen, ...blank, ...told].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('scenes are told in the words of the base model', () => {
    const [item] = of('direction', 'told');
    expect(item!.question).toMatch(
      /^Objects: (?:[a-z]+ \(\d,\d\)(?:, |\. )){5}(?:In which|What is the) direction /,
    );
    const [path] = of('spp5', 'told');
    expect(path!.question).toMatch(
      /^Grid: 5 by 5\. Objects: green \(\d,\d\), red \(\d,\d\)\. Find the shortest path /,
    );
  });

  test('answers of told lattices work with the coordinates that are told', () => {
    for (const task of ['spp4@rotated', 'spp4@jittered'] as const) {
      for (const item of of(task, 'told')) {
        const told = /Objects: (green \(\d,\d\), red \(\d,\d\))/.exec(item.question)?.[1];
        expect(item.answer).toContain(`4 by 4 grid, ${told},`);
      }
    }
  });

  test('what is told of a maze is all of it', () => {
    const [item] = of('spp4@maze', 'told');
    expect(item!.question.match(/\(\d,\d\) to \(\d,\d\)/g)).toHaveLength(blockedEdgesMax(4));
  });

  test('in words, positions have two decimals, nodes their column and row', () => {
    for (const task of ['tsp5', 'map'] as const) {
      const [item] = of(task, 'told', 'words');
      for (const { name } of placedObjects(item!.scene)) expect(item!.question).toContain(`${name} at (`);
    }
    const [maze] = of('spp4@maze', 'told', 'words');
    expect(maze!.question).toMatch(
      / green \(\d,\d\), red \(\d,\d\)\. Missing lines: (?:\(\d,\d\)-\(\d,\d\)[ .]){9}/,
    );
  });
});

test.each([
  ['crossings', 1 / 3, 1 / 3],
  ['touching', 1 / 2, 1 / 2],
  ['grid', 1 / 6, 1 / 6],
  ['map', 3 / 16, 3 / 16],
] as const)('%s: blind guesses reach %f by one answer, %f at random', (task, constant, chance) => {
  const made = scoredItems(1, 'baseline', task, 1440);
  const simulated = simulateBaseline(made, stream(1, 'guess'));
  expect(simulated.bestConstant).toBeCloseTo(constant, 10);
  expect(Math.abs(simulated.random - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / 1440));
});
