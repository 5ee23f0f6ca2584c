/** A study as a value: arms and seeds by name, its runs, what is refused. */
import { describe, expect, test } from 'vitest';
import { armName, cellsOf, readArm, readyStudies, Study } from '../../../src/study/study.ts';

test.each([
  ['all', ['direction', 'distance', 'localization']],
  ['none', []],
  ['composite', 'composite'],
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

describe('what is refused', () => {
  test.each([
    [{ arms: [], seeds: [1] }, 'A study needs at least one arm.'],
    [{ arms: [[]], seeds: [] }, 'A study needs at least one seed.'],
    [{ arms: [[], []], seeds: [1] }, 'An arm is named more than once. Name each once.'],
    [{ arms: [[]], seeds: [1, 1] }, 'A seed is named more than once. Name each once.'],
    [{ arms: [[]], seeds: Array.from({ length: 51 }, (_, i) => i) }, 'A study has at most 50 seeds.'],
  ])('%j', (given, message) => {
    expect(Study.safeParse(given).error?.issues.map((issue) => issue.message)).toContain(message);
  });
});

test('ready-made studies are studies', () => {
  for (const { arms, seeds } of Object.values(readyStudies))
    expect(Study.safeParse({ arms, seeds }).success).toBe(true);
});
