/** The command line of `npm run study`, and what it prints. */
import { describe, expect, test } from 'vitest';
import { readOptions, usage } from '../../../src/headless/study-options.ts';
import { findingText, studyTable } from '../../../src/headless/study-text.ts';
import { Study } from '../../../src/study/study.ts';
import type { StudyReport } from '../../../src/study/study-report.ts';

describe('options', () => {
  test('arms, seeds and the settings of an experiment', () => {
    const options = readOptions([
      ...['--arms', 'none,all,direction+distance', '--seeds=1-3,7', '--out', 'd'],
      ...['--steps', '40', '--items', '24'],
    ])!;
    expect(options.out).toBe('d');
    expect(options.study.seeds).toEqual([1, 2, 3, 7]);
    expect(options.study.arms).toEqual([
      [],
      ['direction', 'distance', 'localization'],
      ['direction', 'distance'],
    ]);
    expect(options.study.base).toMatchObject({ training: { steps: 40 }, evaluation: { items: 24 } });
  });

  test('a ready-made study, and one with other seeds', () => {
    expect(readOptions(['--study', 'luck', '--out', 'd'])!.study).toMatchObject({ seeds: [1, 2, 3, 4, 5] });
    expect(readOptions(['--study', 'which', '--seeds', '9', '--out', 'd'])!.study).toMatchObject({
      arms: [[], ['direction'], ['distance'], ['localization'], ['direction', 'distance', 'localization']],
      seeds: [9],
    });
  });

  test('a setting that is swept, and the budget', () => {
    const { study } = readOptions([
      ...['--arms', 'shuffled', '--seeds', '1', '--sweep', 'place=0,0.5', '--budget', 'tokens', '--out', 'd'],
    ])!;
    expect(study.sweep).toEqual({ setting: 'place', values: [0, 0.5] });
    expect(study.base.budget).toBe('tokens');
    const command = ['--study', 'seen', '--out', 'd'];
    expect(readOptions(command)!.study.sweep?.values).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  });

  test('help', () => {
    expect(readOptions(['--help'])).toBeNull();
    expect(usage).toMatch(
      /which +Which skill carries it\?\n +none, direction, distance, localization, all; seeds 1 to 3/,
    );
  });

  test.each([
    [['--arms', 'all', '--seeds', '1'], '--out: expected the folder'],
    [['--out'], '--out: expected a value after it, got none.'],
    [['--arms', '--seeds', '1'], '--arms: expected a value after it, got none.'],
    [['--out', 'd', '--seeds', '1'], '--arms: A study needs at least one arm.'],
    [['--out', 'd', '--arms', 'chess'], '--arms: expected all, none, composite, shuffled, or basic skills'],
    [['--out', 'd', '--arms', 'all,all', '--seeds', '1'], '--arms: An arm is named more than once.'],
    [['--out', 'd', '--arms', 'all', '--seeds', '5-2'], '--seeds: Expected whole numbers'],
    [['--out', 'd', '--arms', 'all', '--seeds', 'x'], '--seeds: Expected whole numbers'],
    [['--out', 'd', '--study', 'x'], '--study: expected one of which, luck, factorial, seen, got "x".'],
    [
      ['--out', 'd', '--arms', 'all', '--seeds', '1', '--sweep', 'place'],
      '--sweep: expected a setting and its',
    ],
    [
      ['--out', 'd', '--arms', 'all', '--seeds', '1', '--sweep', 'colour=1,2'],
      '--sweep: Expected a setting with numbers to sweep, got "colour". Those that can be swept are place,',
    ],
    [['--out', 'd', '--arms', 'all', '--seeds', '1', '--sweep', 'seed=1,2'], 'numbers to sweep, got "seed"'],
    [
      ['--out', 'd', '--arms', 'all', '--seeds', '1', '--sweep=rank=4,100'],
      '--sweep: Rank: expected a whole number from 1 to 64, got 100.',
    ],
    [
      ['--out', 'd', '--arms', 'all', '--seeds', '1', '--sweep', 'rank=4,x'],
      '--sweep: Expected numbers as the values',
    ],
    [
      ['--out', 'd', '--arms', 'shuffled', '--seeds', '1', '--steps', '1', '--batch-size', '1'],
      '--arms: The arm shuffled needs answers about at least two pictures',
    ],
    [
      ['--out', 'd', '--arms', 'all', '--seeds', '1', '--train-data', 'mine.zip'],
      '--train-data: The arms of a study say what is trained on, got training data of your own (mine.zip).',
    ],
    [['--out', 'd', '--train', 'all'], '--train: a study has several. Use --arms.'],
    [['--out', 'd', '--adapter', 'a'], '--adapter is of one run, and a study has many'],
    [['--out', 'd', '--items-out', 'i.csv'], '--items-out is of one run, and a study has many'],
    [['--out', 'd', '--seed=3'], '--seed: a study has several. Use --seeds.'],
    [['--out', 'd', '--arms', 'all', '--seeds', '1', '--steps', 'x'], '--steps: expected a whole number'],
  ])('%j is refused', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});

const report: StudyReport = {
  study: Study.parse({ arms: [['direction']], seeds: [1, 2] }),
  finished: 2,
  rows: [
    {
      arm: 'direction',
      value: null,
      task: 'spp4',
      kind: 'composite',
      before: { mean: 0.0625, interval: { low: 0, high: 0.3 } },
      after: { mean: 0.52, interval: { low: 0.2, high: 0.8 } },
      seeds: [
        { seed: 1, items: 24, before: 1, after: 13, wrongToRight: 12, rightToWrong: 0 },
        { seed: 2, items: 24, before: 2, after: 12, wrongToRight: 11, rightToWrong: 1 },
      ],
      change: { mean: 0.458, interval: { low: 0.2, high: 0.7 }, p: 0.004 },
      pHolm: 0.012,
      blindBaseline: 0.06,
    },
    {
      arm: 'shuffled',
      value: null,
      task: 'tsp4',
      kind: 'composite',
      before: { mean: 10 / 24, interval: null },
      after: { mean: 8 / 24, interval: null },
      seeds: [{ seed: 1, items: 24, before: 10, after: 8, wrongToRight: 0, rightToWrong: 2 }],
      change: { mean: -0.083, interval: null, p: null },
      pHolm: null,
      blindBaseline: 0.17,
    },
  ],
};

test('the table has every seed, the mean and its interval', () => {
  expect(studyTable(report).replaceAll(/ +/g, ' ').split('\n').slice(2)).toEqual([
    '| direction | spp4 | 1 -> 13, 2 -> 12 of 24 | +46 (+20 to +70) | 0.012 | 6 % |',
    '| shuffled | tsp4 | 10 -> 8 of 24 | -8 | | 17 % |',
  ]);
});

test('the sentence says what is clear, and what one training says', () => {
  expect(findingText(report).split('\n')).toEqual([
    'It transferred to shortest paths.',
    '- direction: clearly better at the composite task',
    '- shuffled answers: composite tasks from 10 to 8 of 24 right with one training, which says nothing about others',
    'Both trainings on direction raised shortest path 4 × 4 (mean +46 points, 95 % 20 to 70).',
    'Route through 4 went from 10 to 8 of 24 with the one training on shuffled answers, which says nothing about other trainings.',
    'With two seeds and 24 items a task, half of the mean changes are known to ±25 points or better: smaller effects stay unseen.',
  ]);
});
