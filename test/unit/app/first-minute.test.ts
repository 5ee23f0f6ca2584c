/** What the first minute shows of the records that ship: there it is, it really was wrong before and is right after. Not here: its view (browser/page/view-first-minute.test.tsx). */
import { openAsBlob } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { chosenOf } from '../../../src/app/first-minute/chosen.ts';
import { readRecord } from '../../../src/record/record.ts';
import { recordPath, records } from '../../../src/record/records.ts';
import { score } from '../../../src/sparkle/score.ts';
import { scoredItems } from '../../../src/sparkle/task/generate.ts';

const served = resolve(import.meta.dirname, '../../../public');
const read = async (name: string) => readRecord(name, await openAsBlob(join(served, recordPath(name))));

test.each(records)(
  '$name: a basic and a composite question, each wrong before and right after',
  async ({ name }) => {
    const { run, basic, composite } = chosenOf(await read(name))!;
    const { trainOn, seed, evaluation, style } = run.cell.config;
    expect(trainOn).toEqual(['direction', 'distance', 'localization']);
    for (const { item, before, after, ofTask } of [basic!, composite!]) {
      expect([score(item, before.text), score(item, after.text)]).toMatchObject([
        { isParsed: true, isCorrect: false },
        { isParsed: true, isCorrect: true },
      ]);
      // As the generator makes it, and as the run answered it.
      const made = scoredItems(seed, 'evaluation', item.task, evaluation.items, style.test);
      expect(made.find(({ id }) => id === item.id)).toEqual(item);
      const ofRun = run.outcome.items.filter((each) => each.item.task === item.task);
      expect(ofRun.find((each) => each.item.id === item.id)).toEqual({ item, before, after });
      const right = (when: 'before' | 'after') => ofRun.filter((each) => each[when]!.score.isCorrect).length;
      expect(ofTask).toEqual({ items: ofRun.length, before: right('before'), after: right('after') });
    }
    expect(['direction', 'distance', 'localization']).toContain(basic!.item.task);
    expect(composite!.item.task).toMatch(/^spp\d$/);
    // A person can answer it: one choice is right, and what the model said first is another.
    const { choices, item, before } = basic!;
    expect(choices.filter((text) => score(item, text).isCorrect).length).toBe(1);
    expect(choices.some((text) => before.text.endsWith(text) && !score(item, text).isCorrect)).toBe(true);
  },
);

test('a screen without an item for it is left out; a record without any has no first minute', async () => {
  const record = await read(records.at(-1)!.name);
  const only = (isKept: (task: string) => boolean) =>
    chosenOf({
      ...record,
      runs: record.runs.map(({ cell, outcome }) => ({
        cell,
        outcome: { ...outcome, items: outcome.items.filter(({ item }) => isKept(item.task)) },
      })),
    });
  expect(only((task) => task.startsWith('spp'))).toMatchObject({ basic: null, composite: { item: {} } });
  expect(only((task) => task === 'direction')).toMatchObject({ basic: { item: {} }, composite: null });
  expect(only((task) => task.startsWith('tsp'))).toBeNull();
  expect(chosenOf({ ...record, runs: record.runs.filter(({ cell }) => cell.arm === 'none') })).toBeNull();
});
