/** Questions, answers and hints against the base model's own recipe (Python), letter by letter. */
import { expect, test } from 'vitest';
import reference from '../../../models/sparkle-tiny/reference.json' with { type: 'json' };
import { placedObjects } from '../../../src/sparkle/scene/geometry.ts';
import { colors } from '../../../src/sparkle/scene/palette.ts';
import { walkedRoute } from '../../../src/sparkle/scene/route.ts';
import {
  answerText,
  claimText,
  questionTexts,
  readAnswer,
  seeingQuestions,
} from '../../../src/sparkle/style/language.ts';
import type { Query } from '../../../src/sparkle/style/query.ts';
import { queriesOf } from '../../../src/sparkle/task/queries.ts';
import { pictures, type RecipeItem, recipeItems, seeing } from '../../fixtures/sparkle-recipe.ts';
import { embeddedForms as forms } from '../../fixtures/styled-items.ts';

/** The query whose wording is the recipe's question. Routes are taken whether clear or not. */
function queryOf(item: RecipeItem): Query {
  const names = placedObjects(item.scene).map((object) => object.name);
  const queries =
    item.form === 'route'
      ? names.map((name): Query => ({ form: 'route', names: [name], choice: null }))
      : queriesOf(item.scene, item.form);
  const found = queries.filter((query) => questionTexts(query).includes(item.question));
  expect(found, item.question).toHaveLength(1);
  return found[0]!;
}

test.each(forms)('the recipe and this lab ask and answer alike: %s', (form) => {
  const items = recipeItems.filter((item) => item.form === form);
  expect(items.length).toBeGreaterThanOrEqual(10);
  for (const item of items) expect(answerText(item.scene, queryOf(item))).toBe(item.answer);
});

test('the route a person would walk is the recipe’s, and an answer follows it where it is the shortest', () => {
  const routes = recipeItems.filter((item) => item.form === 'route');
  let shortest = 0;
  for (const { scene, question, answer, walked = '' } of routes) {
    if (scene.kind !== 'points') throw new Error('A route needs points.');
    const start = scene.objects.findIndex(({ name }) => question.startsWith(`Starting at ${name},`));
    const names = walkedRoute(scene.objects, start).map((place) => scene.objects[place]!.name);
    expect(names.join(', ')).toBe(walked.slice(walked.lastIndexOf(':') + 2));
    if (answer.endsWith(`: ${names.join(', ')}`)) {
      shortest++;
      expect(answer).toBe(walked);
    }
  }
  expect(shortest).toBeGreaterThan(20);
  expect(routes.length - shortest).toBeGreaterThan(8);
});

test('the questions of the base model’s reference are asked here, and its answers have the asked form', () => {
  expect(reference.items).toHaveLength(pictures.length);
  for (const [place, { image, question, float, q4 }] of reference.items.entries()) {
    const { image: name, scene } = pictures[place]!;
    expect(image).toBe(`reference/${name}`);
    const query = forms
      .flatMap((form) => queriesOf(scene, form))
      .find((each) => questionTexts(each).includes(question));
    expect(query, question).toBeDefined();
    for (const { answer } of [float, q4]) expect(readAnswer(query!.form, answer)).not.toBeNull();
  }
});

test('every suggested question about seeing is one of the recipe', () => {
  for (const item of recipeItems) {
    for (const question of seeingQuestions(item.scene)) {
      const known = question.replace(new RegExp(`\\b(${[...colors.keys()].join('|')})\\b`), '~');
      expect(seeing[item.scene.kind]).toContain(known);
    }
  }
});

test('reading a right answer and saying its claim gives the end of that answer', () => {
  for (const item of recipeItems) {
    const claim = readAnswer(item.form, item.answer);
    expect(claim, item.answer).not.toBeNull();
    expect(item.answer.endsWith(claimText(claim!))).toBe(true);
  }
});

test('an answer about a position too near a border is refused', () => {
  const scene = { kind: 'points', id: '', objects: [{ name: 'red', x: 10 / 3, y: 5, radius: 0.5 }] } as const;
  expect(() => answerText(scene, { form: 'region', names: ['red'], choice: null })).toThrow(
    /too near a border/,
  );
  expect(() => answerText(scene, { form: 'coordinates', names: ['blue'], choice: null })).toThrow(
    /no object "blue"/,
  );
});
