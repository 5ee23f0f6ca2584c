/** That every lesson is whole and true: its steps can be done, its records exist, and what it says holds in them. Not here: walking one on the page (test/browser/page/view-lesson.test.tsx). */
import { readFile } from 'node:fs/promises';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Deed, isDone } from '../../../src/app/lessons/deed.ts';
import { blindText, type Facts, pairsText, raised, rowOf, shareOf } from '../../../src/app/lessons/facts.ts';
import { lessonText } from '../../../src/app/lessons/lesson-text.ts';
import { stepText, wordsOf } from '../../../src/app/lessons/lesson-words.ts';
import { loadWork } from '../../../src/app/lessons/store.ts';
import { lessons } from '../../../src/app/lessons/table.ts';
import { writeFile } from '../../../src/app/storage/kept-files.ts';
import { lessonNames } from '../../../src/class/teacher-link.ts';
import { arms } from '../../../src/experiment/arms.ts';
import { readRecord } from '../../../src/record/record.ts';
import { records } from '../../../src/record/records.ts';
import { capabilities, isTask } from '../../../src/sparkle/task/task-name.ts';
import { type ReadyName, readyStudies } from '../../../src/study/study.ts';
import { buildStudyReport } from '../../../src/study/study-report.ts';
import { english } from '../../../src/words/english.ts';
import { type Language, languages, speak } from '../../../src/words/words.ts';

const facts = new Map<string, Facts>();
const deeds: Deed[] = [];

beforeAll(async () => {
  for (const { name } of records) {
    const file = new Blob([await readFile(`public/records/${name}.zip`)]);
    const { study, runs } = await readRecord(name, file);
    facts.set(name, { report: buildStudyReport(study, runs), runs });
    deeds.push({ what: 'record', record: name });
    for (const { cell } of runs)
      deeds.push({ what: 'recorded run', record: name, arm: cell.arm, seed: cell.seed });
  }
  // Items have the same ids in all runs.
  for (const { item } of facts.get('luck')!.runs[0]!.outcome.items) {
    const { id, task } = item;
    // An open item is known by its id (noticed.ts).
    expect(id.slice(0, id.lastIndexOf('-'))).toBe(task);
    if (isTask(task)) deeds.push({ what: 'item', task, item: id });
  }
}, 60_000);

/** What can be done beside the records: asking, running, setting up a study. */
const others: readonly Deed[] = [
  ...(['base model', 'adapter'] as const).flatMap((by) =>
    ['one', 'another'].flatMap((question) =>
      [0.2, 1].map((place): Deed => ({ what: 'question', question, by, isRight: true, place })),
    ),
  ),
  ...[...capabilities, ...arms.map(({ name }) => name)].map(
    (arm): Deed => ({ what: 'run', arm, run: `run of ${arm}` }),
  ),
  ...(Object.keys(readyStudies) as ReadyName[]).map((study): Deed => ({ what: 'study set up', study })),
];

afterEach(() => speak('en'));

test('there are six lessons, which a link can open, each with a name that a file can have', () => {
  expect(lessons).toHaveLength(6);
  expect(lessons.map(({ name }) => name)).toEqual(lessonNames);
  for (const name of lessonNames) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

/** Words in which a number of a result is none: sizes of tasks, a seed, a lesson, a strength, the level of significance. */
const knownNumbers: Readonly<Record<Language, RegExp>> = {
  en: /\d × \d|seed \d|Lesson \d|Strength of place to 1|p below 0\.05/g,
  de: /\d × \d|Startwert \d|Lektion \d|Stärke des Ortssinns auf 1|p unter 0,05/g,
};

describe.each(lessons.map((lesson) => [lesson.name, lesson] as const))('%s', (_, lesson) => {
  const { guesses, steps } = lesson;

  test('is whole: 10 to 15 minutes, a prediction, steps', () => {
    expect(lesson.minutes).toBeGreaterThanOrEqual(10);
    expect(lesson.minutes).toBeLessThanOrEqual(15);
    expect(guesses.length).toBeGreaterThan(1);
    expect(steps.filter(({ isExtra }) => !isExtra).length).toBeGreaterThan(2);
  });

  test('each step can be done, none is done before, and those that are needed are done on records alone', () => {
    for (const step of steps) {
      expect(isDone(step, [])).toBe(false);
      expect(isDone(step, step.isExtra ? others : deeds), step.name).toBe(true);
    }
  });

  test('one guess holds in its record', () => {
    const own = facts.get(lesson.record)!;
    expect(own, lesson.record).toBeDefined();
    expect(guesses.filter(({ holds }) => holds(own))).toHaveLength(1);
  });

  test.each(Object.keys(languages) as Language[])('has its words, and no others, in %s', async (language) => {
    await speak(language);
    const own = wordsOf(lesson);
    expect(Object.keys(own.guesses).sort()).toEqual(guesses.map(({ name }) => name).sort());
    expect(Object.keys(own.steps).sort()).toEqual(steps.map(({ name }) => name).sort());
    const told = [
      ...[own.title, own.about, own.prediction, own.question, ...Object.values(own.notes)],
      ...steps.map((step) => stepText(lesson, step)),
    ];
    const result = lesson.result(facts.get(lesson.record)!);
    for (const text of [...told, ...result, ...Object.values(own.guesses)])
      expect(text).not.toMatch(/undefined|NaN|null|Infinity|“”|„“|^$/);
    for (const asked of [own.prediction, own.question]) expect(asked).toMatch(/\?/);
    for (const sentence of result) expect(sentence).toMatch(/[.!?]$/);
    expect(Object.keys(own.notes).length).toBeGreaterThan(1);
    // Only the record has numbers of a result.
    expect(told.filter((text) => /\d/.test(text.replaceAll(knownNumbers[language], '')))).toEqual([]);
    const abouts: readonly string[] = lessons.map(({ name }) => english.lesson[name].about);
    expect(abouts.includes(own.about)).toBe(language === 'en');
  });
});

test('the numbers are those of the README', () => {
  const [luck, which] = [facts.get('luck')!, facts.get('which')!];
  expect(pairsText(luck, 'all', 'spp5')).toBe('4 → 63, 4 → 94, 5 → 61, 5 → 90, 6 → 82');
  expect(pairsText(which, 'direction', 'distance')).toBe('43 → 86, 47 → 42, 37 → 83');
  expect(blindText(luck, 'all', 'localization')).toMatch(/^about 1\d of 150$/);
});

test('what the notes say in words holds in the records', () => {
  const [luck, which] = [facts.get('luck')!, facts.get('which')!];
  const share = (arm: string, task: 'spp4' | 'localization') => shareOf(which, arm, task, 'after');
  // Lesson 1: worse than guessing at distance.
  const distance = rowOf(luck, 'all', 'distance');
  expect(distance.before.mean).toBeLessThan(distance.blindBaseline);
  // Lesson 3: all three raise paths far, but one composite task clearly.
  expect(raised(which, 'all', 'composite')).toHaveLength(1);
  // Lesson 4: with nothing trained, nothing changed.
  for (const row of luck.report.rows.filter(({ arm }) => arm === 'none'))
    for (const { wrongToRight, rightToWrong } of row.seeds) expect(wrongToRight + rightToWrong).toBe(0);
  // Lesson 6: where places are half right, paths fall behind; all three find more paths, and get no more places right.
  expect(share('distance', 'localization')).toBeGreaterThan(0.35);
  expect(share('distance', 'localization')).toBeLessThan(0.65);
  expect(share('all', 'spp4')).toBeGreaterThan(share('localization', 'spp4'));
  expect(share('all', 'localization')).toBeLessThanOrEqual(share('localization', 'localization'));
});

const work = {
  guess: 'fewer',
  why: ' It is small. ',
  isCommitted: true,
  deeds: [{ what: 'record', record: 'luck' }],
  answer: 'It sees\nlittle.',
} as const;

test('as a text it has the prediction, the ticks, and the answer as typed, in the language of the page', async () => {
  const [lesson] = lessons;
  const text = lessonText(lesson!, work, ['A sentence.'], '29 November 2026');
  expect(text).toContain('My prediction: Fewer than a quarter\nWhy: It is small.\n');
  expect(text.match(/^\[x\]/gm)).toHaveLength(1);
  expect(text).toContain('WHAT THE RECORD SAYS\nA sentence.');
  expect(text).toContain('It sees\nlittle.');
  await speak('de');
  const german = lessonText(lesson!, { ...work, isCommitted: false }, [], '29. November 2026');
  expect(german).toContain(
    'Meine Vorhersage: Weniger als ein Viertel (noch nicht festgelegt)\nWarum: It is small.',
  );
  expect(german).not.toMatch(/prediction|STEPS|quarter/);
});

test('what was stored with the English text of the guess is read as the guess, in any language', async () => {
  const path = ['lessons', 'what-does-it-see.json'];
  await writeFile(path, JSON.stringify({ ...work, guess: 'Fewer than a quarter' }));
  await speak('de');
  expect(await loadWork('what-does-it-see')).toEqual(work);
  await writeFile(path, JSON.stringify({ ...work, guess: 'About a third' }));
  const stored = await loadWork('what-does-it-see');
  expect(lessonText(lessons[0]!, stored!, [], '')).toContain('Meine Vorhersage: About a third\n');
  await writeFile(path, JSON.stringify({ ...work, guess: null }));
  expect((await loadWork('what-does-it-see'))?.guess).toBeNull();
});
