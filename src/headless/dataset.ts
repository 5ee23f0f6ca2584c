/**
 * `npm run dataset -- --preset NAME --out FILE.zip [options]`: a dataset as a ZIP of PNG images and JSON lines, in the
 * layout ms-swift trains from. Node only, no browser. Exit code 0 only if the file is whole; 1 if it could not be made;
 * 2 for wrong options; 130 when stopped. Not here: the samples (src/sparkle/dataset/dataset.ts), the ZIP (dataset-zip.ts).
 */
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../models/message-of.ts';
import { datasetPresets, makeSample, type Sample } from '../sparkle/dataset/dataset.ts';
import { type DatasetRecipe, maxDatasetImages } from '../sparkle/dataset/dataset-recipe.ts';
import { type DatasetProgress, writeDataset } from '../sparkle/dataset/dataset-zip.ts';
import { runCommand } from './command.ts';
import { scenePng } from './node-canvas.ts';
import { systemFault } from './system-fault.ts';

type Preset = keyof typeof datasetPresets;
const presets = Object.keys(datasetPresets) as Preset[];

const defaultSeed = 1;
const defaultSizePx = 384;
/** The maximum is the size of the paper's own images. */
const [minSizePx, maxSizePx] = [64, 1232];

const usage = `npm run dataset -- --preset NAME --out FILE.zip [options]
  --preset NAME    ${presets.join(', ')}
  --out FILE       where the ZIP goes
  --images N       images             (default: ${presets.map((name) => `${datasetPresets[name].images} for ${name}`).join(', ')})
  --seed N         seed of the whole  (default: ${defaultSeed})
  --size PX        side of an image   (default: ${defaultSizePx}; the embedded model sees 192)
  --help`;

/** What the command line asks for. */
interface DatasetOptions {
  readonly recipe: DatasetRecipe;
  readonly out: string;
}

/** null if help is wanted. @throws Error with a plain message for an unknown option or a wrong value. */
export function readOptions(args: readonly string[]): DatasetOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      preset: { type: 'string' },
      out: { type: 'string' },
      images: { type: 'string' },
      seed: { type: 'string' },
      size: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return null;
  const whole = (name: 'images' | 'seed' | 'size', start: number, min: number, max: number) => {
    const text = values[name];
    const value = text === undefined ? start : Number(text);
    if ((text !== undefined && !/^\d+$/.test(text)) || value < min || value > max)
      throw new Error(`--${name} takes a whole number from ${min} to ${max}, but got "${text}".`);
    return value;
  };
  const { out } = values;
  const preset = presets.find((name) => name === values.preset);
  if (!preset)
    throw new Error(
      `--preset takes one of ${presets.join(', ')}, but got ${values.preset === undefined ? 'none' : `"${values.preset}"`}.`,
    );
  if (!out) throw new Error('--out takes the name of a ZIP file to write, but got none.');
  const { config, images } = datasetPresets[preset];
  const recipe: DatasetRecipe = {
    config,
    seed: whole('seed', defaultSeed, 0, 2 ** 31 - 1),
    part: preset === 'paper-train' ? 'training' : 'evaluation',
    images: whole('images', images, 1, maxDatasetImages),
    sizePx: whole('size', defaultSizePx, minSizePx, maxSizePx),
  };
  return { recipe, out };
}

function* samplesOf({ config, seed, part, images }: DatasetRecipe): Generator<Sample> {
  for (let index = 0; index < images; index++) yield makeSample(config, seed, part, index);
}

/** Opens the file to write, before the work begins. @throws Error with a plain message. */
async function openOut(out: string, part: string) {
  try {
    // Renaming the finished file onto a device or a pipe would replace it.
    const there = await stat(out).catch(() => null);
    if (there?.isDirectory()) throw new Error('It is a folder. Name another.');
    if (there && !there.isFile()) throw new Error('It is a device or a pipe, not a file. Name another.');
    await mkdir(dirname(out), { recursive: true });
    return await open(part, 'w');
  } catch (error) {
    throw new Error(
      `Expected --out to name a file that can be written, got ${out}. ${systemFault(error) ?? messageOf(error)}`,
    );
  }
}

/** Writes to a file beside `out` and renames it at the end, so that there is the whole file or none. */
async function makeFile(
  { recipe, out }: DatasetOptions,
  signal: AbortSignal,
  onProgress: (progress: DatasetProgress) => void,
): Promise<DatasetProgress> {
  const part = `${out}.part`;
  const file = await openOut(out, part);
  try {
    const sink = new WritableStream<Uint8Array>({
      // Unlike write(), appendFile() writes the whole chunk.
      write: (chunk) => file.appendFile(chunk),
    });
    const done = await writeDataset(samplesOf(recipe), recipe, sink, {
      png: (scene) => scenePng(scene, recipe.sizePx),
      pngsAtOnce: 2 * availableParallelism(),
      signal,
      onProgress,
    });
    await file.sync();
    await file.close();
    await rename(part, out);
    return done;
  } catch (error) {
    await file.close().catch(() => {});
    await rm(part, { force: true });
    throw error;
  }
}

/** Prints at most every two seconds. */
function progressPrinter(images: number): (progress: DatasetProgress) => void {
  let lastMs = Date.now();
  return ({ images: done }) => {
    if (Date.now() - lastMs < 2000) return;
    lastMs = Date.now();
    console.log(`  ${done} of ${images} images`);
  };
}

async function run(options: DatasetOptions): Promise<number> {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  const startMs = Date.now();
  try {
    const done = await makeFile(options, stop.signal, progressPrinter(options.recipe.images));
    const seconds = (Date.now() - startMs) / 1000;
    console.log(
      `${options.out}: ${done.images} images, ${done.questions} questions, ${(done.sizeBytes / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s`,
    );
    return 0;
  } catch (error) {
    if (stop.signal.aborted) {
      console.error('Stopped: no file was written.');
      return 130;
    }
    console.error(`The dataset was not written: ${systemFault(error) ?? messageOf(error)}`);
    return 1;
  }
}

// Tests import this file for readOptions; it runs only as a command.
if (process.argv[1]?.endsWith('dataset.ts')) process.exitCode = await runCommand({ usage, readOptions, run });
