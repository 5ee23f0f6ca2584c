/** A class's results together: what is pooled, what is not, doubles, outliers, CSV. Not here: codes (class-code.test.ts). */
import { describe, expect, test } from 'vitest';
import { classCsv } from '../../../src/class/class-csv.ts';
import { admit, type Entry, groupsOf } from '../../../src/class/collection.ts';
import { poolClass } from '../../../src/class/pool.ts';
import type { ClassResult } from '../../../src/class/result.ts';
import { pooledChange, pooledShare } from '../../../src/experiment/statistics/pooled.ts';
import { english } from '../../../src/words/english.ts';

/** A result of 100 items of one task: `before` were right before and stayed right, and `gained` became right. */
const resultOf = (
  seed: number,
  before: number,
  gained: number,
  change: Partial<ClassResult> = {},
): ClassResult => ({
  settings: 'AAAAA',
  items: `000${seed % 10}`,
  seed,
  tasks: [
    {
      task: 'spp4',
      bothRight: before,
      onlyBefore: 0,
      onlyAfter: gained,
      neither: 100 - before - gained,
      blindPercent: 10,
    },
  ],
  ...change,
});

type Given = readonly [name: string, result: ClassResult, file?: { file: string; startedAt: string }];

/** Adds results in order, as codes unless said otherwise. */
function collected(...given: readonly Given[]) {
  const entries: Entry[] = [];
  const notes = given.map(([name, result, file]) => {
    const given = { name, file: null, startedAt: null, config: null, ...file, result };
    const { entry, note } = admit(entries, given, english.classroom);
    if (entry) entries.push(entry);
    return note;
  });
  return { entries, notes };
}

describe('pooling', () => {
  test('students with seeds of their own are the units of the statistics of studies', () => {
    const gains = [40, 55, 30, 62];
    const { entries } = collected(
      ...gains.map((gained, i) => [`s${i}`, resultOf(i + 1, 5, gained)] as const),
    );
    const { students, seeds, rows } = poolClass(entries)!;
    expect([students, seeds]).toEqual([4, 4]);
    const changes = gains.map((wrongToRight) => ({ items: 100, wrongToRight, rightToWrong: 0 }));
    expect(rows[0]!.change).toEqual(pooledChange(changes));
    expect(rows[0]!.after).toEqual(pooledShare(gains.map((gained) => ({ items: 100, right: 5 + gained }))));
    expect(rows[0]!.pHolm).toBe(rows[0]!.change.p);
  });

  test('students of one seed count as one: thirty copies of a run make no interval narrower', () => {
    const copies = Array.from({ length: 30 }, (_, i) => [`s${i}`, resultOf(1, 5, 40)] as const);
    const one = poolClass(collected(...copies).entries)!;
    expect(one.students).toBe(30);
    expect(one.seeds).toBe(1);
    expect(one.rows[0]!.change).toEqual({ mean: 0.4, interval: null, p: null });
    const two = poolClass(collected(...copies, ['t', resultOf(2, 5, 60)]).entries)!;
    expect(two.rows[0]!.change).toEqual(
      pooledChange([40, 60].map((wrongToRight) => ({ items: 100, wrongToRight, rightToWrong: 0 }))),
    );
    expect(two.rows[0]!.students).toHaveLength(31);
  });

  test('a share far outside the quartiles stands out, a small difference does not', () => {
    const gains = [50, 51, 50, 52, 49, 50];
    const of = (last: number) =>
      poolClass(
        collected(...[...gains, last].map((gained, i) => [`s${i}`, resultOf(i, 5, gained)] as const)).entries,
      )!;
    expect(of(44).outliers).toEqual([]);
    expect(of(3).outliers).toMatchObject([{ task: 'spp4', when: 'after', share: 0.08, median: 0.55 }]);
    expect(of(3).outliers[0]!.id).toBe(collected(['s6', resultOf(6, 5, 3)]).entries[0]!.id);
  });

  test('nothing is left to pool if no result counts', () => {
    const { entries } = collected(['a', resultOf(1, 5, 40)]);
    expect(poolClass(entries.map((entry) => ({ ...entry, isCounted: false })))).toBeNull();
  });
});

describe('what belongs together', () => {
  test('other settings are a group of their own', () => {
    const { entries } = collected(
      ['a', resultOf(1, 5, 40)],
      ['b', resultOf(2, 5, 40, { settings: 'BBBBB' })],
      ['c', resultOf(3, 5, 40)],
    );
    expect(groupsOf(entries).map(({ key, entries: own }) => [key, own.map(({ name }) => name)])).toEqual([
      ['AAAAA', ['a', 'c']],
      ['BBBBB', ['b']],
    ]);
  });

  test('other items at the same seed are a group of their own; other seeds have other items', () => {
    const { entries } = collected(
      ['a', resultOf(1, 5, 40)],
      ['b', resultOf(2, 5, 40)],
      ['c', resultOf(1, 5, 41)],
      ['d', resultOf(1, 5, 42, { items: 'ZZZZ' })],
    );
    expect(
      groupsOf(entries).map(({ hasOtherItems, entries: own }) => [
        hasOtherItems,
        own.map(({ name }) => name),
      ]),
    ).toEqual([
      [false, ['a', 'b', 'c']],
      [true, ['d']],
    ]);
  });
});

describe('doubles', () => {
  const file = (name: string, startedAt = '2026-11-21T10:15:30.000Z') => ({ file: name, startedAt });

  test('the same file, also under another name, is told and not added again', () => {
    const { entries, notes } = collected(
      ['Ada', resultOf(1, 5, 40), file('ada.zip')],
      ['Ada', resultOf(1, 5, 40), file('ada (1).zip')],
      ['', resultOf(1, 5, 40), file('copy.zip')],
    );
    expect(entries).toHaveLength(1);
    expect(notes).toEqual([
      null,
      'Ada is what Ada handed in, which is here already: it was not added again.',
      'copy.zip is what Ada handed in, which is here already: it was not added again.',
    ]);
  });

  test('the same run under the name of another student is kept, told, and does not count', () => {
    const { entries, notes } = collected(
      ['Ada', resultOf(1, 5, 40), file('ada.zip')],
      ['Ben', resultOf(1, 5, 40), file('ben.zip')],
    );
    expect(entries.map(({ isCounted }) => isCounted)).toEqual([true, false]);
    expect(notes[1]).toBe(
      'Ben was added, but does not count: Ada handed in the same run. Ask them whose it is, and choose in the table which one counts.',
    );
  });

  test('a second result of a student is kept, told, and does not count; one of other settings does', () => {
    const { entries, notes } = collected(
      ['Ada', resultOf(1, 5, 40)],
      [' ada', resultOf(2, 5, 50)],
      ['Ada', resultOf(2, 5, 50, { settings: 'BBBBB' })],
    );
    expect(entries.map(({ isCounted }) => isCounted)).toEqual([true, false, true]);
    expect(notes[1]).toBe(
      ' ada was added, but does not count: Ada has handed in a result of these settings before. Choose in the table which one counts.',
    );
  });

  test('equal codes of two students count both: two computers may come to the same counts', () => {
    const { entries } = collected(['Ada', resultOf(1, 5, 40)], ['Ben', resultOf(1, 5, 40)]);
    expect(entries.map(({ isCounted }) => isCounted)).toEqual([true, true]);
  });
});

test('CSV has a row a student and task, and no name is a formula', () => {
  const { entries } = collected(['=SUM(A1)', resultOf(7, 5, 40)], ['Pat "P", O\'Brien', resultOf(8, 6, 41)]);
  expect(classCsv(entries)).toBe(
    [
      'group,name,handedIn,counted,seed,task,items,before,after,bothRight,onlyBefore,onlyAfter,neither,blindPercent,outlier',
      "AAAAA,'=SUM(A1),code,true,7,spp4,100,5,45,5,0,40,55,10,",
      'AAAAA,"Pat ""P"", O\'Brien",code,true,8,spp4,100,6,47,6,0,41,53,10,',
      '',
    ].join('\r\n'),
  );
});
