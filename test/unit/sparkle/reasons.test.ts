/** Why an answer is right or wrong: hand-made answers for every verdict, and answers made from shifted positions. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Reasons, reasonsOf, verdictNames } from '../../../src/sparkle/reasons.ts';
import type { LatticeScene, PointsScene } from '../../../src/sparkle/scene/scene.ts';
import { score } from '../../../src/sparkle/score.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';
import type { Item } from '../../../src/sparkle/task/item.ts';
import type { Task } from '../../../src/sparkle/tasks.ts';
import { fuzzRuns } from '../../fixtures/fuzz-runs.ts';
import { seenCells, workedAnswer } from '../../fixtures/worked-answer.ts';

const reasons = (item: Item, text: string) => reasonsOf(item, { text, score: score(item, text) });
const read = (item: Item, text: string): Reasons => {
  const found = reasons(item, text);
  if (!found) throw new Error(`Expected reasons of ${item.id}`);
  return found;
};

/** On 5 by 5: green in cell (1,3), red in cell (5,9). */
const lattice: LatticeScene = {
  kind: 'lattice',
  id: '',
  size: 5,
  start: { column: 0, row: 1 },
  end: { column: 2, row: 4 },
  hasNodeLabels: false,
};
const path: Item = {
  id: 'path',
  task: 'spp5',
  form: 'path',
  scene: lattice,
  names: ['green', 'red'],
  question: '',
  answer: '',
};

const disc = (name: string, x: number, y: number) => ({ name, x, y, radius: 0.5 });
/** From black: blue 4.0, red 5.7, yellow 8.9; blue to red 3.0, yellow 5.3; red to yellow 4.5. All in this order. */
const discs: PointsScene = {
  kind: 'points',
  id: '',
  objects: [disc('yellow', 9.2, 4.4), disc('red', 5.2, 6.4), disc('black', 1.2, 2.4), disc('blue', 5.2, 3.4)],
};
const route: Item = {
  id: 'route',
  task: 'tsp4',
  form: 'route',
  scene: discs,
  names: ['black'],
  question: '',
  answer: '',
};
const listed = 'black (1,2), blue (5,3), red (5,6), yellow (9,4)';
const worked = 'black to blue 4, red 6, yellow 8; blue to red 3, yellow 4; red to yellow 4';

/** Nearest first goes east and then all the way back: the shortest route does not. */
const trap: Item = {
  ...route,
  names: ['black'],
  scene: {
    ...discs,
    objects: [
      disc('black', 4.5, 5.5),
      disc('blue', 7.5, 5.5),
      disc('red', 9.5, 5.5),
      disc('green', 0.7, 5.5),
    ],
  },
};
const trapListed = 'black (4,5), blue (7,5), green (0,5), red (9,5)';
const trapWorked = 'black to blue 3, green 4, red 5; blue to green 7, red 2; red to green 9';

describe('hand-made answers of each verdict', () => {
  test.each([
    ['right', '5 by 5 grid, green (1,3), red (5,9), right 2, up 3: right, right, up, up, up'],
    ['right', '5 by 5 grid, green (1,3), red (5,9), right 2, up 3: up, right, up, right, up'],
    // The end one cell off still lies nearest to the right node.
    ['wrongReasons', '5 by 5 grid, green (1,3), red (4,9), right 2, up 3: right, right, up, up, up'],
    ['wrongReasons', '5 by 5 grid, green (1,3), red (5,9), right 3, up 3: right, right, up, up, up'],
    ['wrongReasons', 'right, right, up, up, up'],
    ['seeing', '5 by 5 grid, green (1,3), red (7,9), right 3, up 3: right, right, right, up, up, up'],
    ['seeing', '5 by 5 grid, green (1,3), red (0,1), right 0, down 1: down'],
    ['seeing', '5 by 5 grid, green (5,5), red (5,5), right 0, up 0:'],
    // Of 4 by 4 the nodes lie nearest in columns 0 and 2, rows 1 and 3.
    ['seeing', '4 by 4 grid, green (1,3), red (5,9), right 2, up 2: right, right, up, up'],
    // Cell 2 lies midway between two nodes of 4 by 4, so right 1 and right 2 both follow.
    ['seeing', '4 by 4 grid, green (2,3), red (6,9), right 1, up 2: right, up, up'],
    ['seeing', '4 by 4 grid, green (2,3), red (6,9), right 2, up 2: right, right, up, up'],
    ['thinking', '5 by 5 grid, green (1,3), red (5,9), right 3, up 3: right, right, right, up, up, up'],
    ['thinking', '5 by 5 grid, green (1,3), red (5,9), right 2, up 3: right, up, up, up'],
    ['thinking', '5 by 5 grid, green (1,3), red (5,9), right 2, up 3: right, right, up, up, up, up, down'],
    ['seeingAndThinking', '5 by 5 grid, green (1,3), red (7,9), right 2, up 2: right, right, up, up'],
    ['seeingAndThinking', '0 by 0 grid, green (1,3), red (5,9), right 1, up 1: right, up'],
    ['seeingAndThinking', '5 by 5 grid, green (1,3), blue (5,9), right 1, up 3: right, up, up, up'],
    ['form', '5 by 5 grid, green (1,3), green (5,9), right 1, up 3: right, up, up, up'],
    ['form', '5 by 5 grid, green (1,3), red (5,9): up'],
    ['form', 'up'],
    ['form', ''],
  ] as const)('%s: %s', (verdict, text) => {
    expect(read(path, text).verdict).toBe(verdict);
  });

  test.each([
    ['right', `${listed}; ${worked}: black, blue, red, yellow`],
    // Every distance at the end of what the cells allow: 4.1 gives 3 to 5, 4.1 and 5.7 4 to 7, 8.2 7 to 9.
    [
      'right',
      `${listed}; black to blue 5, red 7, yellow 9; blue to red 2, yellow 3; red to yellow 3: black, blue, red, yellow`,
    ],
    [
      'wrongReasons',
      `${listed.replace('(9,4)', '(9,5)')}; ${worked.replace('yellow 4; red', 'yellow 5; red')}: black, blue, red, yellow`,
    ],
    [
      'wrongReasons',
      `${listed}; ${worked.replace('black to blue 4', 'black to blue 6')}: black, blue, red, yellow`,
    ],
    ['wrongReasons', 'black, blue, red, yellow'],
    [
      'seeing',
      'black (1,2), blue (5,3), red (9,9), yellow (9,4); black to blue 4, red 10, yellow 8; blue to red 7, yellow 4; yellow to red 5: black, blue, yellow, red',
    ],
    // Without red it is consistent, but red is missing.
    [
      'seeing',
      'black (1,2), blue (5,3), yellow (9,4); black to blue 4, yellow 8; blue to yellow 4: black, blue, yellow',
    ],
    ['thinking', `${listed}; ${worked}: black, red, blue, yellow`],
    [
      'thinking',
      `${listed}; black to blue 4, red 6; blue to red 3, yellow 4; red to yellow 4: black, red, blue, yellow`,
    ],
    [
      'thinking',
      `${listed}; black to blue 4, red 6, yellow 8; red to blue 3, yellow 4; blue to yellow 4: black, red, blue, yellow`,
    ],
    // Red and yellow are written as equally far: red comes first in the alphabet.
    [
      'thinking',
      `${listed}; black to blue 4, red 6, yellow 8; blue to red 4, yellow 4; yellow to red 4: black, blue, yellow, red`,
    ],
    [
      'thinking',
      `${listed}; blue to black 4, red 3, yellow 4; red to black 6, yellow 4; yellow to black 8: blue, red, yellow, black`,
    ],
    [
      'seeingAndThinking',
      'black (1,2), blue (5,3), red (9,9), yellow (9,4); black to blue 4, red 6, yellow 8; blue to red 3, yellow 4; red to yellow 5: black, red, blue, yellow',
    ],
    ['form', `${listed}: `],
    ['form', `${listed}; black to blue, red: black, red, blue, yellow`],
    ['form', 'no idea'],
  ] as const)('%s: %s', (verdict, text) => {
    expect(read(route, text).verdict).toBe(verdict);
  });

  test('nearest first that is not the shortest is told apart', () => {
    const text = `${trapListed}; ${trapWorked}: black, blue, red, green`;
    expect(score(trap, text)).toMatchObject({ isParsed: true, isCorrect: false });
    expect(read(trap, text)).toMatchObject({ verdict: 'way', workingOut: { fault: null } });
  });
});

describe('what an answer lists and where it goes wrong', () => {
  test('positions are exact, near, wrong, missing or not there', () => {
    const text =
      'black (1,2), blue (6,4), pink (0,0), red (5,8); black to blue 5, pink 2, red 7; pink to blue 7, red 9; blue to red 4: black, pink, blue, red';
    expect(read(route, text).workingOut).toEqual({
      form: 'route',
      grid: null,
      positions: [
        { name: 'black', listed: { column: 1, row: 2 }, truth: { column: 1, row: 2 }, match: 'exact' },
        { name: 'blue', listed: { column: 6, row: 4 }, truth: { column: 5, row: 3 }, match: 'near' },
        { name: 'pink', listed: { column: 0, row: 0 }, truth: null, match: 'extra' },
        { name: 'red', listed: { column: 5, row: 8 }, truth: { column: 5, row: 6 }, match: 'wrong' },
        { name: 'yellow', listed: null, truth: { column: 9, row: 4 }, match: 'missing' },
      ],
      fault: null,
    });
  });

  const faultOf = (item: Item, text: string) => read(item, text).workingOut?.fault;

  test('the first fault of a path', () => {
    expect(faultOf(path, '5 by 5 grid, green (1,3), red (5,9), left 3, up 3: left')).toEqual({
      kind: 'hops',
      written: { right: -3, up: 3 },
      needed: { right: 2, up: 3 },
    });
    expect(faultOf(path, '0 by 0 grid, green (1,3), red (5,9), right 0, up 0: up')).toMatchObject({
      kind: 'hops',
      needed: null,
    });
    expect(faultOf(path, '5 by 5 grid, green (1,3), red (5,9), right 2, up 3: up')).toEqual({
      kind: 'moves',
    });
    expect(faultOf(path, '5 by 5 grid, green (1,3), pink (5,9), right 2, up 3: up')).toEqual({
      kind: 'unlisted',
      name: 'red',
    });
    expect(
      read(path, '4 by 5 grid, green (1,3), red (5,9), right 2, up 3: right, up, up').workingOut?.grid,
    ).toEqual({ columns: 4, rows: 5, isRight: false });
  });

  test.each([
    [`${listed}; pink to blue 4: black, blue`, { kind: 'unlisted', name: 'pink' }],
    [`${listed}: blue, black, red, yellow`, { kind: 'start', from: 'blue', asked: 'black' }],
    [`${listed}; black to blue 4, red 6: black, blue, red, yellow`, { kind: 'compared', from: 'black' }],
    [
      `${listed}; black to blue 4, red 6, yellow 8: black, blue, red, yellow`,
      { kind: 'compared', from: 'blue' },
    ],
    [`${listed}; ${worked}; yellow to red 4: black, blue, red, yellow`, { kind: 'compared', from: 'yellow' }],
    [
      `${listed}; black to blue 4, red 2, yellow 8: black, red, blue, yellow`,
      { kind: 'distance', from: 'black', to: 'red', written: 2, least: 4, most: 7 },
    ],
    [
      `${listed}; black to blue 4, red 6, yellow 8; red to blue 3, yellow 4; blue to yellow 4: black, red, blue, yellow`,
      { kind: 'turn', from: 'black', to: 'red', nearest: 'blue', isTie: false },
    ],
    [
      `${listed}; black to blue 4, red 4, yellow 8; red to blue 3, yellow 4; blue to yellow 4: black, red, blue, yellow`,
      { kind: 'turn', from: 'black', to: 'red', nearest: 'blue', isTie: true },
    ],
    [`${listed}; ${worked}: black, blue, yellow, red`, { kind: 'route' }],
  ] as const)('the first fault of a route: %s', (text, fault) => {
    expect(faultOf(route, text)).toEqual(fault);
  });
});

const tasks: Task[] = ['spp3', 'spp4', 'spp5', 'spp8', 'tsp3', 'tsp4', 'tsp5', 'tsp7'];
const controls: Task[] = ['spp4@told', 'tsp4@told', 'spp5@background', 'tsp4@size', 'tsp4@blank'];
const items = [...tasks, ...controls].flatMap((task) => scoredItems(7, 'evaluation', task, 24));

describe('answers to generated items', () => {
  test('a reference answer is never wrong by seeing, thinking or form', () => {
    const counts = new Map<string, number>();
    for (const item of items) {
      const { verdict, workingOut } = read(item, item.answer);
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      expect(['right', 'wrongReasons', 'way'], `${item.id}: ${item.answer}`).toContain(verdict);
      expect(workingOut!.positions.every(({ match }) => match === 'exact')).toBe(true);
      if (item.form === 'path') expect(verdict).toBe('right');
    }
    expect(counts.get('right')).toBeGreaterThan(items.length / 2);
  });

  test('worked out from the true cells, a path is right, and a route right or the limit of nearest first', () => {
    for (const item of items) {
      const { verdict } = read(item, workedAnswer(item, seenCells(item)));
      expect(item.form === 'path' ? ['right'] : ['right', 'way'], item.id).toContain(verdict);
    }
  });

  test('one shifted position is seeing, or a wrong reason where the answer is right all the same', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        fc.constantFrom(...items),
        fc.nat(),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 0, max: 9 }),
        (item, which, column, row) => {
          const cells = seenCells(item);
          const name = [...cells.keys()][which % cells.size]!;
          const truth = cells.get(name)!;
          fc.pre(truth.column !== column || truth.row !== row);
          const text = workedAnswer(item, cells.set(name, { column, row }));
          const { verdict, workingOut } = read(item, text);
          expect(verdict, text).toBe(score(item, text).isCorrect ? 'wrongReasons' : 'seeing');
          const isNear = Math.max(Math.abs(truth.column - column), Math.abs(truth.row - row)) === 1;
          for (const position of workingOut!.positions) {
            expect(position.match).toBe(position.name !== name ? 'exact' : isNear ? 'near' : 'wrong');
          }
          seen.add(verdict);
        },
      ),
      { numRuns: fuzzRuns, seed: 4 },
    );
    expect(seen).toEqual(new Set(['seeing', 'wrongReasons']));
  });

  test('where positions mean nothing, or in another style, there are no reasons', () => {
    const others: Task[] = [
      'spp4@blocked',
      'spp4@maze',
      'spp4@rotated',
      'spp4@jittered',
      'direction',
      'localization',
    ];
    for (const item of others.flatMap((task) => scoredItems(7, 'evaluation', task, 4)))
      expect(reasons(item, item.answer), item.id).toBeNull();
    for (const item of scoredItems(7, 'evaluation', 'tsp4', 4, 'words'))
      expect(reasons(item, item.answer)).toBeNull();
  });
});

describe('any text at all', () => {
  const check = (item: Item, text: string) => {
    const { verdict, workingOut } = read(item, text);
    expect(verdictNames).toContain(verdict);
    expect(verdict === 'right' || verdict === 'wrongReasons').toBe(score(item, text).isCorrect);
    if (verdict === 'form') expect(workingOut).toBeNull();
  };

  test('is read without an error', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        '5 by 5 grid, ',
        'red (3,7)',
        ', ',
        '; ',
        ': ',
        'right 2',
        'up 0',
        'red to ',
        'blue 4',
        '__proto__ (1,1)',
        'constructor 3',
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...items), fc.array(piece, { maxLength: 30 }), (item, pieces) =>
        check(item, pieces.join('')),
      ),
      { numRuns: fuzzRuns, seed: 5 },
    );
  });

  test('a damaged right answer is read without an error', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...items),
        fc.nat(),
        fc.nat(),
        fc.string({ maxLength: 6 }),
        (item, at, cut, put) => {
          const start = at % (item.answer.length + 1);
          check(item, item.answer.slice(0, start) + put + item.answer.slice(start + (cut % 8)));
        },
      ),
      { numRuns: fuzzRuns, seed: 6 },
    );
  });
});
