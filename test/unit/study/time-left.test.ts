/** How long a study still takes, of made-up runs whose pace is known. */
import { expect, test } from 'vitest';
import { sparkleTinyShape } from '../../../models/registry.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { tokensOf } from '../../../src/experiment/duration.ts';
import { cellsOf, Study } from '../../../src/study/study.ts';
import { studySecondsLeft } from '../../../src/study/time-left.ts';

const study = Study.parse({ base: defaultConfig, arms: [[], ['direction'], ['distance']], seeds: [1, 2] });

/** A computer that trains and answers at this pace, in seconds a token. */
const secondsAt = (training: number, answering: number) => {
  const begun = new Set<number>();
  return new Map(
    cellsOf(study).map(({ key, seed, config }) => {
      const work = tokensOf(config, sparkleTinyShape);
      // The first run of a seed asks the base model too.
      const share = begun.has(seed) ? 0.5 : 1;
      begun.add(seed);
      return [key, training * work.training + answering * share * work.answering] as const;
    }),
  );
};
const sum = (seconds: Iterable<number>) => [...seconds].reduce((total, each) => total + each, 0);

test('nothing is known before the first run, and nothing is left after the last', () => {
  expect(studySecondsLeft(study, new Map())).toBeNull();
  expect(studySecondsLeft(study, secondsAt(1, 1))).toBe(0);
});

test.each([
  [0.002, 0.001],
  [0.0001, 0.01],
  [0.01, 0.0001],
])(
  'with one run of each kind it is known, whatever the computer is good at (%s, %s)',
  (training, answering) => {
    const all = secondsAt(training, answering);
    for (let made = 2; made < 6; made++) {
      const finished = new Map([...all].slice(0, made));
      expect(studySecondsLeft(study, finished)).toBeCloseTo(sum([...all.values()].slice(made)), 6);
    }
  },
);

test('with one run only, training is taken to be twice as slow as answering', () => {
  const all = secondsAt(0.002, 0.001);
  const [first] = all;
  expect(studySecondsLeft(study, new Map([first!]))).toBeCloseTo(sum([...all.values()].slice(1)), 6);
});
