/** Every message with which a study file is refused, or a run of it. Not here: what is wrong with a run file itself (run-files.test.ts). */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { writeRunZip } from '../../../src/run-file/run-zip.ts';
import { openStudyZip } from '../../../src/study/study-zip.ts';
import { type RefusalRow, testRefusals } from '../../fixtures/refusals.ts';
import { recordedStudy } from '../../fixtures/study-record.ts';
import { studyRuns, studyZip } from '../../fixtures/study-zip.ts';

const study = recordedStudy();
const [none, all] = studyRuns(study);
const whole = unzipSync(await studyZip('2026-11-21T10-15-30', study, [none!, all!]));
const json = strFromU8(whole['study.json']!);
const again = '‹Get the file again from the lab that made it.›';

/** A row: the study file with other files in it; all its runs are read. */
const zip = (
  what: string,
  files: Readonly<Record<string, Uint8Array>>,
  marked: string,
  name = 'mine.zip',
): RefusalRow => [
  what,
  `${name}${marked}`,
  async () => {
    const file = await openStudyZip('mine.zip', new Blob([zipSync(files)]));
    for (const { read } of file.runs) await read();
  },
];
const withStudy = (what: string, text: string, marked: string) =>
  zip(what, { ...whole, 'study.json': strToU8(text) }, `: ${marked}`);
const withAll = (what: string, bytes: Uint8Array, marked: string) =>
  zip(what, { ...whole, 'runs/all-seed1.zip': bytes }, `, all-seed1.zip${marked}`);

const damagedIn = (bytes: Uint8Array): Blob =>
  new Blob([(bytes as Uint8Array<ArrayBuffer>).slice().fill(0xff, 60, 90)]);

testRefusals({
  rows: [
    [
      'no ZIP',
      'mine.zip: It is «not a ZIP file, or its end is missing». ‹Choose a ZIP or a folder, or copy or download it again.›',
      () => openStudyZip('mine.zip', new Blob(['text'])),
    ],
    zip(
      'a ZIP of something else',
      { 'a.txt': strToU8('a') },
      ': expected a study file as this lab writes it, with study.json in it, got «a ZIP without». ‹Choose a study file; runs, adapters and data have their own places.›',
    ),
    zip(
      'a study.json of 2 MiB',
      { 'study.json': new Uint8Array(2 ** 21) },
      `: expected at most 1 MiB in study.json, got «2». ${again}`,
    ),
    [
      'a damaged study.json',
      'mine.zip: study.json is «damaged in the ZIP»; ‹copy or download the ZIP again, or pack it anew.›',
      async () => openStudyZip('mine.zip', damagedIn(zipSync({ 'study.json': strToU8(json) }))),
    ],
    withStudy(
      'JSON that is cut off',
      json.slice(0, 99),
      'study.json: expected JSON, got «a beginning of 99 characters without its end». The file is cut off: ‹get it again.›',
    ),
    withStudy(
      'another version',
      json.replace('"version": 1', '"version": 2'),
      'expected a study of version 1, which this lab reads, got «version 2». ‹Open it with the lab that wrote it.›',
    ),
    withStudy(
      'other values',
      json.replace('"seeds": [', '"seeds": [ 1,'),
      `study.json: expected a study as this lab writes it; study.seeds: «A seed is named more than once.» Name each once. ${again}`,
    ),
    zip(
      'a run that is none of the study',
      { ...whole, 'runs/all-seed2.zip': whole['runs/all-seed1.zip']! },
      `: expected runs of its study alone, got «runs/all-seed2.zip, which is none of them». The file was edited. ${again}`,
    ),
    zip(
      'no run',
      { 'study.json': whole['study.json']! },
      `: expected a study with finished runs, got «one without». ${again}`,
    ),
    [
      'a damaged run',
      'mine.zip, none-seed1.zip is «larger than the ZIP says»; ‹copy or download the ZIP again, or pack it anew.›',
      async () => {
        const bytes = zipSync({
          'study.json': whole['study.json']!,
          'runs/none-seed1.zip': whole['runs/none-seed1.zip']!,
        });
        bytes.fill(0xff, bytes.length - 900, bytes.length - 500);
        const file = await openStudyZip('mine.zip', new Blob([bytes]));
        return file.runs[0]!.read();
      },
    ],
    withAll(
      'a run that was stopped',
      writeRunZip({ ...all!.run, ending: 'stopped', report: null }),
      `: expected a finished run, got «one that ended as stopped». ${again}`,
    ),
    withAll(
      'a run of another arm',
      whole['runs/none-seed1.zip']!,
      `: expected a run of this study, got «one of other settings». The file was edited. ${again}`,
    ),
  ],
  sources: ['src/study/study-zip.ts'],
  others: {
    'The study is larger than the 4 GiB': 'No test writes so much.',
  },
});
