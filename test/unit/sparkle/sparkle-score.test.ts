/** Judging answers: agreement with the base model's own recipe, known right and wrong answers, and any text at all. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellCentre, cellOf, distance, placedObjects } from '../../../src/sparkle/scene/geometry.ts';
import { colors } from '../../../src/sparkle/scene/palette.ts';
import type { LatticeScene, PointsScene } from '../../../src/sparkle/scene/scene.ts';
import { answerTrace, referenceTrace, score } from '../../../src/sparkle/score.ts';
import { answerText, claimText, readAnswer } from '../../../src/sparkle/style/language.ts';
import type { Form } from '../../../src/sparkle/style/query.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';
import type { Item } from '../../../src/sparkle/task/item.ts';
import { capabilities } from '../../../src/sparkle/task/task-name.ts';
import type { Task } from '../../../src/sparkle/tasks.ts';
import { type RecipeItem, recipeItems } from '../../fixtures/sparkle-recipe.ts';
import { embeddedForms as forms } from '../../fixtures/styled-items.ts';

const tasks: Task[] = [...capabilities, 'spp3', 'spp4', 'spp5', 'spp8', 'tsp3', 'tsp4', 'tsp5', 'tsp7'];
const items = tasks.flatMap((task) => scoredItems(11, 'evaluation', task, 24));

/** Colour words in the order of the question: what the item asks about. */
const namesIn = (question: string) =>
  question.match(new RegExp(`\\b(${[...colors.keys()].join('|')})\\b`, 'g')) ?? [];

function itemOf({ form, scene, question, answer }: RecipeItem): Item {
  const asked = namesIn(question);
  // "In which direction is B from A?" names the two the other way round; the answer names A first.
  const names = form === 'direction' ? namesIn(answer).slice(0, 2) : asked;
  const task: Task = form === 'path' ? 'spp4' : form === 'route' ? 'tsp5' : 'direction';
  return { id: '', task, form, scene, names, question, answer };
}

test.each(forms)('the recipe and this lab judge alike: %s', (form) => {
  const alike = recipeItems.filter((item) => item.form === form);
  let right = 0;
  for (const item of alike) {
    for (const [place, other] of alike.entries()) {
      const verdict = score(itemOf(item), other.answer).isCorrect;
      const isSameList =
        form !== 'description' || namesIn(other.answer).join() === namesIn(item.answer).join(); // the recipe reads digits only
      expect(verdict, `${item.question} ${item.answer} / ${other.answer}`).toBe(
        isSameList && item.verdicts[place],
      );
      right += Number(verdict);
    }
  }
  expect(right).toBeGreaterThanOrEqual(alike.length);
});

test('the recipe and this lab judge the route by nearest neighbour alike', () => {
  const routes = recipeItems.filter((item) => item.form === 'route');
  for (const item of routes)
    expect(score(itemOf(item), item.walked!).isCorrect, item.walked).toBe(item.isWalkedRight);
  expect(routes.filter((item) => !item.isWalkedRight).length).toBeGreaterThan(8);
});

test('the right answer is right, with or without its working-out', () => {
  for (const item of items) {
    const conclusion = claimText(readAnswer(item.form, item.answer)!);
    for (const text of [item.answer, ` ${item.answer}\n`, conclusion, `nonsense: ${conclusion}`]) {
      expect(score(item, text), `${item.question} ${text}`).toMatchObject({
        isParsed: true,
        isCorrect: true,
      });
    }
    const lengthRatio = score(item, item.answer).lengthRatio;
    if (item.form === 'route') expect(lengthRatio).toBeCloseTo(1, 12);
    else expect(lengthRatio).toBeNull();
  }
});

describe('known answers', () => {
  const lattice: LatticeScene = {
    kind: 'lattice',
    id: 'l',
    size: 3,
    start: { column: 0, row: 0 },
    end: { column: 1, row: 2 },
    hasNodeLabels: false,
  };
  const path: Item = {
    id: 'p',
    task: 'spp3',
    form: 'path',
    scene: lattice,
    names: [],
    question: '',
    answer: '',
  };

  test.each([
    ['right, up, up', true, true],
    ['up, right, up', true, true],
    ['3 by 3 grid, green (9,9), red (0,0), left 5, down 1: up, up, right', true, true],
    ['up,up,right', true, true],
    ['up, up', true, false], // stops short
    ['up, right, up, up', true, false], // leaves the lattice
    ['right, right, left, up, up', true, false], // arrives, but not by the fewest moves
    ['down, up, up, right, up', true, false], // outside on the way
    ['up, north, right', false, false],
    ['', false, false],
    ['up, up, right.', false, false],
    ['up: up, right', true, false], // only what follows the last colon counts
  ])('path %j: form %s, right %s', (text, isParsed, isCorrect) => {
    expect(score(path, text)).toEqual({ isParsed, isCorrect, lengthRatio: null });
  });

  const points: PointsScene = {
    kind: 'points',
    id: 's',
    objects: [
      { name: 'red', x: 1, y: 1, radius: 0.5 },
      { name: 'blue', x: 4, y: 1, radius: 0.5 },
      { name: 'green', x: 4, y: 5, radius: 0.5 },
      { name: 'black', x: 9, y: 5, radius: 0.5 },
    ],
  };
  const ask = (form: Form, names: string[]): Item => {
    const task: Task = form === 'route' ? 'tsp4' : 'localization';
    const choice = form === 'comparison' ? 'closer' : null;
    return {
      id: 'i',
      task,
      form,
      scene: points,
      names,
      question: '',
      answer: answerText(points, { form, names, choice }),
    };
  };

  test('route: order and start must be right; the length ratio is kept', () => {
    const route = ask('route', ['red']);
    expect(score(route, 'red, blue, green, black')).toEqual({
      isParsed: true,
      isCorrect: true,
      lengthRatio: 1,
    });
    const detour = score(route, 'red, green, blue, black');
    const length = 5 + 4 + Math.sqrt(41);
    expect(detour).toMatchObject({ isParsed: true, isCorrect: false });
    expect(detour.lengthRatio).toBeCloseTo(length / (3 + 4 + 5), 12);
    const illegal = { isParsed: true, isCorrect: false, lengthRatio: null };
    expect(score(route, 'blue, red, green, black')).toEqual(illegal); // another start
    expect(score(route, 'red, blue, green')).toEqual(illegal); // one left out
    expect(score(route, 'red, blue, green, green')).toEqual(illegal); // one twice
    expect(score(route, 'red, blue, green, pink')).toEqual(illegal); // one not there
    expect(score(route, 'red, blue, green, mauve').isParsed).toBe(false);
  });

  test.each<[Form, string[], string, boolean, boolean]>([
    ['coordinates', ['blue'], 'blue (4,1)', true, true],
    ['coordinates', ['blue'], '(5, 2)', true, true], // one off in both
    ['coordinates', ['blue'], 'blue (6,1)', true, false],
    ['coordinates', ['blue'], 'blue 4,1', false, false],
    ['coordinates', ['blue'], 'blue (4,1), red (1,1)', false, false],
    ['coordinates', ['blue'], 'blue (14,1)', false, false],
    ['number', ['red', 'green'], 'red to green: right 3, up 4: 5', true, true],
    ['number', ['red', 'green'], '6', true, true],
    ['number', ['red', 'green'], '7', true, false],
    ['number', ['red', 'green'], 'about 5', false, false],
    ['comparison', ['red', 'blue', 'black'], 'blue 3, black 9: blue', true, true],
    ['comparison', ['red', 'blue', 'black'], 'black', true, false],
    ['comparison', ['red', 'blue', 'black'], 'both', false, false],
    ['direction', ['red', 'blue'], 'right', true, true],
    ['direction', ['red', 'blue'], 'top right', true, false],
    ['direction', ['red', 'blue'], 'up', false, false],
    ['region', ['red'], 'red: down left', true, true],
    ['region', ['red'], 'red: center', true, false],
    ['description', [], 'black (9,5), blue (4,1), green (4,5), red (1,1)', true, true],
    ['description', [], 'red (2,0),blue (4,1),green (4,5),black (9,4)', true, true],
    ['description', [], 'black (9,5), blue (4,1), green (4,5), red (3,1)', true, false],
    ['description', [], 'black (9,5), blue (4,1), green (4,5)', true, false],
    ['description', [], 'black (9,5), blue (4,1), green (4,5), pink (1,1)', true, false],
    ['description', [], 'black (9,5), black (9,5)', false, false],
    ['description', [], 'black, blue', false, false],
  ])('%s of %j: %j has the form %s and is right %s', (form, names, text, isParsed, isCorrect) => {
    expect(score(ask(form, names), text)).toEqual({ isParsed, isCorrect, lengthRatio: null });
  });
});

test.each<[string, boolean, boolean]>([
  ['5 by 5 grid, green (1,3), red (5,9)', true, true],
  ['5 by 5 grid, red (5,9), green (2,3)', true, true],
  ['4 by 4 grid, green (1,3), red (5,9)', true, true], // a number, off by one
  ['3 by 3 grid, green (1,3), red (5,9)', true, false],
  ['5 by 5 grid, green (1,3), red (5,7)', true, false],
  ['green (1,3), red (5,9)', true, false],
  ['5 by 4 grid, green (1,3), red (5,9)', false, false],
  ['5 by 5 grid', false, false],
])('description of a lattice %j: form %s, right %s', (text, isParsed, isCorrect) => {
  const scene: LatticeScene = {
    kind: 'lattice',
    id: 'l',
    size: 5,
    start: { column: 0, row: 1 },
    end: { column: 2, row: 4 },
    hasNodeLabels: false,
  };
  const query = { form: 'description', names: ['red', 'green'], choice: null } as const;
  const answer = answerText(scene, query);
  expect(answer).toBe('5 by 5 grid, green (1,3), red (5,9)');
  const item: Item = { id: '', task: 'localization', ...query, scene, question: '', answer };
  expect(score(item, text)).toEqual({ isParsed, isCorrect, lengthRatio: null });
});

test('of points no size of a grid is right', () => {
  const item = items.find(({ form }) => form === 'description')!;
  expect(score(item, `5 by 5 grid, ${item.answer}`)).toMatchObject({ isParsed: true, isCorrect: false });
});

test('every order of a shortest path’s moves is right as long as it is legal', () => {
  const paths = items.filter((item) => item.form === 'path');
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.infiniteStream(fc.nat()), (item, random) => {
      const claim = readAnswer('path', item.answer);
      if (claim?.form !== 'path' || !('moves' in claim)) throw new Error('A path answer holds moves.');
      const keys = new Map(claim.moves.map((move, i) => [i, { move, key: random.next().value ?? 0 }]));
      const moves = [...keys.values()].sort((a, b) => a.key - b.key).map(({ move }) => move);
      expect(score(item, claimText({ form: 'path', moves })).isCorrect).toBe(true); // monotone: never leaves the lattice
      expect(score(item, claimText({ form: 'path', moves: moves.slice(1) })).isCorrect).toBe(false);
    }),
    { numRuns: 500, seed: 4 },
  );
});

test('traces: the reference goes where the right answer is, an answer where it says', () => {
  for (const item of items) {
    const reference = referenceTrace(item);
    const given = answerTrace(item, item.answer);
    if (item.form === 'description') expect(reference).toBeNull();
    if (item.form === 'path' || item.form === 'route' || item.form === 'comparison')
      expect(given).toEqual(reference);
    if (item.form === 'coordinates') {
      expect(given).toEqual([cellCentre(cellOf(reference![0]!))]);
      expect(distance(given![0]!, reference![0]!)).toBeLessThan(0.75);
    }
    if (item.form === 'direction') expect(given![0]).toEqual(reference![0]);
    if (item.form === 'path') {
      const [start, end] = placedObjects(item.scene).map((object) => object.point);
      expect(reference![0]).toEqual(start);
      expect(reference!.at(-1)).toEqual(end);
    }
    expect(answerTrace(item, 'no idea')).toBeNull();
  }
});
