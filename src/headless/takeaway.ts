/**
 * `npm run takeaway -- --out DIR [settings]`: an experiment as a folder for a cluster, where ms-swift trains it. The page
 * without a view makes it, as the lab's page does; its ZIP is unpacked here. Exit code 0 only if the folder is whole; 1 if
 * it could not be made; 2 for wrong options. Not here: what is in the folder (src/takeaway/), bringing answers back
 * (score.ts).
 */
import { openAsBlob } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../models/message-of.ts';
import { copyOf, type WrittenFile } from '../../models/written-file.ts';
import type { ExperimentConfig } from '../experiment/config.ts';
import { chosenFiles } from '../files/chosen-files.ts';
import { whyNotTaken } from '../takeaway/differences.ts';
import { runCommand } from './command.ts';
import { outFlags, readOptions as readExperiment } from './experiment-options.ts';
import { checkInputs, withLabPage } from './lab-page.ts';
import { refuseExisting, writeModelFolder } from './model-files.ts';
import type { ServedModel } from './model-folder.ts';
import { progressPrinter } from './report-text.ts';
import { systemFault } from './system-fault.ts';

const usage = `npm run takeaway -- --out DIR [settings]
  --out DIR        where the folder goes; it must not be there yet
  settings         those of the experiment, as npm run experiment -- --help lists them: --train, --steps, --tasks,
                   --items, --seed, --rank, --train-data, --test-data, --model with --model-folder, ...
  --help
The folder has the base model, the training set, the scored questions without their answers, and the commands of
ms-swift. Its README.md says what to do. What comes back is read by npm run score.`;

/** What the command line asks for. */
interface TakeawayOptions {
  readonly config: ExperimentConfig;
  readonly model: ServedModel | null;
  readonly out: string;
}

/** null if help is wanted. @throws Error with a plain message for an unknown option or a wrong value. */
export function readOptions(args: readonly string[]): TakeawayOptions | null {
  const read = readExperiment(args);
  if (!read) return null;
  const { config, model, run, outs } = read;
  const { report: out, ...others } = outs;
  const [other] = Object.keys(others) as (keyof typeof others)[];
  if (run !== null || other)
    throw new Error(
      `${other ? outFlags[other] : '--run'} is about a run, and none is made here. Leave it out.`,
    );
  if (!out) throw new Error('--out takes the name of a folder to write, but got none.');
  const obstacle = whyNotTaken(config);
  if (obstacle) throw new Error(obstacle);
  return { config, model, out };
}

/** The files of the ZIP without the folder that they are in. */
async function filesIn(zip: string): Promise<WrittenFile[]> {
  const files = await chosenFiles(await openAsBlob(zip));
  return files.map(({ path, sizeBytes, open }) => ({
    path: path.slice(path.indexOf('/') + 1),
    sizeBytes,
    async *bytes() {
      yield* copyOf(path, await open()).bytes();
    },
  }));
}

async function takeAway({ config, model, out }: TakeawayOptions): Promise<string> {
  await refuseExisting(out);
  const datasets = await checkInputs(config, model);
  return withLabPage(
    model,
    datasets,
    (page) => page.exposeFunction('onRunEvent', progressPrinter()),
    async (page) => {
      const coming = page.waitForEvent('download', { timeout: 0 });
      // If the page fails, its own words are told.
      coming.catch(() => {});
      await page.evaluate(([value, names]) => window.takeAway(value, names), [config, datasets] as const);
      const files = await filesIn(await (await coming).path());
      const sizeBytes = await writeModelFolder(out, files);
      for (const { path } of files) if (path.endsWith('.sh')) await chmod(join(out, path), 0o755);
      return `${out}: ${files.length} files, ${(sizeBytes / 1e6).toFixed(1)} MB. Next: see ${join(out, 'README.md')}`;
    },
  );
}

async function run(options: TakeawayOptions): Promise<number> {
  try {
    console.log(await takeAway(options));
    return 0;
  } catch (error) {
    // The browser's driver puts its own name before the words of the page.
    const said = (systemFault(error) ?? messageOf(error))
      .replace(/^page\.evaluate: (\w*Error: )?/, '')
      .split('\n    at ')[0];
    console.error(`No folder was made: ${said}`);
    return 1;
  }
}

// Tests import this file for its functions; it runs only as a command.
if (process.argv[1]?.endsWith('takeaway.ts')) process.exit(await runCommand({ usage, readOptions, run }));
