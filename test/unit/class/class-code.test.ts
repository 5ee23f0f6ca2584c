/** The class code: every result comes back, a typo is found, and lines are read as people paste them. Not here: its refusals (../refusals/class-codes.test.ts). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readClassCode, writeClassCode } from '../../../src/class/class-code.ts';
import { readCodeLines } from '../../../src/class/code-lines.ts';
import { alphabet } from '../../../src/class/letters.ts';
import { type ClassResult, resultOf } from '../../../src/class/result.ts';
import { ExperimentConfig } from '../../../src/experiment/config.ts';
import type { ScoredTask } from '../../../src/sparkle/dataset/imported.ts';
import { defaultTasks } from '../../../src/sparkle/task/task-name.ts';
import { type Task, taskFamilies } from '../../../src/sparkle/tasks.ts';
import { english } from '../../../src/words/english.ts';
import { recordedRun } from '../../fixtures/recorded-run.ts';

const letters = (length: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length });

const anyCounts = fc
  .tuple(fc.nat(400), fc.nat(400), fc.nat(400), fc.nat(400), fc.nat(100))
  .map(([bothRight, onlyBefore, onlyAfter, neither, blindPercent]) => ({
    bothRight,
    onlyBefore,
    onlyAfter,
    neither: neither + 1,
    blindPercent,
  }));

const anyTasks: fc.Arbitrary<readonly ScoredTask[]> = fc.oneof(
  fc.constant(defaultTasks),
  fc.subarray(['spp3', 'spp5@maze@told', 'direction', 'tsp4@labels', 'crossings', 'imported'] as const, {
    minLength: 1,
  }),
);

const anyResult: fc.Arbitrary<ClassResult> = fc
  .record({ settings: letters(5), items: letters(4), seed: fc.nat(2 ** 31 - 1), tasks: anyTasks })
  .chain(({ tasks, ...rest }) =>
    fc
      .array(anyCounts, { minLength: tasks.length, maxLength: tasks.length })
      .map((counts) => ({ ...rest, tasks: tasks.map((task, i) => ({ task, ...counts[i]! })) })),
  );

describe('a class code', () => {
  test('comes back as it was, also in lower case, with spaces, and with O, I and L', () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const code = writeClassCode(result);
        expect(code).toMatch(/^SL1(-[0-9A-HJKMNP-TV-Z]{4})+$/);
        expect(readClassCode(code)).toEqual(result);
        const spoken = code
          .slice(4)
          .toLowerCase()
          .replaceAll('-', ' ')
          .replaceAll('0', 'o')
          .replaceAll('1', 'l');
        expect(readClassCode(`sl1 – ${spoken}`)).toEqual(result);
      }),
    );
  });

  test('with one letter wrong, or two neighbours changed, is refused', () => {
    const change = fc.record({ place: fc.nat(), by: fc.constantFrom(...alphabet), isSwap: fc.boolean() });
    fc.assert(
      fc.property(anyResult, change, (result, { place, by, isSwap }) => {
        const code = writeClassCode(result);
        const places = [...code].flatMap((letter, i) => (i > 3 && letter !== '-' ? [i] : []));
        const [at, next] = [places[place % (places.length - 1)]!, places[(place % (places.length - 1)) + 1]!];
        const typed = [...code];
        if (isSwap) [typed[at], typed[next]] = [typed[next]!, typed[at]!];
        else typed[at] = by;
        fc.pre(typed.join('') !== code);
        expect(() => readClassCode(typed.join(''))).toThrow(/typo/);
      }),
      { numRuns: 40 },
    );
  });

  test('of a default run of 150 items a task is at most 17 groups of four', () => {
    const tasks = defaultTasks.map((task) => ({
      task,
      bothRight: 12,
      onlyBefore: 3,
      onlyAfter: 94,
      neither: 41,
      blindPercent: 13,
    }));
    const code = writeClassCode({ settings: 'ZZZZZ', items: 'ZZZZ', seed: 31, tasks });
    expect(code.split('-').length - 1).toBeLessThanOrEqual(17);
  });

  test('of all tasks without a variant or control, with most items, is told where its typo is', () => {
    const names = taskFamilies.flatMap(({ name, sizes: { min, max } = { min: 0, max: 0 } }) =>
      Array.from({ length: max - min + 1 }, (_, i) => (max > 0 ? `${name}${min + i}` : name) as Task),
    );
    const tasks = names.map((task) => ({
      task,
      bothRight: 300,
      onlyBefore: 200,
      onlyAfter: 250,
      neither: 250,
      blindPercent: 13,
    }));
    const code = writeClassCode({ settings: 'ZZZZZ', items: 'ZZZZ', seed: 2 ** 31 - 1, tasks });
    const typo = code.slice(0, 4) + (code[4] === '7' ? '8' : '7') + code.slice(5);
    expect(() => readClassCode(typo)).toThrow('would be whole if its group 1, ');
  });

  test('has the counts of its run', () => {
    const run = recordedRun({
      spp4: { broken: 1, fixed: 4, kept: 2 },
      direction: { broken: 0, fixed: 9, kept: 5 },
    });
    expect(readClassCode(writeClassCode(resultOf(run))).tasks).toEqual([
      { task: 'spp4', bothRight: 2, onlyBefore: 1, onlyAfter: 4, neither: 13, blindPercent: 13 },
      { task: 'direction', bothRight: 5, onlyBefore: 0, onlyAfter: 9, neither: 6, blindPercent: 13 },
    ]);
  });
});

describe('the letters of settings', () => {
  const plain = recordedRun({ spp4: { broken: 0, fixed: 1, kept: 1 } }).config;
  const of = (change: Partial<ExperimentConfig>, weights?: string) => {
    const run = recordedRun({ spp4: { broken: 0, fixed: 1, kept: 1 } }, { config: { ...plain, ...change } });
    return resultOf(weights === undefined ? run : { ...run, report: { ...run.report!, weights } }).settings;
  };

  test('do not follow from the seed, and follow from other settings and the weights', () => {
    expect(of({ seed: 7 })).toBe(of({ seed: 1 }));
    expect(of({ place: 0.5 })).not.toBe(of({}));
    expect(of({}, '0123abcd')).not.toBe(of({}));
  });

  test('follow from the content of imported data, not from its name on one computer', () => {
    const run = recordedRun({ spp4: { broken: 0, fixed: 1, kept: 1 } });
    const of = (id: string, trainingData: string) => {
      const config = ExperimentConfig.parse({ ...run.config, data: { training: id, test: null } });
      const { provenance } = run.report!;
      const report = {
        ...run.report!,
        provenance: provenance && { ...provenance, hashes: { ...provenance.hashes, trainingData } },
      };
      return resultOf({ ...run, config, report }).settings;
    };
    expect(of('mine.zip', 'abc')).toBe(of('yours.zip', 'abc'));
    expect(of('mine.zip', 'abc')).not.toBe(of('mine.zip', 'def'));
  });
});

describe('pasted lines', () => {
  const result: ClassResult = {
    settings: '0A1B2',
    items: '3C4D',
    seed: 5,
    tasks: [{ task: 'spp4', bothRight: 1, onlyBefore: 0, onlyAfter: 3, neither: 6, blindPercent: 10 }],
  };
  const code = writeClassCode(result);

  test.each([
    ['a name before', `Ada Lovelace: ${code}`, 'Ada Lovelace'],
    ['a name after, as in a table', `${code}\tJosé`, 'José'],
    ['cells of CSV', `"O'Brien, Pat",${code}`, "O'Brien, Pat"],
    ['parentheses and a dash', `Zoë – (${code})`, 'Zoë'],
    ['no name', `  ${code}  `, ''],
    ['a name that looks like markup', `<b>Bob</b> ${code}`, '<b>Bob</b>'],
    ['a name that ends like a code begins', `Class1 ${code}`, 'Class1'],
  ])('%s', (_what, line, name) => {
    expect(readCodeLines(line, english.classroom)).toEqual({
      results: [{ name, result }],
      problems: [],
      refused: [],
    });
  });

  test('a line with a typo is told by its number and name, and the others are read', () => {
    const wrong = `Ben: ${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`;
    const { results, problems, refused } = readCodeLines(
      `Ada: ${code}\n\n${wrong}\nCleo: ${code}`,
      english.classroom,
    );
    expect(results.map(({ name }) => name)).toEqual(['Ada', 'Cleo']);
    expect(problems).toEqual([expect.stringMatching(/^Line 3 \(Ben\): expected a code without a typo/)]);
    expect(refused).toEqual([wrong]);
  });
});
