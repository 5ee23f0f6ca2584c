/**
 * `npm run experiment -- [options]`: the lab's experiment in a headless Chromium, from the same
 * ExperimentConfig as the page. Prints progress and the result table; writes the report as JSON.
 * Exit code 0 only if the run finished; 1 if it did not; 2 for wrong options.
 * Not here: the options (experiment-options.ts), the text (report-text.ts), the page that runs (page.ts).
 */
import { messageOf } from '../../models/message-of.ts';
import type { RunOutcome } from '../experiment/report.ts';
import { runCommand } from './command.ts';
import { type ExperimentOptions, readOptions, usage } from './experiment-options.ts';
import { checkInputs, withLabPage } from './lab-page.ts';
import { partOf, writePart, writeWhole } from './out-file.ts';
import { progressPrinter, reportTable, summaryText } from './report-text.ts';

/** Runs the experiment in a page of a headless browser. */
const runInBrowser = (
  { config, model }: ExperimentOptions,
  datasets: string[],
): Promise<Omit<RunOutcome, 'adapter'>> =>
  withLabPage(
    model,
    datasets,
    (page) => page.exposeFunction('onRunEvent', progressPrinter()),
    (page) =>
      page.evaluate(([value, names]) => window.runHeadless(value, names), [config, datasets] as const),
  );

async function run(options: ExperimentOptions): Promise<number> {
  const { config, model, out } = options;
  const datasets = await checkInputs(config, model);
  // Before the work: a folder that cannot be written to must not cost a finished run.
  if (out) await writePart(out, '');
  const outcome = await runInBrowser(options, datasets);
  const { report, ending, message } = outcome;
  if (!report) {
    console.error(`\nThe run did not finish (${ending}): ${message ?? 'it was stopped'}`);
    if (out) {
      await writePart(out, `${JSON.stringify(outcome, null, 2)}\n`);
      console.error(`What it had finished is in ${partOf(out)}`);
    }
    return 1;
  }
  console.log(`\n${reportTable(report)}\n\n${summaryText(report)}`);
  if (out) {
    await writeWhole(out, `${JSON.stringify(report, null, 2)}\n`);
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
