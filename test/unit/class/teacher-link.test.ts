/** The teacher's link: a page comes back as it was made, and a bad link says what is wrong and keeps the rest. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isTeacherLink,
  keptSettings,
  lessonNames,
  locks,
  pageParts,
  readTeacherLink,
  titleLengthMax,
  writeTeacherLink,
} from '../../../src/class/teacher-link.ts';
import { defaultConfig, ExperimentConfig, presets } from '../../../src/experiment/config.ts';
import { readLink } from '../../../src/experiment/link.ts';
import { isStudyLink } from '../../../src/study/study-link.ts';

const anyPage = fc.record({
  title: fc
    .string({ unit: 'grapheme', maxLength: 40 })
    .map((text) => [...text.replaceAll(/\s+/g, ' ').trim()].slice(0, titleLengthMax).join('')),
  lesson: fc.constantFrom(null, ...lessonNames),
  lock: fc.constantFrom(...locks),
  hide: fc.subarray([...pageParts]),
});

const quick = ExperimentConfig.parse({ ...presets.quick.config, seed: 4, trainOn: ['direction'] });

test('any page comes back from its link, with its settings', () => {
  fc.assert(
    fc.property(anyPage, fc.constantFrom(defaultConfig, quick), (page, config) => {
      const link = `#${writeTeacherLink(page, config)}`;
      expect(isTeacherLink(link)).toBe(true);
      expect(readTeacherLink(link)).toEqual({ page, config, problems: [] });
    }),
  );
});

test('it can be read in the address', () => {
  expect(
    writeTeacherLink({ title: 'Paths', lesson: 'is-it-luck', lock: 'all', hide: ['ask', 'models'] }, quick),
  ).toMatch(/^teacher=1&title=Paths&lesson=is-it-luck&lock=all&hide=models,ask&v=2&/);
  expect(writeTeacherLink({ title: ' ', lesson: null, lock: 'none', hide: [] }, defaultConfig)).toBe(
    'teacher=1&v=2',
  );
});

test('other links are none', () => {
  expect(isTeacherLink('#v=2&steps=40')).toBe(false);
  expect(isStudyLink('#teacher=1&v=2')).toBe(false);
});

describe('a bad link', () => {
  const settings = 'v=2&steps=40';
  const read = (own: string) => readTeacherLink(`#${own}&${settings}`);

  test('of another version is read as far as it goes, and says so', () => {
    const { page, config, problems } = read('teacher=9&lesson=is-it-luck&lock=all');
    expect(page).toEqual({ title: '', lesson: 'is-it-luck', lock: 'all', hide: [] });
    expect(config).toEqual(readLink(settings).config);
    expect(problems).toEqual([
      'The link is a teacher\'s of version "9"; this lab reads version 1. Check what the page shows, or open the link in the lab that made it.',
    ]);
  });

  test('with an unknown part hides the others, and says so', () => {
    const { page, problems } = read('teacher=1&hide=ask,runs,models');
    expect(page.hide).toEqual(['models', 'ask']);
    expect(problems).toEqual([
      'The link hides "runs", which this lab does not know; that was left out. Parts are setup, models, studies, records, lessons, data, ask: correct the link, or ask whoever made it.',
    ]);
  });

  test('with an unknown lesson opens none, keeps the rest, and says so', () => {
    const { page, config, problems } = read('teacher=1&title=Paths&lesson=is-it-lack&lock=all');
    expect(page).toEqual({ title: 'Paths', lesson: null, lock: 'all', hide: [] });
    expect(config).toEqual(readLink(settings).config);
    expect(problems).toEqual([
      'The link opens the lesson "is-it-lack", which this lab does not have; none was opened. Lessons are what-does-it-see, train-one-skill, does-it-transfer, is-it-luck, form-or-skill, how-much-seen: correct the link, or ask whoever made it.',
    ]);
  });

  test('with an unknown lock locks all, and says so', () => {
    const { page, problems } = read('teacher=1&lock=seed');
    expect(page.lock).toBe('all');
    expect(problems).toEqual([
      'The link locks "seed", which this lab does not know; all settings are locked. Locks are none, all, all-but-seed: correct the link, or ask whoever made it.',
    ]);
  });

  test('with a wrong setting says so like any other link', () => {
    expect(readTeacherLink('#teacher=1&v=2&steps=lots').problems).toEqual(
      readLink('v=2&steps=lots').problems,
    );
  });
});

test('a locked page keeps its settings, but an open seed', () => {
  const page = { title: '', lesson: null, hide: [] };
  const changed = { ...quick, seed: 9 };
  expect(keptSettings({ ...page, lock: 'none' }, defaultConfig, changed)).toBe(changed);
  expect(keptSettings({ ...page, lock: 'all' }, defaultConfig, changed)).toBe(defaultConfig);
  expect(keptSettings({ ...page, lock: 'all-but-seed' }, defaultConfig, changed)).toEqual({
    ...defaultConfig,
    seed: 9,
  });
});
