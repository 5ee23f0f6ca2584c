/** The sentence of a run says what the numbers say: better, worse, no clear change; and never more. */
import { expect, test } from 'vitest';
import * as of from '../../../src/experiment/finding.ts';
import { mcNemarExact } from '../../../src/experiment/statistics/tests.ts';
import { english } from '../../../src/words/english.ts';
import { german } from '../../../src/words/german.ts';
import { recordedRun } from '../../fixtures/recorded-run.ts';

const say = english.finding;
type Rows = Parameters<typeof of.finding>[1];
const finding = (arm: Parameters<typeof of.finding>[0], rows: Rows, table = say) =>
  of.finding(arm, rows, table);
const basicFinding = (rows: Rows, table = say) => of.basicFinding(rows, table);
const adjustmentNote = (rows: Rows, table = say) => of.adjustmentNote(rows, table);

const skills = ['direction', 'distance', 'localization'] as const;
/** The rows of a report with those outcomes. */
const rowsOf = (...args: Parameters<typeof recordedRun>) => recordedRun(...args).report!.tasks;
const text = (...args: Parameters<typeof finding>) =>
  finding(...args)
    .map((piece) => piece.text)
    .join('')
    .trim();

test('better', () => {
  const rows = rowsOf({ spp4: { broken: 0, fixed: 12, kept: 2 } });
  expect(mcNemarExact(12, 0)).toBeLessThan(0.001);
  expect(text(skills.slice(), rows)).toBe(
    'Trained only on direction, distance and localization, the model found 14 of 20 shortest paths it was never taught (before: 2). McNemar p < 0.001.',
  );
  expect(finding(['direction'], rows).filter(({ isStrong }) => isStrong)).toEqual([
    { text: '14 of 20', isStrong: true },
  ]);
});

test('worse', () => {
  const rows = rowsOf({ tsp4: { broken: 9, fixed: 1, kept: 3 } });
  expect(text(['distance'], rows)).toBe(
    'Trained only on distance, the model found 4 of 20 shortest routes, fewer than before (12). McNemar p = 0.021.',
  );
});

test('no clear change, although the counts differ', () => {
  const rows = rowsOf({ spp4: { broken: 1, fixed: 3, kept: 4 } });
  expect(text(['direction', 'distance'], rows)).toBe(
    'Trained only on direction and distance, the model found 7 of 20 shortest paths it was never taught: no clear change (before: 5, p = 0.63).',
  );
});

test('what one test would call a change is none among four, and the sentence says so', () => {
  const rows = rowsOf({
    direction: { broken: 0, fixed: 11, kept: 1 },
    localization: { broken: 1, fixed: 2, kept: 13 },
    spp4: { broken: 1, fixed: 9, kept: 2 },
    tsp4: { broken: 1, fixed: 8, kept: 1 },
  });
  // Alone: 0.00098, 1, 0.021, 0.039. Holm: times 4, 1, 3 and 2, none below one before it.
  expect(mcNemarExact(9, 1)).toBeLessThan(0.05);
  expect(text(skills.slice(), rows)).toBe(
    'Trained only on direction, distance and localization, the model found 11 of 20 shortest paths it was never taught: no clear change (before: 3, p = 0.064). ' +
      'It found 9 of 20 shortest routes it was never taught: no clear change (before: 2, p = 0.078).',
  );
  expect(basicFinding(rows)).toBe(
    'Basic skills: direction 1 → 12 of 20 (p = 0.004), localization 14 → 15 of 20 (p = 1).',
  );
  expect(adjustmentNote(rows)).toBe('Each p is adjusted for 4 tests (Holm).');
  expect(adjustmentNote(rowsOf({ spp4: { broken: 0, fixed: 1, kept: 2 } }))).toBe('');
});

test('nothing trained, nothing changed', () => {
  const rows = rowsOf({ spp4: { broken: 0, fixed: 0, kept: 4 } });
  expect(text([], rows)).toBe(
    'Trained on nothing, the model found 4 of 20 shortest paths it was never taught: no clear change (before: 4).',
  );
});

test('the control was taught the composites, and paths and routes are told apart', () => {
  const rows = rowsOf({
    spp4: { broken: 0, fixed: 8, kept: 0 },
    spp5: { broken: 0, fixed: 8, kept: 0 },
    tsp4: { broken: 0, fixed: 0, kept: 1 },
  });
  // Two of three tests have p = 2 / 2^8 = 0.0078. Holm: times 3, and the second is not below the first.
  expect(text('composite', rows)).toBe(
    'Trained on the composite tasks themselves, the model found 16 of 40 shortest paths (before: 0). McNemar shortest path 4 × 4 p = 0.023, shortest path 5 × 5 p = 0.023. ' +
      'It found 1 of 20 shortest routes: no clear change (before: 1).',
  );
});

test('tasks that are counted together and change apart are told apart', () => {
  const rows = rowsOf({
    spp4: { broken: 0, fixed: 10, kept: 2 },
    spp5: { broken: 10, fixed: 0, kept: 3 },
    spp6: { broken: 0, fixed: 0, kept: 1 },
  });
  // Twice p = 2 / 2^10 = 0.00195, times 3.
  expect(text(['direction'], rows)).toBe(
    'Trained only on direction, the model found 16 of 60 shortest paths it was never taught: better at shortest path 4 × 4, worse at shortest path 5 × 5 (before: 16). McNemar shortest path 4 × 4 p = 0.006, shortest path 5 × 5 p = 0.006, shortest path 6 × 6 p = 1.',
  );
});

test('of tasks that are counted together none changed clearly: each with its p', () => {
  const rows = rowsOf({
    spp4: { broken: 1, fixed: 3, kept: 4 },
    tsp4: { broken: 0, fixed: 5, kept: 0 },
    tsp5: { broken: 0, fixed: 4, kept: 0 },
  });
  // Alone: 0.63, 2 / 2^5 = 0.0625, 2 / 2^4 = 0.125. Holm: 0.0625 times 3, 0.125 times 2, 0.625.
  expect(text([], rows)).toBe(
    'Trained on nothing, the model found 7 of 20 shortest paths it was never taught: no clear change (before: 5, p = 0.63). ' +
      'It found 9 of 40 shortest routes it was never taught: no clear change (before: 0, route through 4 p = 0.19, route through 5 p = 0.25).',
  );
});

test('a variant or a control is a test of the family, though the finding is not about it', () => {
  const rows = rowsOf({
    spp4: { broken: 0, fixed: 8, kept: 0 },
    'spp4@blank': { broken: 0, fixed: 0, kept: 0 },
  });
  // 2 / 2^8, times 2.
  expect(text(['direction'], rows)).toBe(
    'Trained only on direction, the model found 8 of 20 shortest paths it was never taught (before: 0). McNemar p = 0.016.',
  );
  expect(adjustmentNote(rows)).toBe('Each p is adjusted for 2 tests (Holm).');
});

test('without composite tasks it speaks of the basic ones', () => {
  const rows = rowsOf({ direction: { broken: 0, fixed: 10, kept: 1 } });
  expect(text(['direction'], rows)).toBe(
    'Trained only on direction, the model answered 11 of 20 direction questions (before: 1). McNemar p = 0.002.',
  );
  expect(basicFinding(rows)).toBe('Basic skills: direction 1 → 11 of 20 (p = 0.002).');
});

test('where nothing was scored it says nothing', () => {
  expect(finding(['direction'], [])).toEqual([]);
  expect(basicFinding([])).toBe('');
});

test('in German the same numbers, in German sentences', () => {
  const rows = rowsOf({
    direction: { broken: 0, fixed: 11, kept: 1 },
    spp4: { broken: 0, fixed: 10, kept: 2 },
    spp5: { broken: 10, fixed: 0, kept: 3 },
  });
  expect(text(skills.slice(), rows, german.finding)).toBe(
    'Nur auf Richtung, Entfernung und Lage trainiert, fand das Modell 15 von 40 kürzesten Wegen, die ihm nie beigebracht wurden; besser: kürzester Weg 4 × 4; schlechter: kürzester Weg 5 × 5 (vorher: 15). McNemar kürzester Weg 4 × 4 p = 0,004, kürzester Weg 5 × 5 p = 0,004.',
  );
  expect(basicFinding(rows, german.finding)).toBe('Grundfähigkeiten: Richtung 1 → 12 von 20 (p = 0,003).');
  expect(adjustmentNote(rows, german.finding)).toBe('Jedes p ist für 3 Tests korrigiert (Holm).');
});

test.each([
  [0, 'p < 0.001'],
  [0.00099, 'p < 0.001'],
  [0.012, 'p = 0.012'],
  [0.049, 'p = 0.049'],
  [0.1, 'p = 0.10'],
  [0.344, 'p = 0.34'],
  [0.996, 'p = 1'],
  [1, 'p = 1'],
])('p of %s is written %s', (p, written) => {
  expect(of.pText(p, say)).toBe(written);
});
