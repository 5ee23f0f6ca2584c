/** A study as a value: arms and seeds by name, its runs, what is refused. */
import { describe, expect, test } from 'vitest';
import { defaultConfig, presets } from '../../../src/experiment/config.ts';
import {
  armName,
  cellsOf,
  type ReadyName,
  readArm,
  readyStudies,
  readyStudy,
  Study,
} from '../../../src/study/study.ts';

test.each([
  ['all', ['direction', 'distance', 'localization']],
  ['none', []],
  ['composite', 'composite'],
  ['shuffled', 'shuffled'],
  ['distance', ['distance']],
  ['direction+localization', ['direction', 'localization']],
] as const)('the arm %s', (name, arm) => {
  expect(readArm(name)).toEqual(arm);
  expect(armName(arm)).toBe(name);
});

test('skills come in any order, and what is no arm is none', () => {
  expect(readArm('localization+direction')).toEqual(['direction', 'localization']);
  for (const name of ['', 'chess', 'direction+chess', 'direction+direction', 'direction,distance'])
    expect(readArm(name), name).toBeNull();
});

test('its runs go seed by seed, so that the base model’s answers serve all arms', () => {
  const study = Study.parse({ arms: [[], ['distance']], seeds: [4, 2] });
  expect(cellsOf(study).map(({ key }) => key)).toEqual([
    'none-seed4',
    'distance-seed4',
    'none-seed2',
    'distance-seed2',
  ]);
  for (const { seed, config, arm } of cellsOf(study)) {
    expect(config).toEqual({ ...study.base, seed, trainOn: arm === 'none' ? [] : ['distance'] });
  }
});

test('a sweep: every value with every arm and seed, and its name in the files', () => {
  const study = Study.parse({
    arms: [[], 'shuffled'],
    seeds: [3],
    sweep: { setting: 'learningRate', values: [0.001, 1e-7] },
  });
  expect(cellsOf(study).map(({ key, value, config }) => [key, value, config.training.learningRate])).toEqual([
    ['none-learningRate0.001-seed3', 0.001, 0.001],
    ['shuffled-learningRate0.001-seed3', 0.001, 0.001],
    ['none-learningRate1e-7-seed3', 1e-7, 1e-7],
    ['shuffled-learningRate1e-7-seed3', 1e-7, 1e-7],
  ]);
});

describe('what is refused', () => {
  test.each([
    [{ arms: [], seeds: [1] }, 'A study needs at least one arm.'],
    [{ arms: [[]], seeds: [] }, 'A study needs at least one seed.'],
    [{ arms: [[], []], seeds: [1] }, 'An arm is named more than once. Name each once.'],
    [{ arms: [[]], seeds: [1, 1] }, 'A seed is named more than once. Name each once.'],
    [
      { arms: [[]], seeds: [1], sweep: { setting: 'colour', values: [1] } },
      /^Expected a setting with numbers to sweep, got "colour". Those that can be swept are place, .*items, probeEvery, probeItems.$/,
    ],
    [{ arms: [[]], seeds: [1], sweep: { setting: 'trainOn', values: [1] } }, /to sweep, got "trainOn"/],
    [{ arms: [[]], seeds: [1], sweep: { setting: 'seed', values: [1] } }, /to sweep, got "seed"/],
    [
      { arms: [[]], seeds: [1], sweep: { setting: 'rank', values: [8, 0.5] } },
      'Rank: expected a whole number from 1 to 64, got 0.5.',
    ],
    [{ arms: [[]], seeds: [1], sweep: { setting: 'rank', values: [] } }, 'A study needs at least one value.'],
    [
      { arms: [[]], seeds: [1], sweep: { setting: 'rank', values: [2, 2] } },
      'A value is named more than once. Name each once.',
    ],
    [
      { base: { training: { steps: 1, batchSize: 1 } }, arms: [[], 'shuffled'], seeds: [1] },
      /^The arm shuffled needs answers about at least two pictures, .*; got a training on one picture. Set more/,
    ],
    [
      { base: { data: { training: 'mine', test: null } }, arms: [[]], seeds: [1] },
      /^The arms of a study say what is trained on, got training data of your own \(mine\)/,
    ],
    [{ arms: [[]], seeds: Array.from({ length: 51 }, (_, i) => i) }, 'A study has at most 50 seeds.'],
  ])('%j', (given, message) => {
    const messages = Study.safeParse(given).error?.issues.map((issue) => issue.message);
    expect(messages).toContainEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });
});

test('ready-made studies are studies of any experiment', () => {
  const names = Object.keys(readyStudies) as ReadyName[];
  expect(names).toEqual(['which', 'luck', 'factorial', 'seen']);
  for (const name of names) expect(readyStudy(name, presets.quick.config).base).toEqual(presets.quick.config);
  const arms = readyStudies.factorial.arms.map(armName);
  // All subsets of three skills, and two controls.
  expect(new Set(arms).size).toBe(2 ** 3 + 2);
});

test('what was written before there were sweeps is read as a study without one', () => {
  const { budget: _, ...base } = defaultConfig;
  expect(Study.parse({ version: 1, base, arms: [[]], seeds: [1] })).toEqual({
    version: 1,
    base: defaultConfig,
    arms: [[]],
    seeds: [1],
    sweep: null,
  });
});
