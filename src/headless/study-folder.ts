/**
 * Plays a study in a headless Chromium and keeps it in a folder: a file for each finished run, written at once, and what all
 * of them say together. What is there is not made again. Node only. Not here: the commands (study.ts, record.ts), the text
 * (study-text.ts), how a study is played (src/study/play.ts).
 */
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { aboutTime } from '../experiment/device.ts';
import { adapterWeightsOf } from '../experiment/report.ts';
import { adapterZip } from '../files/adapter-zip.ts';
import { itemsCsv, itemsJsonl } from '../run-file/items.ts';
import type { CellOutcome, StudyEnding } from '../study/play.ts';
import { readRunFile, writeRunFile } from '../study/run-file.ts';
import { type Cell, cellsOf, type Study } from '../study/study.ts';
import { buildStudyReport, type FinishedCell } from '../study/study-report.ts';
import { studyReportText } from '../study/study-report-file.ts';
import { studySecondsLeft } from '../study/time-left.ts';
import { checkInputs, withLabPage } from './lab-page.ts';
import { writeWhole } from './out-file.ts';
import { takeAdapter } from './page-adapter.ts';
import { progressPrinter } from './report-text.ts';
import type { StudyOptions } from './study-options.ts';
import { findingText, studyNote, studyTable } from './study-text.ts';

const fileOf = (out: string, { key }: Cell): string => join(out, `${key}.json`);

/** The finished run of a cell; null if there is none. Throws if its file is damaged or of another study. */
async function readRun(out: string, cell: Cell): Promise<CellOutcome | null> {
  const file = fileOf(out, cell);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null ? null : readRunFile(text, file, cell);
}

/** Where the adapter of a cell is kept, if it is. */
export const adapterFileOf = (out: string, { key }: Cell): string => join(out, `${key}-adapter.zip`);

/** Writes what the finished runs say together, and prints it. */
async function report(study: Study, runs: readonly FinishedCell[], out: string): Promise<void> {
  if (runs.length === 0) return;
  const built = buildStudyReport(study, runs);
  const text = `${studyTable(built)}\n\n${findingText(built)}\n\n${studyNote(built)}\n`;
  const sources = runs.map(({ outcome }) => ({ study: basename(resolve(out)), run: outcome }));
  await writeWhole(join(out, 'items.jsonl'), itemsJsonl(sources));
  await writeWhole(join(out, 'items.csv'), itemsCsv(sources));
  await writeWhole(join(out, 'report.json'), studyReportText(built, runs, out));
  await writeWhole(join(out, 'report.md'), text);
  console.log(`\n${text}\nreport: ${join(out, 'report.md')}`);
}

/** ' (about 35 minutes left of the study)'; empty before the first run is finished. */
function leftText(study: Study, finished: ReadonlyMap<string, CellOutcome>): string {
  const seconds = new Map([...finished].map(([key, { report }]) => [key, report?.secondsTotal ?? 0]));
  const left = studySecondsLeft(study, seconds);
  return left === null ? '' : ` (${aboutTime(left)} left of the study)`;
}

/** Plays the runs that are not finished; adds them to `finished`. Arguments as of playInFolder. */
function playRest(
  { study, model, out }: StudyOptions,
  datasets: string[],
  finished: Map<string, CellOutcome>,
  keepsAdapterOf: Cell | null,
): Promise<StudyEnding> {
  return withLabPage<StudyEnding>(
    model,
    datasets,
    async (page) => {
      await page.exposeFunction('onRunEvent', progressPrinter());
      await page.exposeFunction('onCell', ({ key }: Cell, done: number, total: number) =>
        console.log(`\n==== run ${done + 1} of ${total}: ${key}${leftText(study, finished)}`),
      );
      await page.exposeFunction('finishedRun', ({ key }: Cell) => finished.get(key) ?? null);
      await page.exposeFunction('keepRun', async (cell: Cell, outcome: CellOutcome) => {
        // The adapter first: a finished run is not made again.
        if (cell.key === keepsAdapterOf?.key) {
          const adapter = await takeAdapter(page);
          const { model: baseModel, lora } = cell.config;
          if (adapter)
            await writeWhole(
              adapterFileOf(out, cell),
              adapterZip(adapter, baseModel, lora.dropout, adapterWeightsOf(outcome)),
            );
        }
        await writeWhole(fileOf(out, cell), writeRunFile(outcome));
        finished.set(cell.key, outcome);
      });
    },
    (page) => page.evaluate(([value, names]) => window.runStudy(value, names), [study, datasets] as const),
  );
}

/**
 * Plays a study in its folder until all runs are finished, one fails, or the process is ended. Prints its progress, and at
 * the end what it found. Gives the finished runs. `keepsAdapterOf`: a cell whose adapter is kept too, if its run is made.
 */
export async function playInFolder(
  options: StudyOptions,
  keepsAdapterOf: Cell | null = null,
): Promise<{ ending: StudyEnding; runs: readonly FinishedCell[] }> {
  const { study, model, out } = options;
  const datasets = await checkInputs(study.base, model);
  // Before the work: a folder that cannot be written to, or one of another study, must not cost a finished run.
  const finished = new Map<string, CellOutcome>();
  for (const cell of cellsOf(study)) {
    const outcome = await readRun(out, cell);
    if (outcome) finished.set(cell.key, outcome);
  }
  await writeWhole(join(out, 'study.json'), `${JSON.stringify(study, null, 2)}\n`);
  const ending = cellsOf(study).every(({ key }) => finished.has(key))
    ? ({ ending: 'finished', message: null } as const)
    : await playRest(options, datasets, finished, keepsAdapterOf);
  const runs = cellsOf(study).flatMap((cell): FinishedCell[] => {
    const outcome = finished.get(cell.key);
    return outcome ? [{ cell, outcome }] : [];
  });
  await report(study, runs, out);
  if (ending.ending !== 'finished')
    console.error(
      `\nThe study did not finish (${ending.ending}): ${ending.message ?? 'it was stopped'} Its finished runs are kept: the same command goes on with the rest.`,
    );
  return { ending, runs };
}
