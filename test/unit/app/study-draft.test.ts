/** A study that is set up: what is typed for its seeds and values, its arms in one order, its names and its time. */
import { describe, expect, test } from 'vitest';
import { armNames, createDraft } from '../../../src/app/study/draft.ts';
import { answeredBy } from '../../../src/app/study/seconds.ts';
import { cellText, readyNameOf, studyName } from '../../../src/app/study/words.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { readSeeds, readValues, seedsTextOf, valuesTextOf } from '../../../src/study/factors-text.ts';
import { cellsOf, readArm, readyStudies, readyStudy, Study } from '../../../src/study/study.ts';
import { english } from '../../../src/words/english.ts';
import { german } from '../../../src/words/german.ts';

describe('seeds as text', () => {
  test.each([
    ['1-3, 7', [1, 2, 3, 7], '1-3, 7'],
    [' 5 ', [5], '5'],
    ['2,1', [2, 1], '2, 1'],
    ['1 – 2', [1, 2], '1-2'],
  ])('%s', (text, seeds, written) => {
    expect(readSeeds(text, english.study)).toEqual(seeds);
    expect(seedsTextOf(seeds)).toBe(written);
  });

  test.each([
    ['', 'Expected at least one seed, got none. Name one.'],
    ['1.5', 'Expected whole numbers, or a range such as 1-5, got "1.5". Correct the seeds.'],
    ['5-1', 'Expected whole numbers, or a range such as 1-5, got "5-1". Correct the seeds.'],
    ['2147483648', 'Expected whole numbers, or a range such as 1-5, got "2147483648". Correct the seeds.'],
    ['1-3, 2', 'The seed 2 is named more than once. Name it once.'],
    ['1-51', 'Expected at most 50 seeds, got 51. Take fewer.'],
    ['1-30, 40-70', 'Expected at most 50 seeds, got 61. Take fewer.'],
  ])('%j is refused', (text, message) => {
    expect(readSeeds(text, english.study)).toBe(message);
  });
});

test('values of a sweep are those that the setting can have', () => {
  expect(readValues('place', english)('0, 0.5,1')).toEqual([0, 0.5, 1]);
  expect(readValues('place', english)('0, 2')).toBe(
    'Expected a number from 0 to 1, got "2". Correct the values.',
  );
  expect(readValues('rank', english)('4, x')).toMatch(
    /^Expected a whole number from 1 to \d+, got "x"\. Correct the values\.$/,
  );
  expect(readValues('rank', english)('4, 4')).toBe('The value 4 is named more than once. Name it once.');
});

test('in German, a comma within a number is a decimal one', () => {
  expect(readValues('place', german)('0,1')).toEqual([0.1]);
  expect(readValues('place', german)('0; 0,5, 1')).toEqual([0, 0.5, 1]);
  expect(readValues('place', german)(valuesTextOf([0.2, 0.5], german))).toEqual([0.2, 0.5]);
  expect(readValues('place', german)('0,5; 0.5')).toMatch(/^Der Wert 0,5 steht/);
  expect(readValues('rank', german)('4,8')).toMatch(/da steht „4,8“/);
});

test('arms are in one order however they are ticked, and what is wrong stays typed without changing the study', () => {
  const draft = createDraft({ arms: [[]], seeds: [1], sweep: null });
  draft.toggleArm('all');
  draft.toggleArm('direction');
  expect(draft.factors.value!.arms).toEqual([[], ['direction'], ['direction', 'distance', 'localization']]);
  draft.toggleArm('none');
  expect(draft.factors.value!.arms).toHaveLength(2);
  draft.typeSeeds('1-');
  expect([draft.seedsText.value, draft.factors.value!.seeds]).toEqual(['1-', [1]]);
  expect(draft.seedsProblem.value).toMatch(/^Expected whole numbers/);
  draft.typeSeeds('1-2');
  expect([draft.seedsProblem.value, draft.factors.value!.seeds]).toEqual([null, [1, 2]]);
  draft.sweep('place', [0.2]);
  draft.typeValues('0.2, 3');
  expect(draft.valuesProblem.value).toMatch(/got "3"/);
  draft.sweep(null, []);
  expect([draft.valuesProblem.value, draft.factors.value!.sweep]).toEqual([null, null]);
});

test('every arm of the ready-made studies can be ticked, and each study has its name', () => {
  for (const name of Object.keys(readyStudies) as (keyof typeof readyStudies)[]) {
    const study = readyStudy(name, defaultConfig);
    const ticked = armNames.map((each) => JSON.stringify(readArm(each)));
    for (const arm of study.arms) expect(ticked).toContain(JSON.stringify(arm));
    expect(readyNameOf(study)).toBe(name);
    expect(studyName(study)).toBe(english.study.ready[name]);
  }
});

test('a study of one’s own is named by what it is made of, and its runs by their place in it', () => {
  const study = Study.parse({
    base: { ...defaultConfig, questionsPerImage: 3 },
    arms: [[], ['direction', 'distance']],
    seeds: [4],
    sweep: { setting: 'place', values: [0, 1] },
  });
  expect(studyName(study)).toBe(
    'nothing, direction + distance · strength of place 0, 1 · 1 seed · questions per image 3',
  );
  expect(cellText(cellsOf(study)[3]!, study)).toBe('direction + distance, strength of place 1, seed 4');
});

test('the base model’s answers of a seed serve all its arms, those of each value of a sweep for themselves', () => {
  const cells = cellsOf(
    Study.parse({
      arms: [[], ['direction']],
      seeds: [1, 2],
      sweep: { setting: 'place', values: [0, 1] },
    }),
  );
  const isAnswered = answeredBy([cells[0]!]);
  expect(cells.map((cell) => isAnswered(cell))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});
