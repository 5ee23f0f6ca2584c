/** Every question and right answer of the lab has a German gloss, in every style; what is none of its forms has none. */
import { expect, test } from 'vitest';
import { suiteGroups, withSuite } from '../../../src/experiment/suites.ts';
import { colors, distractorColors, unseenColors } from '../../../src/sparkle/scene/palette.ts';
import { questionTexts, seeingQuestions } from '../../../src/sparkle/style/language.ts';
import type { Form } from '../../../src/sparkle/style/query.ts';
import { type StyleName, styles } from '../../../src/sparkle/style/styles.ts';
import { directionNames, regionNames } from '../../../src/sparkle/style/wording.ts';
import { freeScene, scoredItems } from '../../../src/sparkle/task/generate.ts';
import { queriesOf } from '../../../src/sparkle/task/queries.ts';
import { defaultTasks } from '../../../src/sparkle/task/task-name.ts';
import type { Task } from '../../../src/sparkle/tasks.ts';
import { inGerman, nameOf, placeOf } from '../../../src/words/german/gloss.ts';
import { forms } from '../../fixtures/styled-items.ts';

/** Every suite of the page beside the default tasks. */
const tasks = Object.values(suiteGroups)
  .flat()
  .reduce<readonly Task[]>((all, suite) => withSuite(all, suite, true), defaultTasks);

/** A text without an English word that a gloss would have replaced. */
const english =
  /\b(?:the|is|of|to|from|and|right|left|top|down|up|which|how|red|green|yellow|brown|blue|purple|black|object|node)\b/;
/** Moves are quoted, as they are to be written. */
const unquoted = (text: string): string => text.replaceAll(/'\w+'/g, '');
const hasWords = (text: string): boolean =>
  /[a-z]{2}/i.test(text) && !/^\\boxed/.test(text) && !/^\[('N\d+'(, )?)+\]$/.test(text);

/** What is not glossed as it should be: a text with its gloss, one of each wording. */
const wrong = (texts: readonly string[]): (readonly [string, string | null])[] =>
  texts
    .filter(hasWords)
    .map((text) => [text, inGerman(text)] as const)
    .filter(([, said]) => said === null || english.test(unquoted(said)));

test.each(Object.keys(styles) as StyleName[])('%s: scored items of every task and suite', (style) => {
  const items = tasks.flatMap((task) => scoredItems(1, 'evaluation', task, 4, style));
  expect(items.length).toBeGreaterThan(400);
  expect(wrong(items.map(({ question }) => question)).slice(0, 5)).toEqual([]);
  // Answers with options are letters; printed names are words of no language.
  const answers = items.map(({ answer }) => answer).filter((answer) => !/^(?:N\d+(?: and )?)+$/.test(answer));
  expect(wrong(answers).slice(0, 5)).toEqual([]);
});

test('every wording of every form, and full descriptions', () => {
  const [points, lattice] = [freeScene(3, 'points'), freeScene(3, 'lattice')];
  const asked = [
    ...forms
      .filter((form) => form !== 'path')
      .flatMap((form) => queriesOf(points, form).map((query) => ({ scene: points, query }))),
    ...(['path', 'description'] satisfies Form[]).flatMap((form) =>
      queriesOf(lattice, form).map((query) => ({ scene: lattice, query })),
    ),
    { scene: points, query: { form: 'route', names: [], choice: null } as const },
    ...(
      [
        ['regions'],
        ['directions', 'regions'],
        ['comparisons', 'coordinates'],
        ['distances', 'coordinates'],
      ] as const
    ).map((sections) => ({ scene: points, query: { ...queriesOf(points, 'description')[0]!, sections } })),
  ];
  const texts = asked.flatMap(({ scene, query }) => [
    ...(query.form === 'pair' || (query.form === 'route' && query.names.length === 0)
      ? []
      : questionTexts(query)),
    ...styles.choice.questionTexts(scene, query),
    styles.words.answerText(scene, query),
  ]);
  expect(wrong([...texts, ...seeingQuestions(points), ...seeingQuestions(lattice)]).slice(0, 5)).toEqual([]);
});

test('names and places all have German words', () => {
  const names = [...colors.keys(), ...distractorColors.keys(), ...unseenColors.keys()];
  const same = ['orange', 'magenta', 'gold'];
  expect(names.filter((name) => nameOf(name) === name && !same.includes(name))).toEqual([]);
  expect([...directionNames, ...regionNames].filter((name) => placeOf(name) === null)).toEqual([]);
});

test.each([
  ['What is the direction from red to blue?', 'Was ist die Richtung von Rot nach Blau?'],
  ['Which is closer to red: N1 or blue?', 'Was ist näher an Rot: N1 oder Blau?'],
  ['red to blue: right 3, up 0: top right', 'Rot – Blau: rechts 3, oben 0: oben rechts'],
  [
    '4 by 4 grid, green (1,3), red (5,9), right 2, up 3: right, right, up',
    'Gitter 4 mal 4, Grün (1,3), Rot (5,9), rechts 2, oben 3: rechts, rechts, oben',
  ],
  ["['up', 'left']", "['oben', 'links']"],
  ['The red object', 'Rot'],
])('%s', (text, gloss) => {
  expect(inGerman(text)).toBe(gloss);
});

test.each([
  'What do you like?',
  'The cat is on the mat.',
  '7',
  '(3.5, 4)',
  '\\boxed{C}',
  '',
  'Is red far?',
  'constructor',
])('no gloss: %s', (text) => {
  expect(inGerman(text)).toBeNull();
});
