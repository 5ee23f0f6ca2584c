/** Every message with which a run file, the JSON of a study's run or an adapter to measure is refused. Not here: an adapter's own files (adapters.test.ts). */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe } from 'vitest';
import { weightsFile } from '../../../models/adapter/peft.ts';
import { sparkleTiny } from '../../../models/registry.ts';
import { defaultConfig } from '../../../src/experiment/config.ts';
import { itemsHash } from '../../../src/experiment/hashes.ts';
import { adapterNotices } from '../../../src/experiment/measured-adapter.ts';
import { sha256Of } from '../../../src/files/sha256.ts';
import { writeRunJson } from '../../../src/run-file/run-json.ts';
import { readRunFile, runFile, writeRunZip } from '../../../src/run-file/run-zip.ts';
import { readRunFile as readStudyRun, writeRunFile } from '../../../src/study/run-file.ts';
import { cellsOf, Study } from '../../../src/study/study.ts';
import { recordedAdapter, recordedRun } from '../../fixtures/recorded-run.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';

const run = recordedRun({ spp4: { broken: 1, fixed: 4, kept: 2 } });
const whole = unzipSync(writeRunZip(run));
const json = strFromU8(whole[runFile]!);

const zipOf = (files: Readonly<Record<string, Uint8Array>>) => new Blob([zipSync(files)]);
/** A row: the run file with other files in it. */
const zip = (what: string, files: Readonly<Record<string, Uint8Array>>, marked: string): RefusalRow => [
  what,
  `mine.zip: ${marked}`,
  () => readRunFile('mine.zip', zipOf(files)),
];

const withJson = (what: string, text: string, marked: string): RefusalRow =>
  zip(what, { ...whole, [runFile]: strToU8(text) }, marked);
/** A row: a run whose file was written after this change. */
const edited = (what: string, change: Partial<typeof run>, marked: string): RefusalRow =>
  withJson(what, writeRunJson({ ...run, ...change }, null), `${marked} ${wasEdited}`);
const wasEdited =
  'The file was edited, or made by a lab that judges otherwise. ‹Get the run again from the lab that made it.›';
const again = '‹Get the file again from the lab that made it.›';

const report = run.report!;
const row = report.tasks[0]!;
const withRow = (change: Partial<typeof row>) => ({
  report: { ...report, tasks: [{ ...row, ...change }] },
});
/** The items with the first of them changed. */
const withFirst = (change: Partial<(typeof run.items)[number]>) => ({
  items: run.items.map((result, i) => (i === 0 ? { ...result, ...change } : result)),
});
const first = run.items[0]!;
const counted = (change: Partial<typeof row>, marked: string) =>
  edited(
    `a count: ${marked}`,
    withRow(change),
    `expected the counts of its answers, but its report has «${marked}».`,
  );

const rows: RefusalRow[] = [
  [
    'no ZIP',
    'mine.zip: It is «not a ZIP file, or its end is missing». ‹Choose a ZIP or a folder, or copy or download it again.›',
    () => readRunFile('mine.zip', new Blob(['text'])),
  ],
  zip(
    'a ZIP of something else',
    { 'a.txt': strToU8('a'), 'b.txt': strToU8('b') },
    'expected a run file as this lab writes it, with run.json in it, got «a ZIP of 2 files without». ‹Choose a run file; adapters and data have their own places.›',
  ),
  zip(
    'a ZIP of one thing else',
    { 'a.txt': strToU8('a') },
    'expected a run file as this lab writes it, with run.json in it, got «a ZIP of 1 file without». ‹Choose a run file; adapters and data have their own places.›',
  ),
  zip(
    'two runs',
    { 'a/run.json': strToU8('a'), 'b/run.json': strToU8('b') },
    'Expected one run.json, but got «2: a/run.json, b/run.json». ‹Choose the folder of one of them, or a ZIP of it.›',
  ),
  [
    'a run.json of 600 MiB',
    `mine.zip: expected at most 512 MiB in run.json, got «600». ${again}`,
    async () => {
      // The size in the directory; nothing is read that is said to be so large.
      const bytes = new Uint8Array(await zipOf({ [runFile]: strToU8('{}') }).arrayBuffer());
      const directory = bytes.findIndex(
        (_, i) => bytes[i] === 0x50 && bytes[i + 2] === 1 && bytes[i + 3] === 2,
      );
      new DataView(bytes.buffer).setUint32(directory + 24, 600 * 2 ** 20, true);
      return readRunFile('mine.zip', new Blob([bytes]));
    },
  ],
  [
    'a damaged entry',
    'mine.zip: run.json is «damaged in the ZIP»; ‹copy or download the ZIP again, or pack it anew.›',
    async () => {
      const bytes = new Uint8Array(await zipOf(whole).arrayBuffer());
      bytes.fill(0xff, 100, 400);
      return readRunFile('mine.zip', new Blob([bytes]));
    },
  ],
  [
    'a file that went away',
    'mine.json: The file is not readable: it «was moved, changed or locked since it was chosen»; ‹choose it again.›',
    () => {
      const blob = new Blob(['{}']);
      blob.text = () => Promise.reject(new DOMException('A file could not be read', 'NotReadableError'));
      return readRunFile('mine.json', blob);
    },
  ],
  withJson(
    'JSON that is cut off',
    json.slice(0, 99),
    'expected JSON, got «a beginning of 99 characters without its end». The file is cut off: ‹get it again.›',
  ),
  withJson(
    'another version',
    json.replace('"version": 1', '"version": 2'),
    'expected a run of version 1, which this lab reads, got «version 2». ‹Open it with the lab that wrote it.›',
  ),
  withJson(
    'other values',
    json.replace('"ending": "finished"', '"ending": "gone"'),
    `expected a run as this lab writes it; ending: expected "finished" or "stopped" or "failed", got «"gone"». ${again}`,
  ),
  edited(
    'an answer that is said to be right',
    withFirst({
      before: { ...first.before!, text: 'up', score: { isParsed: true, isCorrect: true, lengthRatio: null } },
    }),
    `expected the answers as they are judged, but ${first.item.id} has «"up" before training as right, and it is wrong».`,
  ),
  edited(
    'an item twice',
    { items: [...run.items, first] },
    'expected each item once, got «21 items with 20 names».',
  ),
  counted({ items: 21 }, '21 items of spp4, and there are 20'),
  counted(
    { before: { ...row.before, correct: 0 } },
    '0 right answers before training of spp4, and there are 3',
  ),
  counted(
    { after: { ...row.after, correct: 20 } },
    '20 right answers after training of spp4, and there are 6',
  ),
  counted(
    { before: { ...row.before, parsed: 4 } },
    '4 readable answers before training of spp4, and there are 3',
  ),
  counted(
    { after: { ...row.after, parsed: 7 } },
    '7 readable answers after training of spp4, and there are 6',
  ),
  edited(
    'another p',
    withRow({ p: 0.001 }),
    'expected p of spp4 as its answers give it, 0.375, got «0.00100».',
  ),
  edited(
    'a task without a row',
    { report: { ...report, tasks: [] } },
    'expected a row in the report for every task that was asked, got «none for spp4».',
  ),
  edited(
    'other settings',
    { report: { ...report, config: { ...run.config, seed: 9 } } },
    'expected the settings of the run in its report too, got «others».',
  ),
  edited(
    'steps that are not there',
    { report: { ...report, training: { ...report.training, steps: 400 } } },
    'expected the report to count the steps of training that are there, 12, got «400».',
  ),
  edited(
    'an answer that is missing',
    withFirst({ after: null }),
    `expected two answers to every item of a run that has a report, but «${first.item.id} lacks one».`,
  ),
  edited(
    'other weights',
    { report: { ...report, weights: '0123abcd' } },
    `expected the report to name the weights that gave the answers, ${report.weights}, got «0123abcd».`,
  ),
  edited(
    'another question',
    withFirst({ item: { ...first.item, question: 'Where?' } as typeof first.item }),
    `expected the questions that were asked, by their SHA-256, ${report.provenance!.hashes.items.slice(0, 12)}, got «${changedHash()}».`,
  ),
  zip(
    'an adapter that is missing',
    { [runFile]: whole[runFile]! },
    'Expected an adapter as PEFT saves it, with adapter_config.json and adapter_model.safetensors, but there is no adapter_config.json among «one file (run.json)». ‹Choose both files, their folder, or a ZIP of it.›',
  ),
  zip(
    'an adapter of other weights',
    {
      ...whole,
      [weightsFile]: whole[weightsFile]!.map((byte, i, all) => (i === all.length - 1 ? byte ^ 1 : byte)),
    },
    `adapter_model.safetensors: expected the weights of this run, whose SHA-256 begins with ${hashed(whole[weightsFile]!)}, got «others (${hashed(whole[weightsFile]!.map((byte, i, all) => (i === all.length - 1 ? byte ^ 1 : byte)))})». ${again}`,
  ),
];

function hashed(bytes: Uint8Array): string {
  return sha256Of(bytes).slice(0, 12);
}

function changedHash(): string {
  const items = run.items.map(({ item }, i) => (i === 0 ? { ...item, question: 'Where?' } : item));
  return itemsHash(items as (typeof first.item)[]).slice(0, 12);
}

describe('a run file', () => {
  testRefusals({
    rows,
    sources: ['src/run-file/run-zip.ts', 'src/run-file/run-json.ts', 'src/run-file/count-check.ts'],
  });
});

// ---- A study's run ----------------------------------------------------------------------------------------------

const study = Study.parse({ base: run.config, arms: [run.config.trainOn], seeds: [1, 2] });
const [cell, other] = cellsOf(study);
const ofStudy = (what: string, text: string, at: typeof cell, marked: string): RefusalRow => [
  what,
  `all-seed1.json: ${marked}`,
  () => {
    readStudyRun(text, 'all-seed1.json', at!);
  },
];

describe('the file of a study’s run', () => {
  testRefusals({
    rows: [
      ofStudy(
        'other values',
        '{"version": 1}',
        cell,
        'expected a run as this lab writes it; startedAt: expected text, got «nothing»; ending: expected "finished" or "stopped" or "failed", got «nothing»; message: expected text, got «nothing»; config: expected an object, got «nothing»; steps: expected a list, got «nothing»; and 2 more. ‹Name another folder, or remove it, and the run is made again.›',
      ),
      ofStudy(
        'an unfinished run',
        writeRunFile({ ...run, ending: 'stopped' }),
        cell,
        'expected a finished run, got «one that ended as stopped». ‹Remove it, and the run is made again.›',
      ),
      ofStudy(
        'another run',
        writeRunFile(run),
        other,
        'expected a run of this study, got «one of other settings». ‹Name another folder for this study, or give the settings that the study was begun with.›',
      ),
    ],
    sources: ['src/study/run-file.ts'],
  });
});

// ---- A measured adapter -----------------------------------------------------------------------------------------

const adapter = { id: 'import:1', name: 'mine.zip', file: 'mine.zip', baseWeights: '0123abcd' };

describe('an adapter to measure', () => {
  testRefusals({
    rows: [
      [
        'one of other weights of the embedded model',
        'The adapter mine.zip was trained on «other weights of sparkle-tiny than this version of the lab has», and does not fit these. ‹Train it again, or choose the model that it was trained on.›',
        () => ({ reason: adapterNotices(defaultConfig, adapter, recordedAdapter, sparkleTiny.weights)[0] }),
      ],
      [
        'one of other files of another model',
        'The adapter mine.zip was trained on «other files of folder:m than those that are here», and does not fit these. ‹Train it again, or choose the model that it was trained on.›',
        () => ({
          reason: adapterNotices(
            { ...defaultConfig, model: 'folder:m' },
            adapter,
            recordedAdapter,
            'ffff0000',
          )[0],
        }),
      ],
      [
        'one that names no weights',
        'The adapter mine.zip «does not say on which weights it was trained». If not on those that are here, its answers are worth nothing. ‹Choose another if you doubt it.›',
        () => ({
          reason: adapterNotices(
            defaultConfig,
            { ...adapter, baseWeights: null },
            recordedAdapter,
            sparkleTiny.weights,
          )[0],
        }),
      ],
      [
        'one made at another strength of place',
        'The adapter mine.zip was «made at strength of place 0.5 and is measured at 0.2». ‹Set it to 0.5 to measure it as it was trained.›',
        () => ({
          reason: adapterNotices(
            defaultConfig,
            { ...adapter, baseWeights: sparkleTiny.weights },
            { ...recordedAdapter, place: 0.5 },
            sparkleTiny.weights,
          )[0],
        }),
      ],
    ],
    sources: ['src/experiment/measured-adapter.ts'],
  });
});
