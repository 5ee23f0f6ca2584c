/** The share link of a study. Not here: the link of an experiment, which it contains (test/unit/experiment/link.test.ts). */
import { expect, test } from 'vitest';
import { defaultConfig, presets } from '../../../src/experiment/config.ts';
import { writeLink } from '../../../src/experiment/link.ts';
import { type ReadyName, readyStudies, readyStudy, Study } from '../../../src/study/study.ts';
import { isStudyLink, readStudyLink, writeStudyLink } from '../../../src/study/study-link.ts';

test('it reads as it is meant', () => {
  const study = Study.parse({
    base: { training: { steps: 40 } },
    arms: [[], ['direction', 'distance'], 'shuffled'],
    seeds: [1, 5],
    sweep: { setting: 'place', values: [0, 0.5] },
  });
  expect(writeStudyLink(study)).toBe(
    'study=1&arms=none,direction+distance,shuffled&seeds=1,5&sweep=place:0,0.5&v=2&steps=40',
  );
});

test.each(Object.keys(readyStudies) as ReadyName[])('the study %s comes back', (name) => {
  for (const base of [defaultConfig, presets.quick.config]) {
    const study = readyStudy(name, base);
    const link = writeStudyLink(study);
    expect(isStudyLink(`#${link}`)).toBe(true);
    expect(readStudyLink(`#${link}`)).toEqual({ study, problems: [] });
    // The address bar may write what stands for itself in another way.
    expect(readStudyLink(encodeURI(link).replaceAll('+', '%2B')).study).toEqual(study);
  }
});

test('arm and seed of the experiment are not in it', () => {
  const study = Study.parse({
    base: { ...defaultConfig, seed: 7, trainOn: 'composite' },
    arms: [[]],
    seeds: [2],
  });
  expect(writeStudyLink(study)).toBe('study=1&arms=none&seeds=2&v=2');
});

test('the link of an experiment is none', () => {
  expect(isStudyLink(writeLink(presets.quick.config))).toBe(false);
  expect(isStudyLink('')).toBe(false);
});

test.each([
  [
    'study=1',
    ['In the link: A study needs at least one arm.', 'In the link: A study needs at least one seed.'],
  ],
  [
    'study=1&arms=all,chess&seeds=1',
    [
      'In the link, expected arms of a study (all, none, composite, shuffled, or basic skills with + between them), got "chess". Correct the link, or choose in the form.',
    ],
  ],
  ['study=1&arms=all,all&seeds=1', ['In the link: An arm is named more than once. Name each once.']],
  [
    'study=1&arms=all&seeds=1&sweep=rank:0',
    ['In the link: Rank: expected a whole number from 1 to 64, got 0.'],
  ],
  [
    'study=1&arms=all&seeds=one',
    ['In the link: Expected a whole number from 0 to 2147483647 as a seed, got NaN.'],
  ],
])('%s is refused, and says why', (link, problems) => {
  expect(readStudyLink(link)).toEqual({ study: null, problems });
});

test('of another version, or with a setting that is not known, it is read as far as it can be', () => {
  const newer = readStudyLink('study=9&arms=all&seeds=1&v=2&colour=red');
  expect(newer.study).toEqual(Study.parse({ arms: [['direction', 'distance', 'localization']], seeds: [1] }));
  expect(newer.problems).toEqual([
    expect.stringMatching(/^The link is of a study of version "9"; this lab reads version 1\./),
    expect.stringMatching(/^The link has a setting "colour" that this lab does not know/),
  ]);
});
