/** Every message with which a record is refused, when it is written or read, and the command line of `npm run record`. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { adapterCellOf, readOptions } from '../../../src/headless/record-options.ts';
import { readRecord, writeRecord } from '../../../src/record/record.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';
import { recordedBytes, recordedCells, recordedStudy } from '../../fixtures/study-record.ts';

const again = '‹Load the page again; if that does not help, its host has an incomplete copy of the lab.›';
const text = strFromU8(unzipSync(recordedBytes())['record.json']!);
const json = JSON.parse(text) as Record<string, never[]>;

/** A row: a record with this text in place of its own. */
const withText = (what: string, content: string, marked: string): RefusalRow => [
  what,
  `The record test: ${marked}`,
  () => readRecord('test', new Blob([zipSync({ 'record.json': strToU8(content) })])),
];
const withValue = (what: string, change: object, marked: string) =>
  withText(what, JSON.stringify({ ...json, ...change }), marked);

const [none] = recordedCells();
/** A row: a record that is written of this run. */
const written = (what: string, change: object, marked: string): RefusalRow => [
  what,
  marked,
  () =>
    writeRecord({
      study: recordedStudy(),
      runs: [{ ...none!, outcome: { ...none!.outcome, ...change } }],
      machine: 'm',
      adapter: null,
    }),
];
const [first, ...others] = none!.outcome.items;
const command = (args: string, marked: string): RefusalRow => [
  args,
  marked,
  () => readOptions(['--arms', 'all', '--seeds', '1', ...args.split(' ')]),
];

const rows: RefusalRow[] = [
  [
    'no ZIP',
    'The record test: It is «not a ZIP file, or its end is missing». ‹Choose a ZIP or a folder, or copy or download it again.›',
    () => readRecord('test', new Blob(['<!doctype html>'])),
  ],
  [
    'another ZIP',
    `The record test: expected record.json in it, got «a ZIP without». ${again}`,
    () => readRecord('test', new Blob([zipSync({ 'a.txt': strToU8('a') })])),
  ],
  [
    'a record.json of 600 MiB',
    `The record test: expected at most 256 MiB in record.json, got «600». ${again}`,
    () => {
      const bytes = zipSync({ 'record.json': strToU8('{}') });
      const directory = bytes.findIndex(
        (_, i) => bytes[i] === 0x50 && bytes[i + 2] === 1 && bytes[i + 3] === 2,
      );
      new DataView(bytes.buffer).setUint32(directory + 24, 600 * 2 ** 20, true);
      return readRecord('test', new Blob([bytes]));
    },
  ],
  withText(
    'JSON that is cut off',
    text.slice(0, 99),
    'expected JSON, got «a beginning of 99 characters without its end». The file is cut off: ‹get it again.›',
  ),
  withValue('another version', { version: 2 }, `expected version 1, which this lab reads, got «2». ${again}`),
  withValue(
    'other values',
    { machine: 7 },
    `expected a recorded study as this lab writes it; machine: expected text, got «7». ${again}`,
  ),
  withValue(
    'a run is missing',
    { runs: json.runs!.slice(1) },
    `expected all runs of its study, but «none-seed1 is missing». ${again}`,
  ),
  withValue(
    'answers are missing',
    { answers: [[], ...json.answers!.slice(1)] },
    `expected two answers to each question of none-seed1, got «others». ${again}`,
  ),
  withText(
    'a count was edited',
    text.replace('"correct":3', '"correct":4'),
    'none-seed1: expected the counts of its answers, but its report has «4 right answers before training of direction, and there are 3». The file was edited, or made by a lab that judges otherwise. ‹Get the run again from the lab that made it.›',
  ),
  withText(
    'no run says when it was made',
    text.replaceAll(/"provenance":\{.*?\}\}/g, '"provenance":null'),
    `expected runs that say when they were made, got «none». ${again}`,
  ),
  withText(
    'imported questions',
    text
      .replace('"task":"direction"', '"task":"imported"')
      .replace('"form":"direction"', '"form":"text"')
      .replace(
        /"scene":\{"kind":"points","id":"direction-0".*?\]\}/,
        '"scene":{"kind":"photo","id":"a","dataset":"b","path":"c"}',
      ),
    `expected questions that the lab makes, got «imported ones». ${again}`,
  ),
  written(
    'no report',
    { report: null },
    'none-seed1: expected a finished run, got one «without a report». ‹Remove its file from the folder of the study, and it is made again.›',
  ),
  written(
    'an answer is missing',
    { items: [{ ...first!, after: null }, ...others] },
    'none-seed1: expected two answers to every item, but «direction-0 lacks one». ‹Remove its file from the folder of the study, and it is made again.›',
  ),
  written(
    'answers of two devices',
    { items: [{ ...first!, after: { ...first!.after!, by: { device: 'webgpu', model: 'm' } } }, ...others] },
    'none-seed1: expected the answers of one device with one base model, got «those of 2». ‹Remove its file from the folder of the study, and it is made again.›',
  ),
  command(
    '--model HuggingFaceTB/SmolVLM-256M-Instruct --model-folder f --out d',
    '--model: expected the embedded model, which every visitor of the page has, got «HuggingFaceTB/SmolVLM-256M-Instruct». ‹Leave it out.›',
  ),
  command(
    '--test-data a.zip --out d',
    '--test-data: expected the tasks of the lab, whose questions can be made again, got «a.zip». ‹Leave it out.›',
  ),
  command(
    '--out a/My_study/',
    '--out: expected a folder whose name can be that of a record (small letters, digits and hyphens), got «"My_study"». ‹Name another folder, or move this one.›',
  ),
];

testRefusals({
  rows,
  sources: ['src/record/record.ts', 'src/headless/record-options.ts'],
  others: { 'npm run record -- [options]': 'the usage text' },
});

test('the adapter that ships is of all skills at the first seed, else of the first arm that is trained', () => {
  const cellOf = (...args: string[]) =>
    adapterCellOf(readOptions([...args, '--seeds', '3,4', '--out', 'a/quick'])!.study)?.key;
  expect(cellOf('--arms', 'none,direction,all')).toBe('all-seed3');
  expect(cellOf('--arms', 'none,direction,distance')).toBe('direction-seed3');
  expect(cellOf('--arms', 'none')).toBeUndefined();
  expect(readOptions(['--study', 'which', '--out', 'a/quick-2'])!.name).toBe('quick-2');
  expect(readOptions(['--help'])).toBeNull();
});
