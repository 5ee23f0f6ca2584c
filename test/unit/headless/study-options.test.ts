/** The command line of `npm run study`, and what it prints. */
import { describe, expect, test } from 'vitest';
import { readOptions, usage } from '../../../src/headless/study-options.ts';
import { studyFindings, studyTable } from '../../../src/headless/study-text.ts';
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

  test('help', () => {
    expect(readOptions(['--help'])).toBeNull();
    expect(usage).toMatch(
      /which +Which skill carries it\? none, direction, distance, localization, all; seeds 1 to 3/,
    );
  });

  test.each([
    [['--arms', 'all', '--seeds', '1'], '--out: expected the folder'],
    [['--out'], '--out: expected a value after it, got none.'],
    [['--arms', '--seeds', '1'], '--arms: expected a value after it, got none.'],
    [['--out', 'd', '--seeds', '1'], '--arms: A study needs at least one arm.'],
    [['--out', 'd', '--arms', 'chess'], '--arms: expected all, none, composite, or basic skills'],
    [['--out', 'd', '--arms', 'all,all', '--seeds', '1'], '--arms: An arm is named more than once.'],
    [['--out', 'd', '--arms', 'all', '--seeds', '5-2'], '--seeds: expected whole numbers'],
    [['--out', 'd', '--arms', 'all', '--seeds', 'x'], '--seeds: expected whole numbers'],
    [['--out', 'd', '--study', 'x'], '--study: expected one of which, luck, got "x".'],
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
      task: 'spp4',
      kind: 'composite',
      seeds: [
        { seed: 1, items: 24, before: 1, after: 13, wrongToRight: 12, rightToWrong: 0 },
        { seed: 2, items: 24, before: 2, after: 12, wrongToRight: 11, rightToWrong: 1 },
      ],
      change: { mean: 0.458, interval: { low: 0.2, high: 0.7 }, p: 0.004 },
      pHolm: 0.012,
      blindBaseline: 0.06,
    },
    {
      arm: 'direction',
      task: 'tsp4',
      kind: 'composite',
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
    '| direction | tsp4 | 10 -> 8 of 24 | -8 | | 17 % |',
  ]);
});

test('the sentence says what is clear, and what one training says', () => {
  expect(studyFindings(report)).toBe(
    'Trained on direction: spp4 +46 points (95 % +20 to +70; clear, up in 2 of 2); tsp4 -8 points in its one training, which says nothing about others.',
  );
});
