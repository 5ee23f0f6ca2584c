/**
 * A study file: one ZIP with study.json and, for each finished run, runs/<key>.zip, which is a run file that opens alone
 * too. Not here: run files (src/run-file/run-zip.ts), a study as a folder of JSON files (run-file.ts), where studies are kept
 * (src/app/study/store.ts).
 */
import { ZipPassThrough } from 'fflate';
import { z } from 'zod';
import { checked, isRecord, readJson } from '../../models/json.ts';
import { messageOf } from '../../models/message-of.ts';
import { ExperimentConfig } from '../experiment/config.ts';
import type { RunOutcome } from '../experiment/report.ts';
import { type ChosenFile, chosenFiles, fileFault, outermostNamed } from '../files/chosen-files.ts';
import { openZip } from '../files/zip-writer.ts';
import { readRunFile, writeRunZip } from '../run-file/run-zip.ts';
import { type Cell, cellsOf, type Study } from './study.ts';
import { StudyJson, studyFile, writeStudyJson } from './study-json.ts';

const runsFolder = 'runs/';

/** More than a study of 50 arms, seeds and values has. */
const maxStudyBytes = 2 ** 20;

/** A study file is refused. The message says what was expected, what came, and what to do. */
class StudyFileError extends Error {
  override readonly name = 'StudyFileError';
}

/** A finished run and its place in the study. */
export interface StudyRun {
  readonly cell: Cell;
  readonly run: RunOutcome;
}

// ---- Writing ---------------------------------------------------------------------------------------------------

/**
 * Writes a study file to `sink` and closes it; gives its size. `id` tells the study from others when it comes back. Runs are
 * read one after another, so that one is in memory at a time. @throws the sink's error, or what `runs` throws; the sink is
 * aborted before, so that it can discard what it has.
 */
export async function writeStudyZip(
  id: string,
  study: Study,
  runs: AsyncIterable<StudyRun>,
  sink: WritableStream<Uint8Array>,
): Promise<number> {
  const writer = sink.getWriter();
  // write() reports a sink that fails; without this, the promise would be an unhandled rejection as well.
  writer.closed.catch(() => {});
  try {
    const zip = openZip(
      writer,
      'The study is larger than the 4 GiB that a ZIP holds. Download its runs one by one.',
    );
    await zip.add(new ZipPassThrough(studyFile), [writeStudyJson(study, id)]);
    for await (const { cell, run } of runs)
      await zip.add(new ZipPassThrough(`${runsFolder}${cell.key}.zip`), [writeRunZip(run)]);
    await zip.end();
    await writer.close();
    return zip.sizeBytes();
  } catch (error) {
    await writer.abort(error).catch(() => {});
    throw error;
  }
}

// ---- Reading ---------------------------------------------------------------------------------------------------

/** The time when a study was made, as the page writes it; a number behind it if it had that of another. */
const StudyFileJson = StudyJson.extend({ id: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d(-\d+)?$/) });

const again = 'Get the file again from the lab that made it.';

/** A study file that is open. */
interface OpenStudyFile {
  readonly id: string;
  readonly study: Study;
  /** In the order of the study; `read` counts the run anew from its answers. @throws Error with a plain message. */
  readonly runs: readonly { readonly cell: Cell; readonly read: () => Promise<RunOutcome> }[];
}

/** Whether a file is a ZIP that calls itself a study. */
export async function isStudyZip(file: Blob): Promise<boolean> {
  try {
    return outermostNamed(await chosenFiles(file), studyFile) !== undefined;
  } catch {
    return false;
  }
}

/** Opens a study file and reads its study; `name` is the name of the file. @throws StudyFileError. */
export async function openStudyZip(name: string, zip: Blob): Promise<OpenStudyFile> {
  const fail = (problem: string) => new StudyFileError(`${name}: ${problem}`);
  let files: readonly ChosenFile[];
  let first: ChosenFile | undefined;
  try {
    files = await chosenFiles(zip);
    first = outermostNamed(files, studyFile);
  } catch (error) {
    throw fail(messageOf(error));
  }
  if (!first)
    throw fail(
      `expected a study file as this lab writes it, with ${studyFile} in it, got a ZIP without. Choose a study file; runs, adapters and data have their own places.`,
    );
  if (first.sizeBytes > maxStudyBytes)
    throw fail(
      `expected at most ${maxStudyBytes / 2 ** 20} MiB in ${studyFile}, got ${Math.ceil(first.sizeBytes / 2 ** 20)}. ${again}`,
    );
  const text = await first.open().then(
    (blob) => blob.text(),
    (error) => {
      throw fail(`${studyFile} ${fileFault(error)}.`);
    },
  );
  const { id, study } = readStudyFile(text, fail);
  const folder = first.path.slice(0, -studyFile.length) + runsFolder;
  const runs = runsIn(name, study, files, folder, fail);
  if (runs.length === 0) throw fail(`expected a study with finished runs, got one without. ${again}`);
  return { id, study, runs };
}

function readStudyFile(text: string, fail: (problem: string) => StudyFileError) {
  const json = readJson(text);
  if ('problem' in json) throw fail(`${studyFile}: ${json.problem}`);
  const said = isRecord(json.value) ? json.value.version : undefined;
  if (said !== undefined && said !== 1)
    throw fail(
      `expected a study of version 1, which this lab reads, got version ${JSON.stringify(said)}. Open it with the lab that wrote it.`,
    );
  const read = checked(StudyFileJson, json.value, 'a study as this lab writes it', again);
  if ('problem' in read) throw fail(`${studyFile}: ${read.problem}`);
  return read.value;
}

/** The runs below `folder`. Each must be one of the study. */
function runsIn(
  name: string,
  study: Study,
  files: readonly ChosenFile[],
  folder: string,
  fail: (problem: string) => StudyFileError,
): OpenStudyFile['runs'] {
  const found = new Map(
    files.flatMap((file): [string, ChosenFile][] =>
      file.path.startsWith(folder) ? [[file.path.slice(folder.length), file]] : [],
    ),
  );
  const cells = cellsOf(study).map((cell) => ({ cell, file: found.get(`${cell.key}.zip`) }));
  const known = new Set(cells.map(({ file }) => file));
  const stray = [...found].find(([, file]) => !known.has(file));
  if (stray)
    throw fail(
      `expected runs of its study alone, got ${runsFolder}${stray[0]}, which is none of them. The file was edited. ${again}`,
    );
  return cells.flatMap(({ cell, file }) => (file ? [{ cell, read: () => readRun(name, cell, file) }] : []));
}

async function readRun(name: string, cell: Cell, file: ChosenFile): Promise<RunOutcome> {
  const called = `${name}, ${cell.key}.zip`;
  const blob = await file.open().catch((error) => {
    throw new StudyFileError(`${called} ${fileFault(error)}.`);
  });
  const run = await readRunFile(called, blob);
  if (run.ending !== 'finished' || !run.report)
    throw new StudyFileError(
      `${called}: expected a finished run, got one that ended as ${run.ending}. ${again}`,
    );
  if (JSON.stringify(run.config) !== JSON.stringify(ExperimentConfig.parse(cell.config)))
    throw new StudyFileError(
      `${called}: expected a run of this study, got one of other settings. The file was edited. ${again}`,
    );
  return run;
}
