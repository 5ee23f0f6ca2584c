/** The sentence on why an answer is right or wrong, in each of its wordings. */
import { describe, expect, test } from 'vitest';
import { reasonSentence } from '../../../src/app/result/reason-text.ts';
import type { Fault, Reasons, SeenPosition, Verdict } from '../../../src/sparkle/reasons.ts';

type WorkingOut = NonNullable<Reasons['workingOut']>;

const at = (column: number, row: number) => ({ column, row });
const exact = (name: string): SeenPosition => ({
  name,
  listed: at(4, 4),
  truth: at(4, 4),
  match: 'exact',
});
/** Listed so many columns too far right and rows too high. */
const off = (name: string, right: number, up: number): SeenPosition => ({
  name,
  listed: at(4 + right, 4 + up),
  truth: at(4, 4),
  match: Math.max(Math.abs(right), Math.abs(up)) === 1 ? 'near' : 'wrong',
});
const missing = (name: string): SeenPosition => ({ name, listed: null, truth: at(4, 4), match: 'missing' });
const extra = (name: string): SeenPosition => ({ name, listed: at(4, 4), truth: null, match: 'extra' });

const five = { columns: 5, rows: 5, isRight: true };

const sentence = (verdict: Verdict, change: Partial<WorkingOut> = {}) =>
  reasonSentence({
    verdict,
    workingOut: { form: 'path', grid: null, positions: [exact('green')], fault: null, ...change },
  });

describe('by verdict', () => {
  const [positions, fault] = [[exact('green'), off('red', 1, 0)], { kind: 'moves' } as const];

  test.each([
    [sentence('right'), 'It read every position right, and its path follows from them.'],
    [
      sentence('way', { form: 'route' }),
      'It read every position right and always went on to the nearest object; here another route is shorter.',
    ],
    [
      sentence('seeing', { positions: [exact('green'), off('red', 2, 0)], grid: five }),
      'It read red one column too far right; from there its path is right.',
    ],
    [
      sentence('seeing', { positions, form: 'route' }),
      'It read red one cell too far right; from there its route is right.',
    ],
    [
      sentence('thinking', { fault }),
      'It read every position right, but its moves are not the hops that it counted.',
    ],
    [
      sentence('seeingAndThinking', { positions, fault }),
      'It read red one cell too far right, and its moves are not the hops that it counted.',
    ],
    [
      sentence('wrongReasons', { positions }),
      'Right for wrong reasons: it read red one cell too far right; from there its path is right all the same.',
    ],
    [
      sentence('wrongReasons', { fault }),
      'Right for wrong reasons: it read every position right, but its moves are not the hops that it counted; the answer is right all the same.',
    ],
    [
      sentence('wrongReasons', { positions, fault }),
      'Right for wrong reasons: it read red one cell too far right, and its moves are not the hops that it counted; the answer is right all the same.',
    ],
    [
      reasonSentence({ verdict: 'wrongReasons', workingOut: null }),
      'The answer is right, but it wrote no working-out that can be read.',
    ],
    [reasonSentence({ verdict: 'form', workingOut: null }), 'It wrote no working-out that can be read.'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });
});

test.each<[SeenPosition[], string]>([
  [[off('red', -1, 0)], 'read red one cell too far left'],
  [[off('red', 0, 3)], 'read red 3 cells too high'],
  [[off('red', 2, -1)], 'read red 2 cells too far right and one cell too low'],
  [
    [off('red', 2, -1), off('green', 0, -1)],
    'read red 2 cells too far right and one cell too low, and green one cell too low',
  ],
  [[off('red', 1, 0), off('green', 0, -1)], 'read red one cell too far right and green one cell too low'],
  [
    [off('red', 1, 0), off('green', 0, 1), off('blue', 1, 1)],
    'read 3 of 3 positions wrong, each by one cell only',
  ],
  [
    [off('red', 1, 0), off('green', 0, 5), off('blue', 2, 1), exact('black'), extra('pink')],
    'read 3 of 4 positions wrong, one of them by one cell only and listed pink, which is not there',
  ],
  [[off('red', 2, 0), off('green', 0, 5), off('blue', 2, 1), exact('black')], 'read 3 of 4 positions wrong'],
  [[missing('blue'), exact('red')], 'left out blue'],
  [
    [off('red', 1, 0), missing('blue'), missing('green'), extra('pink'), extra('cyan')],
    'read red one cell too far right, left out blue and green and listed pink and cyan, which are not there',
  ],
])('what was read wrong: %#', (positions, expected) => {
  expect(sentence('seeing', { positions })).toBe(`It ${expected}; from there its path is right.`);
});

test.each<[right: number, up: number, size: number, string]>([
  // Of 5 by 5 a node has two cells a side: cells 4 and 5 are nearest to the middle node.
  [1, 0, 5, 'one cell too far right'],
  [2, 1, 5, 'one column too far right'],
  [-1, 4, 5, 'one column too far left and 2 rows too high'],
  [0, -4, 5, '2 rows too low'],
  [3, -3, 3, 'one column too far right and one row too low'],
])('on a grid %i right and %i up are told by its nodes, of %i a side', (right, up, size, expected) => {
  const grid = { columns: size, rows: size, isRight: true };
  expect(sentence('seeing', { grid, positions: [off('red', right, up)] })).toBe(
    `It read red ${expected}; from there its path is right.`,
  );
});

test('a grid of another size is told', () => {
  const grid = { columns: 4, rows: 4, isRight: false };
  expect(sentence('seeing', { grid, positions: [off('red', 0, 1)] })).toBe(
    'It read the grid as 4 by 4 and red one cell too high; from there its path is right.',
  );
});

test.each<[Fault, string]>([
  [{ kind: 'unlisted', name: 'red' }, 'it gave no position of red, which it needs'],
  [
    { kind: 'hops', written: { right: -3, up: 0 }, needed: { right: 2, up: -1 } },
    'it counted left 3, up 0 where it is right 2, down 1',
  ],
  [
    { kind: 'hops', written: { right: 1, up: 1 }, needed: null },
    'it counted right 1, up 1 on a grid without nodes',
  ],
  [{ kind: 'start', from: 'blue', asked: 'black' }, 'it set out from blue instead of black'],
  [{ kind: 'compared', from: 'blue' }, 'at blue it did not compare exactly the objects that were left'],
  [
    { kind: 'distance', from: 'black', to: 'red', written: 2, least: 4, most: 7 },
    'it wrote 2 for the distance from black to red, which is 4 to 7',
  ],
  [
    { kind: 'distance', from: 'black', to: 'red', written: 2, least: 4, most: 4 },
    'it wrote 2 for the distance from black to red, which is 4',
  ],
  [
    { kind: 'turn', from: 'black', to: 'red', nearest: 'blue', isTie: false },
    'from black it went on to red, though blue is nearer by what it wrote',
  ],
  [
    { kind: 'turn', from: 'black', to: 'red', nearest: 'blue', isTie: true },
    'from black it went on to red, though blue is as near and comes first in the alphabet',
  ],
  [{ kind: 'route' }, 'its route is not the order of the stops that it worked out'],
])('what does not follow: %j', (fault, expected) => {
  expect(sentence('thinking', { fault })).toBe(`It read every position right, but ${expected}.`);
});
