/**
 * `npm run to-transformers -- --out DIR [--model DIR] [--place N] [--master]`: writes a model of the lab as a checkpoint that
 * Hugging Face's transformers opens. Node only, no browser. Exit code 0 only if the folder is whole; 1 if it could not be
 * made; 2 for wrong options. Not here: what is in the checkpoint (models/transformers/checkpoint.ts).
 */
import { openAsBlob } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../models/message-of.ts';
import { atStrength, readStrength, usualStrength } from '../../models/place-strength.ts';
import { sparkleTiny } from '../../models/registry.ts';
import { masterCheckpoint, transformersCheckpoint } from '../../models/transformers/checkpoint.ts';
import type { WrittenFile } from '../../models/written-file.ts';
import { runCommand } from './command.ts';
import { embeddedFolder, readModelFolder, refuseExisting, writeModelFolder } from './model-files.ts';
import { systemFault } from './system-fault.ts';

/** The folder of the embedded model's master weights. */
const masterFolder = resolve(import.meta.dirname, '../../models/sparkle-tiny');

const usage = `npm run to-transformers -- --out DIR [options]
  --out DIR        where the checkpoint goes; it must not be there yet
  --model DIR      the model in the hub's layout, also a merged one (default: the embedded model)
  --place N        strength of place, from 0 to 1 (default: as the model ships, ${usualStrength} for the embedded one)
  --master         the embedded model's float16 master weights: not what the lab computes with
  --help
AutoModelForImageTextToText and AutoProcessor open the folder. Without --master its weights are those that the lab
computes with: 4-bit weights are written as the floats that they stand for. The processor of a SmolVLM2 reads videos
too, for which transformers needs the packages torchvision and num2words.`;

/** What the command line asks for. */
interface ToTransformersOptions {
  readonly out: string;
  readonly model: string;
  readonly place: number;
  readonly isMaster: boolean;
}

/** null if help is wanted. @throws Error with a plain message for an unknown option or a wrong value. */
export function readOptions(args: readonly string[]): ToTransformersOptions | null {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { out: text, model: text, place: text, master: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) return null;
  const { out, model, master: isMaster = false } = values;
  if (!out) throw new Error('--out takes the name of a folder to write, but got none.');
  if (isMaster && model !== undefined)
    throw new Error(
      '--master writes the weights that the embedded model was exported from, and --model names another model. Leave one of them out.',
    );
  const place = values.place === undefined ? usualStrength : readStrength(values.place);
  if (place === null) throw new Error(`--place takes a number from 0 to 1, but got "${values.place}".`);
  return { out, model: model ?? embeddedFolder, place, isMaster };
}

/** Writes the checkpoint and says what was written. @throws Error with a plain message. */
export async function writeCheckpointFolder(options: ToTransformersOptions): Promise<string> {
  const { out, isMaster } = options;
  await refuseExisting(out);
  const { files, from, place } = await (isMaster ? master(options) : dequantized(options));
  const sizeBytes = await writeModelFolder(out, files);
  return `${out}: ${from}${place === null ? '' : ` at place ${place}`}, ${files.length} files, ${(sizeBytes / 1e6).toFixed(1)} MB`;
}

/** Files of a checkpoint, and what they were made of. */
interface Made {
  readonly files: readonly WrittenFile[];
  readonly from: string;
  readonly place: number | null;
}

async function dequantized({ model: folder, place }: ToTransformersOptions): Promise<Made> {
  const opened = await readModelFolder(folder);
  const model = atStrength(opened, place);
  return { files: await transformersCheckpoint(model, opened.blobs), from: folder, place: model.place };
}

async function master({ place }: ToTransformersOptions): Promise<Made> {
  const { blobs } = await readModelFolder(embeddedFolder);
  const weights = await openAsBlob(join(masterFolder, 'model.safetensors'));
  const model = atStrength(sparkleTiny, place);
  const files = await masterCheckpoint(model, new Map(blobs).set('model.safetensors', weights));
  return { files, from: `the master weights of ${sparkleTiny.name}`, place: model.place };
}

async function run(options: ToTransformersOptions): Promise<number> {
  try {
    console.log(await writeCheckpointFolder(options));
    return 0;
  } catch (error) {
    console.error(`No checkpoint was written: ${systemFault(error) ?? messageOf(error)}`);
    return 1;
  }
}

// Tests import this file for its functions; it runs only as a command.
if (process.argv[1]?.endsWith('to-transformers.ts'))
  process.exitCode = await runCommand({ usage, readOptions, run });
