/** A study file: what is written comes back, run by run; its run files open alone. Refusals: ../refusals/study-files.test.ts. */
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readRunFile } from '../../../src/run-file/run-zip.ts';
import { isStudyZip, openStudyZip, writeStudyZip } from '../../../src/study/study-zip.ts';
import { recordedStudy } from '../../fixtures/study-record.ts';
import { studyRuns, studyZip } from '../../fixtures/study-zip.ts';

const id = '2026-11-21T10-15-30';
const study = recordedStudy([1, 2]);

test('a study with some of its runs comes back as it was, adapters included, also a second time', async () => {
  const runs = studyRuns(study).slice(0, 3);
  const bytes = await studyZip(id, study, runs);
  expect(Object.keys(unzipSync(bytes))).toEqual([
    'study.json',
    'runs/none-seed1.zip',
    'runs/all-seed1.zip',
    'runs/none-seed2.zip',
  ]);
  const opened = async (zip: Uint8Array<ArrayBuffer>) => {
    const { runs: found, ...file } = await openStudyZip('mine.zip', new Blob([zip]));
    return {
      file,
      read: await Promise.all(found.map(async ({ cell, read }) => ({ cell, run: await read() }))),
    };
  };
  const { file, read } = await opened(bytes);
  expect(file).toEqual({ id, study });
  expect(read).toEqual(runs);
  expect(read[1]!.run.adapter).not.toBeNull();
  expect((await opened(await studyZip(file.id, file.study, read))).read).toEqual(runs);
});

test('each of its runs is a run file', async () => {
  const runs = studyRuns(study);
  const files = unzipSync(await studyZip(id, study, runs));
  const alone = new Blob([files['runs/all-seed2.zip']! as Uint8Array<ArrayBuffer>]);
  expect(await readRunFile('all-seed2.zip', alone)).toEqual(runs[3]!.run);
  expect([await isStudyZip(alone), await isStudyZip(new Blob(['text']))]).toEqual([false, false]);
});

test('a study whose run cannot be read is not written half', async () => {
  async function* failing() {
    yield studyRuns(study)[0]!;
    throw new Error('gone');
  }
  let ended: unknown = null;
  const sink = new WritableStream<Uint8Array>({
    abort: (reason) => {
      ended = reason;
    },
  });
  await expect(writeStudyZip(id, study, failing(), sink)).rejects.toThrow('gone');
  expect(ended).toEqual(new Error('gone'));
});
