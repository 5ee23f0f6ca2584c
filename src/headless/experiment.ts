/**
 * `npm run experiment -- [options]`: the lab's experiment in a headless Chromium, from the same
 * ExperimentConfig as the page. Prints progress and the result table; writes the report, the items, the adapter and the
 * whole run where the options say.
 * Exit code 0 only if the run finished; 1 if it did not; 2 for wrong options.
 * Not here: the options (experiment-options.ts), the text (report-text.ts), the files (run-outs.ts), the page that runs (page.ts).
 */
import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readBaseWeights, weightsFile } from '../../models/adapter/peft.ts';
import { messageOf } from '../../models/message-of.ts';
import type { ExperimentConfig, MeasuredAdapter } from '../experiment/config.ts';
import type { RunOutcome } from '../experiment/report.ts';
import { peftZip } from '../files/adapter-zip.ts';
import { readRunFile } from '../run-file/run-zip.ts';
import { readAdapterPath } from './adapter-path.ts';
import { runCommand } from './command.ts';
import { type ExperimentOptions, readOptions, usage } from './experiment-options.ts';
import { checkInputs, withLabPage } from './lab-page.ts';
import { takeAdapter } from './page-adapter.ts';
import { findingText, progressPrinter, reportTable, summaryText } from './report-text.ts';
import { holdOuts, writeOuts } from './run-outs.ts';
import { systemFault } from './system-fault.ts';

/** Runs the experiment in a page of a headless browser. The adapter is fetched only if it is written somewhere. */
async function runInBrowser({ config, model, outs }: ExperimentOptions): Promise<RunOutcome> {
  const datasets = await checkInputs(config, model);
  const measured = config.adapter && (await openMeasured(config.adapter));
  try {
    const said: ExperimentConfig = { ...config, adapter: measured?.said ?? null };
    return await withLabPage(
      model,
      datasets,
      (page) => page.exposeFunction('onRunEvent', progressPrinter()),
      async (page) => {
        if (measured) await page.setInputFiles('#adapter', measured.zip);
        const outcome = await page.evaluate(([value, names]) => window.runHeadless(value, names), [
          said,
          datasets,
        ] as const);
        return { ...outcome, adapter: outs.adapter || outs.run ? await takeAdapter(page) : null };
      },
    );
  } finally {
    if (measured) await rm(measured.folder, { recursive: true, force: true });
  }
}

/** Reads the adapter that a config names, and packs it into a ZIP for the page. */
async function openMeasured(adapter: MeasuredAdapter) {
  const { files } = await readAdapterPath(adapter.id);
  const folder = await mkdtemp(join(tmpdir(), 'adapter-'));
  const zip = join(folder, 'adapter.zip');
  await writeFile(zip, peftZip(files));
  const baseWeights = await readBaseWeights(new Blob([files[weightsFile]]));
  return { said: { ...adapter, baseWeights }, folder, zip };
}

/** The run in a run file. */
async function runInFile(file: string): Promise<RunOutcome> {
  // Says in the system's words if there is none; the next line would not.
  await stat(file);
  return readRunFile(basename(file), await openAsBlob(file));
}

async function run(options: ExperimentOptions): Promise<number> {
  const { outs } = options;
  await holdOuts(outs);
  const outcome = options.run === null ? await runInBrowser(options) : await runInFile(options.run);
  const { report, ending, message } = outcome;
  if (report) console.log(`\n${findingText(report)}\n\n${reportTable(report)}\n\n${summaryText(report)}`);
  else console.error(`\nThe run did not finish (${ending}): ${message ?? 'it was stopped'}`);
  await writeOuts(outcome, outs);
  return report ? 0 : 1;
}

runCommand({ usage, readOptions, run }).then(
  (code) => process.exit(code),
  (error) => {
    console.error(systemFault(error) ?? messageOf(error));
    process.exit(1);
  },
);
