/**
 * `npm run merge -- --adapter PATH --out DIR [--model DIR]`: writes a base model with an adapter in its weights, as a
 * folder in the hub's layout. Node only, no browser. Exit code 0 only if the folder is whole; 1 if it could not be made; 2
 * for wrong options. Not here: the merging (models/adapter/merge.ts).
 */

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { mergeAdapter } from '../../models/adapter/merge.ts';
import { readBaseWeights, weightsFile } from '../../models/adapter/peft.ts';
import { messageOf } from '../../models/message-of.ts';
import { sparkleTiny } from '../../models/registry.ts';
import { otherWeights } from '../experiment/fingerprint.ts';
import { readAdapterPath } from './adapter-path.ts';
import { runCommand } from './command.ts';
import { embeddedFolder, readModelFolder, refuseExisting, writeModelFolder } from './model-files.ts';
import { systemFault } from './system-fault.ts';

const usage = `npm run merge -- --adapter PATH --out DIR [options]
  --adapter PATH   a folder as PEFT saves it (adapter_config.json, adapter_model.safetensors), or a ZIP of one
  --out DIR        where the merged model goes; it must not be there yet
  --model DIR      the base model in the hub's layout (default: the embedded model)
  --help
The layers that the adapter changes are written as floats: in 4 or 8 bits the change would be lost.
The strength of place that the adapter was made at is folded into the connector's weights.`;

/** What the command line asks for. */
interface MergeOptions {
  readonly adapter: string;
  readonly out: string;
  readonly model: string;
}

/** null if help is wanted. @throws Error with a plain message for an unknown option or a missing value. */
export function readOptions(args: readonly string[]): MergeOptions | null {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { adapter: text, out: text, model: text, help: { type: 'boolean' } },
  });
  if (values.help) return null;
  const { adapter, out, model = embeddedFolder } = values;
  if (!adapter) throw new Error('--adapter takes a folder or a ZIP with an adapter, but got none.');
  if (!out) throw new Error('--out takes the name of a folder to write, but got none.');
  return { adapter, out, model };
}

/** Throws an Error if an adapter says that it was trained on other weights of the embedded model; says so if it says nothing. */
async function checkWeights(weights: Blob): Promise<void> {
  const made = await readBaseWeights(weights);
  const others = otherWeights(sparkleTiny.id, made);
  if (made === null)
    console.warn(
      `note: the adapter does not say on which weights it was trained. If not on those of ${sparkleTiny.name} that this version of the lab has, the merged model is worth nothing.`,
    );
  else if (others)
    throw new Error(
      `It was trained on ${others}. Train it again, or merge it with the model that it was trained on (--model).`,
    );
}

/** Writes the merged model and says what was written. @throws Error with a plain message. */
export async function mergeFolders({ adapter: from, out, model }: MergeOptions): Promise<string> {
  await refuseExisting(out);
  const { adapter, place } = await readAdapterPath(from, async (files) => {
    if (resolve(model) === embeddedFolder) await checkWeights(new Blob([files[weightsFile]]));
  });
  const { dtype, blobs } = await readModelFolder(model);
  const files = await mergeAdapter({ dtype }, blobs, adapter);
  const sizeBytes = await writeModelFolder(out, files);
  return `${out}: ${adapter.modules.length} layers of rank ${adapter.rank} of ${place} merged into ${model}, ${files.length} files, ${(sizeBytes / 1e6).toFixed(1)} MB${adapter.place === undefined ? '' : `, place ${adapter.place}`}`;
}

async function run(options: MergeOptions): Promise<number> {
  try {
    console.log(await mergeFolders(options));
    return 0;
  } catch (error) {
    console.error(`Nothing was merged: ${systemFault(error) ?? messageOf(error)}`);
    return 1;
  }
}

// Tests import this file for its functions; it runs only as a command.
if (process.argv[1]?.endsWith('merge.ts')) process.exitCode = await runCommand({ usage, readOptions, run });
