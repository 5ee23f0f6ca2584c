/**
 * The records that ship with the lab are what this lab would ask and how it would judge: same scenes, same questions, same
 * marks. One that is not must be recorded anew, with `npm run record`.
 */
import { openAsBlob } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPeft } from '../../../models/adapter/peft.ts';
import { sparkleTiny } from '../../../models/registry.ts';
import { adapterWeightsOf } from '../../../src/experiment/report.ts';
import { findAdapterFiles } from '../../../src/files/adapter-files.ts';
import { readRecord } from '../../../src/record/record.ts';
import { recordAdapterPath, recordPath, records } from '../../../src/record/records.ts';
import { firstDifference } from '../../../src/record/replayed.ts';
import { writeStudyLink } from '../../../src/study/study-link.ts';

const served = resolve(import.meta.dirname, '../../../public');

test('the table has the files that are there, which are small', async () => {
  expect(records.length).toBeGreaterThan(0);
  const files = await readdir(join(served, 'records'));
  const named = records.flatMap(({ name }) => [recordPath(name), recordAdapterPath(name)]);
  for (const file of files) expect(named).toContain(`records/${file}`);
  const sizes = await Promise.all(
    files.map(async (file) => (await stat(join(served, 'records', file))).size),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000);
});

describe.each(records)('$name', ({ name, link, recordedAt, bytes }) => {
  test('is read, its answers judged again; and its questions are those of the generator', async () => {
    const file = await openAsBlob(join(served, recordPath(name)));
    const record = await readRecord(name, file);
    expect({ link: writeStudyLink(record.study), recordedAt: record.recordedAt, bytes: file.size }).toEqual({
      link,
      recordedAt,
      bytes,
    });
    expect(firstDifference(record)).toBeNull();
    expect(record.machine).not.toBe('');
    // Made with the weights that are here: others would be another model's numbers.
    for (const { outcome } of record.runs) expect(outcome.report?.weights).toBe(sparkleTiny.weights);
    if (!record.adapter) return;
    const run = record.runs.find(({ cell }) => cell.key === record.adapter?.key)!;
    const { files } = await findAdapterFiles(await openAsBlob(join(served, recordAdapterPath(name))));
    expect(readPeft(files)).toMatchObject({
      adapter: { rank: run.cell.config.lora.rank },
      baseModel: sparkleTiny.id,
    });
    expect(adapterWeightsOf(run.outcome)).toBe(sparkleTiny.weights);
  });
});
