/**
 * A run file: one ZIP with run.json and, if the run has an adapter, PEFT's two files beside it, so that PEFT and this lab
 * take the same ZIP as an adapter. It opens here and on another computer. Not here: run.json itself (run-json.ts).
 */
import { strToU8, type Zippable, zipSync } from 'fflate';
import { configFile, readPeft, weightsFile, writePeft } from '../../models/adapter/peft.ts';
import { messageOf } from '../../models/message-of.ts';
import { adapterWeightsOf, type RunOutcome } from '../experiment/report.ts';
import { findAdapterFiles } from '../files/adapter-files.ts';
import { zipTime } from '../files/adapter-zip.ts';
import { type ChosenFile, chosenFiles, fileFault, outermostNamed } from '../files/chosen-files.ts';
import { sha256Of } from '../files/sha256.ts';
import { recounted } from './count-check.ts';
import { type PlainRun, readRunJson, writeRunJson } from './run-json.ts';

/** The file that makes a ZIP a run file. */
export const runFile = 'run.json';

/** More than a run of 1,000 items a task and 5,000 steps has. */
const maxRunBytes = 2 ** 29;

/** A run file is refused. The message says what was expected, what came, and what to do. */
class RunFileError extends Error {
  override readonly name = 'RunFileError';
}

/**
 * The ZIP of a run. The same run and name give the same bytes. `name`: who hands it in, or what they call it; null if nobody
 * said so.
 */
export function writeRunZip(run: RunOutcome, name: string | null = null): Uint8Array<ArrayBuffer> {
  const { adapter, config } = run;
  const peft = adapter && writePeft(adapter, config.model, config.lora.dropout, adapterWeightsOf(run));
  const files: Zippable = {
    [runFile]: strToU8(writeRunJson(run, peft && sha256Of(peft[weightsFile]), name)),
    ...(peft && {
      [configFile]: strToU8(peft[configFile]),
      // Trained numbers hardly get smaller.
      [weightsFile]: [peft[weightsFile], { level: 0 }],
    }),
  };
  return zipSync(files, { mtime: zipTime });
}

/** What to do with a run file that is not as it was written. */
const again = 'Get the file again from the lab that made it.';

/** A run file without its adapter. */
interface PlainFile {
  readonly run: PlainRun;
  /** Of the weights of its adapter; null if there is none. */
  readonly adapterSha256: string | null;
  /** Who hands it in, or what they call it; null if the file does not say it. */
  readonly name: string | null;
}

/**
 * Reads a run file, or the JSON that a study keeps of a finished run; `name` is the name of the file. The rows of its report
 * are counted anew from its answers. @throws RunFileError.
 */
export async function readRunFile(name: string, file: Blob): Promise<RunOutcome> {
  const { run, adapterSha256 } = await readPlainFile(name, file);
  const adapter =
    adapterSha256 === null || /\.json$/i.test(name) ? null : await adapterIn(name, file, adapterSha256);
  return { ...run, adapter };
}

/** The same without reading the adapter. @throws RunFileError. */
export async function readPlainFile(name: string, file: Blob): Promise<PlainFile> {
  if (/\.json$/i.test(name)) return readPlain(name, await textOf(name, file));
  let inZip: ChosenFile | undefined;
  let count = 0;
  try {
    const files = await chosenFiles(file);
    count = files.length;
    inZip = outermostNamed(files, runFile);
  } catch (error) {
    throw new RunFileError(`${name}: ${messageOf(error)}`);
  }
  if (!inZip)
    throw new RunFileError(
      `${name}: expected a run file as this lab writes it, with ${runFile} in it, got a ZIP of ${count === 1 ? '1 file' : `${count} files`} without. Choose a run file; adapters and data have their own places.`,
    );
  if (inZip.sizeBytes > maxRunBytes)
    throw new RunFileError(
      `${name}: expected at most ${maxRunBytes / 2 ** 20} MiB in ${runFile}, got ${Math.ceil(inZip.sizeBytes / 2 ** 20)}. ${again}`,
    );
  let text: string;
  try {
    text = await (await inZip.open()).text();
  } catch (error) {
    throw new RunFileError(`${name}: ${runFile} ${fileFault(error)}.`);
  }
  return readPlain(name, text);
}

async function textOf(name: string, file: Blob): Promise<string> {
  try {
    return await file.text();
  } catch (error) {
    throw new RunFileError(`${name}: The file ${fileFault(error)}.`);
  }
}

/** The run in the text, counted anew. */
function readPlain(name: string, text: string): PlainFile {
  const read = readRunJson(text, again);
  if ('problem' in read) throw new RunFileError(`${name}: ${read.problem}`);
  const counted = recounted(read.value.run);
  if ('problem' in counted) throw new RunFileError(`${name}: ${counted.problem}`);
  return { ...read.value, run: counted.value };
}

async function adapterIn(name: string, zip: Blob, sha256: string) {
  try {
    const { files } = await findAdapterFiles(zip);
    const is = sha256Of(files[weightsFile]);
    if (is !== sha256)
      throw new Error(
        `${weightsFile}: expected the weights of this run, whose SHA-256 begins with ${sha256.slice(0, 12)}, got others (${is.slice(0, 12)}). ${again}`,
      );
    return readPeft(files).adapter;
  } catch (error) {
    throw new RunFileError(`${name}: ${messageOf(error)}`);
  }
}
