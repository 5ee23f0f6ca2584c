/** A record keeps a study whole in little room, and its replay shows what was recorded, in order and in 20 seconds. */
import { expect, test } from 'vitest';
import { endOf, frameAt, inTurn } from '../../../src/app/record/replay.ts';
import { readRecord, writeRecord } from '../../../src/record/record.ts';
import { firstDifference } from '../../../src/record/replayed.ts';
import { recordedBytes, recordedCells, recordedStudy } from '../../fixtures/study-record.ts';

const read = (bytes = recordedBytes()) => readRecord('test', new Blob([bytes]));

test('what is read is what was written: runs, answers, reports, and where it was made', async () => {
  const record = await read();
  const { study, runs, machine, lab, recordedAt, adapter } = record;
  expect(study).toEqual(recordedStudy());
  expect({ machine, lab, recordedAt, adapter }).toEqual({
    machine: 'a computer of the tests',
    lab: { version: '0.1.0', commit: null },
    recordedAt: '2026-11-21T10:16:30.000Z',
    adapter: { key: 'all-seed1', differing: 0 },
  });
  expect(runs.map(({ cell }) => cell.key)).toEqual(['none-seed1', 'all-seed1']);
  const given = recordedCells();
  for (const [i, { outcome }] of runs.entries()) {
    expect(outcome.items).toEqual(given[i]!.outcome.items);
    expect(outcome.report?.tasks).toEqual(given[i]!.outcome.report?.tasks);
    expect(outcome.steps.map(({ loss }) => loss)[2]).toBeCloseTo(2 / 3, 4);
  }
});

test('what runs share is kept once, and the same record has the same bytes', () => {
  const one = recordedBytes();
  expect(recordedBytes()).toEqual(one);
  const [none] = recordedCells();
  const alone = writeRecord({
    study: { ...recordedStudy(), arms: [[]] },
    runs: [none!],
    machine: 'm',
    adapter: null,
  });
  // The second run has other answers, but no questions of its own.
  expect(one.length).toBeLessThan(1.5 * alone.length);
});

test('a generator that asks otherwise is told of: another scene, another question, another seed', async () => {
  const record = await read();
  expect(firstDifference(record)).toBeNull();
  const [first, ...others] = record.runs;
  const [result, ...rest] = first!.outcome.items;
  const changed = (change: object) => ({
    ...record,
    runs: [
      {
        ...first!,
        outcome: {
          ...first!.outcome,
          items: [{ ...result!, item: { ...result!.item, ...change } }, ...rest],
        },
      },
      ...others,
    ] as typeof record.runs,
  });
  expect(firstDifference(changed({ question: 'Why?' }))).toMatch(
    /^none-seed1: expected "In which .* got "Why\?"\.$/,
  );
  expect(firstDifference(changed({ scene: { ...result!.item.scene, id: 'x' } }))).toMatch(/with its scene/);
  expect(firstDifference(await read(recordedBytes(recordedStudy([2]))))).toMatch(/^none-seed2: expected/);
});

test('a replay takes 20 seconds, and goes through all phases to all steps and answers', () => {
  const { outcome } = recordedCells()[1]!;
  const items = inTurn(outcome.items);
  expect(items).toHaveLength(outcome.items.length);
  expect(items.slice(0, 3).map(({ item }) => item.task)).toEqual(['direction', 'spp4', 'direction']);
  expect(endOf('result', outcome)).toBe(20);
  const at = (seconds: number) => frameAt(seconds, outcome, items);
  expect(at(0)).toEqual({ phase: 'data', steps: 0, latest: null, judged: null });
  const baseline = at(6.49)!;
  expect(baseline).toMatchObject({ phase: 'baseline', steps: 0, latest: { after: null } });
  expect(baseline.judged).toEqual({ when: 'before', items: 40, correct: 4 });
  expect([at(6.6)!.steps, at(13.4)!.steps]).toEqual([1, 12]);
  expect(at(18.49)!.judged).toEqual({ when: 'after', items: 40, correct: 30 });
  expect(at(10)).toMatchObject({
    latest: { after: null },
    judged: { when: 'before', items: 40, correct: 4 },
  });
  expect(at(19)).toMatchObject({ phase: 'result', steps: 12, judged: { when: 'after', items: 40 } });
  expect(at(20)).toBeNull();
  const control = recordedCells()[0]!.outcome;
  expect(endOf('result', { ...control, steps: [] })).toBe(13);
  expect(frameAt(7, { ...control, steps: [] }, items)?.phase).toBe('evaluate');
});
