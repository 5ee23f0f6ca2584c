/** A run file: what is written comes back, in both forms; items and reports as others read them. Refusals: ../refusals/run-files.test.ts. */
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { configFile, readPeft, weightsFile } from '../../../models/adapter/peft.ts';
import { sparkleTiny } from '../../../models/registry.ts';
import { measuring } from '../../../src/experiment/config.ts';
import { findAdapterFiles } from '../../../src/files/adapter-files.ts';
import { itemsCsv, itemsJsonl } from '../../../src/run-file/items.ts';
import { reportText } from '../../../src/run-file/report-text.ts';
import { writeRunJson } from '../../../src/run-file/run-json.ts';
import { readRunFile, runFile, writeRunZip } from '../../../src/run-file/run-zip.ts';
import { recordedRun } from '../../fixtures/recorded-run.ts';

const { id: _, ...run } = recordedRun({
  direction: { broken: 1, fixed: 4, kept: 2 },
  spp4: { broken: 0, fixed: 3, kept: 1 },
});
const zipped = (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes]);

test('a finished run comes back as it was, adapter included, also a second time', async () => {
  const zip = writeRunZip(run);
  expect(Object.keys(unzipSync(zip)).sort()).toEqual([configFile, weightsFile, runFile].sort());
  const read = await readRunFile('mine.zip', zipped(zip));
  expect(read).toEqual(run);
  expect(await readRunFile('again.zip', zipped(writeRunZip(read)))).toEqual(run);
});

test('so do a stopped run without an adapter, and the JSON that a study keeps', async () => {
  const stopped = { ...run, ending: 'stopped', report: null, adapter: null } as const;
  expect(await readRunFile('stopped.zip', zipped(writeRunZip(stopped)))).toEqual(stopped);
  const { adapter: __, ...plain } = run;
  const json = new Blob([writeRunJson(plain, null)]);
  expect(await readRunFile('all-seed1.json', json)).toEqual({ ...plain, adapter: null });
});

test('PEFT and the lab take the same ZIP as an adapter, which names the weights that it was trained on', async () => {
  const { files } = await findAdapterFiles(zipped(writeRunZip(run)));
  expect(readPeft(files)).toEqual({ adapter: run.adapter, baseModel: 'sparkle-tiny' });
  const head = strFromU8(files[weightsFile].slice(8, 400));
  expect(head).toContain(`"base_model_weights":"${sparkleTiny.weights}"`);
  // A measured adapter keeps what its own files say: here nothing.
  const adapter = { id: 'import:1', name: 'a', file: 'a.zip', baseWeights: null };
  const measured = { ...run, config: measuring(adapter, run.config) };
  const other = await findAdapterFiles(zipped(writeRunZip(measured)));
  expect(strFromU8(other.files[weightsFile].slice(8, 400))).not.toContain('base_model_weights');
});

test('items as JSON lines and as CSV: what was asked and answered, and how it was judged', () => {
  const sources = [{ study: 'luck, again', run }];
  const lines = itemsJsonl(sources).trimEnd().split('\n');
  expect(lines).toHaveLength(run.items.length);
  const fixed = run.items.findIndex(({ item, after }) => item.task === 'spp4' && after?.score.isCorrect);
  const { item } = run.items[fixed]!;
  expect(JSON.parse(lines[fixed]!)).toEqual({
    study: 'luck, again',
    arm: 'direction,distance,localization',
    seed: 1,
    task: 'spp4',
    item: item.id,
    question: item.question,
    reference: item.answer,
    before: { text: 'no idea', parsed: false, right: false, listingRight: null, lengthRatio: null },
    after: { text: item.answer, parsed: true, right: true, listingRight: true, lengthRatio: null },
  });
  const [head, ...rows] = itemsCsv(sources).trimEnd().split('\r\n');
  expect(head).toBe(
    'study,arm,seed,task,item,question,reference,beforeText,beforeParsed,beforeRight,beforeListingRight,beforeLengthRatio,afterText,afterParsed,afterRight,afterListingRight,afterLengthRatio',
  );
  expect(rows).toHaveLength(run.items.length);
  expect(rows[fixed]).toMatch(/^"luck, again","direction,distance,localization",1,spp4,/);
  expect(rows[fixed]).toMatch(/,no idea,false,false,,,.*,true,true,true,$/);
});

test('of an item that was not asked again the second answer is null, and its fields are empty', () => {
  const half = { ...run, items: run.items.slice(0, 1).map((result) => ({ ...result, after: null })) };
  expect(JSON.parse(itemsJsonl([{ study: null, run: half }]))).toMatchObject({ study: null, after: null });
  expect(itemsCsv([{ study: null, run: half }]).trimEnd()).toMatch(/,,,,$/);
});

test('a report as a file has the command that repeats it, intervals, dates, the lab and hashes', () => {
  const report = JSON.parse(reportText(run.report!));
  expect(report.command).toBe('npm run experiment -- --tasks direction,spp4 --items 20');
  // Wilson's interval of 3 in 20, by its closed form in Python: 0.0524 to 0.3604.
  expect(report.tasks[0].before).toEqual({
    correct: 3,
    parsed: 3,
    interval95: { low: expect.closeTo(0.0524, 4), high: expect.closeTo(0.3604, 4) },
  });
  expect(report.provenance).toMatchObject({
    startedAt: '2026-11-21T10:15:30.000Z',
    finishedAt: '2026-11-21T10:16:30.000Z',
    lab: { version: '0.1.0', commit: null },
    hashes: { items: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
});
