/** The verdict before the numbers: it follows the adjusted p, names what rose and what did not, and never more. */
import { expect, test } from 'vitest';
import { mcNemarExact } from '../../../src/experiment/statistics/tests.ts';
import { changeOf, learned, reach, verdict } from '../../../src/experiment/verdict.ts';
import { findingText } from '../../../src/headless/report-text.ts';
import { english } from '../../../src/words/english.ts';
import { german } from '../../../src/words/german.ts';
import { recordedRun } from '../../fixtures/recorded-run.ts';

const say = english.finding;
const skills = ['direction', 'distance', 'localization'] as const;
const rowsOf = (...args: Parameters<typeof recordedRun>) => recordedRun(...args).report!.tasks;
const changedOf = (rows: ReturnType<typeof rowsOf>) =>
  rows.map((row) => ({ task: row.task, change: changeOf(row) }));

const up = { broken: 0, fixed: 14, kept: 1 };
const down = { broken: 14, fixed: 0, kept: 1 };
const same = { broken: 1, fixed: 2, kept: 5 };
const said = (
  outcomes: Parameters<typeof recordedRun>[0],
  arm: Parameters<typeof verdict>[0] = skills,
  table = say,
) => verdict(arm, changedOf(rowsOf(outcomes)), table);

test('it transferred: to a whole family, to one size of it, not to another, or not at all', () => {
  expect(said({ spp4: up, spp5: up, tsp4: up })).toBe(
    'It transferred to shortest paths and shortest routes.',
  );
  expect(said({ spp4: up, spp5: same, tsp4: same })).toBe(
    'It transferred to shortest path 4 × 4, not clearly to shortest path 5 × 5 and shortest routes.',
  );
  expect(said({ spp4: up, tsp4: down })).toBe(
    'It transferred to shortest paths, and got worse at shortest routes.',
  );
  expect(said({ spp4: up, spp5: same, tsp4: down }, skills, german.finding)).toBe(
    'Das Gelernte übertrug sich auf: kürzester Weg 4 × 4. Nicht deutlich auf: kürzester Weg 5 × 5. Schlechter geworden: kürzeste Routen.',
  );
  expect(said({ spp4: same, tsp4: down })).toBe('It got worse at shortest routes.');
  expect(said({ direction: up, spp4: same, tsp4: same })).toBe('No sign that it transferred.');
});

test('only basic skills can transfer: controls are told as what they are', () => {
  expect(said({ spp4: up }, 'composite')).toBe(
    'Taught the tasks themselves, it got better at shortest paths.',
  );
  expect(said({ spp4: same }, 'shuffled')).toBe('Shuffled answers changed nothing clearly.');
  expect(said({ spp4: same }, [])).toBe('Nothing was trained, and nothing changed clearly.');
  expect(said({ spp4: up }, 'measured')).toBe('With the adapter, it got better at shortest paths.');
  // Variants and controls of tasks are in the table alone.
  expect(said({ 'spp4@maze': up })).toBe('');
});

test('what was taught, and whether it was learned', () => {
  const taught = (outcomes: Parameters<typeof recordedRun>[0], arm: Parameters<typeof learned>[0] = skills) =>
    learned(arm, changedOf(rowsOf(outcomes)), say);
  const mixed = { direction: up, distance: same, localization: up, spp4: same };
  expect(taught(mixed)).toBe('It learned direction and localization, not clearly distance.');
  expect(taught(mixed, ['distance'])).toBe('It did not clearly learn what it was taught.');
  expect(taught(mixed, 'composite')).toBe('');
  expect(said({ direction: up }, ['direction'])).toBe('It learned direction.');
});

test('what a run of this size can show is what the test can, with all its items', () => {
  const rows = rowsOf({ direction: same, spp4: same });
  // Two tests: 2 x 2 / 2^6 = 0.0625, 2 x 2 / 2^7 = 0.031.
  expect([mcNemarExact(6, 0) * 2 < 0.05, mcNemarExact(7, 0) * 2 < 0.05]).toEqual([false, true]);
  expect(reach(skills, rows, say)).toBe(
    'With 20 items a task and 2 tests, about 7 items of a task (35 points) must change, all one way, to be told from chance: smaller effects stay unseen. It is one training: with another seed it may come out otherwise.',
  );
  expect(reach([], rows, say)).not.toMatch(/training/);
  expect(
    reach(
      skills,
      rows.map((row) => ({ ...row, items: 5 })),
      say,
    ),
  ).toMatch(/^With 5 items a task and 2 tests, no change can be told from chance: take at least 7 items\./);
});

test('the command line says what the page says, the verdict first', () => {
  const { report } = recordedRun({ direction: up, spp4: same });
  expect(findingText(report!).split('\n')).toEqual([
    'No sign that it transferred.',
    'It learned direction.',
    'Trained only on direction, distance and localization, the model found 7 of 20 shortest paths it was never taught: no clear change (before: 6, p = 1).',
    'Basic skills: direction 1 → 15 of 20 (p < 0.001). Each p is adjusted for 2 tests (Holm).',
    expect.stringMatching(/^With 20 items a task and 2 tests, about 7 items/),
  ]);
});
