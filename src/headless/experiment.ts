/**
 * `npm run experiment -- [options]`: the lab's experiment in a headless Chromium, from the same
 * ExperimentConfig as the page. Prints progress and the result table; writes the report as JSON.
 * Exit code 0 only if the run finished; 1 if it did not; 2 for wrong options.
 * Not here: the options (experiment-options.ts), the text (report-text.ts), the page that runs (page.ts).
 */
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { chromium } from 'playwright';
import { messageOf } from '../../models/message-of.ts';
import type { RunOutcome } from '../experiment/report.ts';
import { buildFolder, buildIfChanged } from '../serve/build.ts';
import { serveFolder } from '../serve/server.ts';
import { chromiumFlags, ensureChromium } from './chromium.ts';
import { runCommand } from './command.ts';
import { type ExperimentOptions, readOptions, usage } from './experiment-options.ts';
import { checkModelFolder, serveModelFolder } from './model-folder.ts';
import { progressPrinter, reportTable, summaryText } from './report-text.ts';
import { systemFault } from './system-fault.ts';

const partOf = (out: string) => `${out}.part`;

async function writeOut(out: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(out), { recursive: true });
    await writeFile(partOf(out), text);
  } catch (error) {
    throw new Error(
      `Expected --out to name a file that can be written, got ${out}. ${systemFault(error) ?? 'It could not be written. Name another.'}`,
    );
  }
}

async function checkZip(file: string): Promise<void> {
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile)
    throw new Error(
      `Expected a ZIP file of questions and images, but there is no file ${file}. Check the path.`,
    );
}

/** Runs the experiment in a page of a headless browser. */
async function runInBrowser(
  { config, model }: ExperimentOptions,
  datasets: string[],
): Promise<Omit<RunOutcome, 'adapter'>> {
  buildIfChanged();
  const lab = await serveFolder(buildFolder, 0, model ? [serveModelFolder(model)] : []);
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`page: ${error.message}`));
    await page.exposeFunction('onRunEvent', progressPrinter());
    await page.goto(`${lab.url}headless.html`);
    await page.waitForFunction(() => 'runHeadless' in window);
    if (datasets.length > 0) await page.setInputFiles('#datasets', datasets);
    return await page.evaluate(([value, names]) => window.runHeadless(value, names), [
      config,
      datasets,
    ] as const);
  } finally {
    await browser.close();
    await lab.close();
  }
}

async function run(options: ExperimentOptions): Promise<number> {
  const { config, model, out } = options;
  if (model) await checkModelFolder(model);
  // Before the work: a folder that cannot be written to must not cost a finished run.
  if (out) await writeOut(out, '');
  const datasets = [...new Set([config.data.training, config.data.test])].filter((file) => file !== null);
  for (const file of datasets) await checkZip(file);
  const outcome = await runInBrowser(options, datasets);
  const { report, ending, message } = outcome;
  if (!report) {
    console.error(`\nThe run did not finish (${ending}): ${message ?? 'it was stopped'}`);
    if (out) {
      await writeOut(out, `${JSON.stringify(outcome, null, 2)}\n`);
      console.error(`What it had finished is in ${partOf(out)}`);
    }
    return 1;
  }
  console.log(`\n${reportTable(report)}\n\n${summaryText(report)}`);
  if (out) {
    // Written beside and moved: a full disk leaves no half report.
    await writeOut(out, `${JSON.stringify(report, null, 2)}\n`);
    await rename(partOf(out), out);
    console.log(`report: ${out}`);
  }
  return 0;
}

runCommand({ usage, readOptions, run }).then(
  (code) => process.exit(code),
  (error) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
