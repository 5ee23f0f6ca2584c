/**
 * `npm run study -- [options]`: a study in a headless Chromium. Every finished run is kept at once; the same command goes on
 * where it ended. Exit code 0 only if all runs are finished; 1 if not; 2 for wrong options. Not here: the options
 * (study-options.ts), the text (study-text.ts), how a study is played (src/study/play.ts).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../models/message-of.ts';
import { aboutTime } from '../experiment/device.ts';
import type { CellOutcome, StudyEnding } from '../study/play.ts';
import { readRunFile, writeRunFile } from '../study/run-file.ts';
import { type Cell, cellsOf, type Study } from '../study/study.ts';
import { buildStudyReport, type FinishedCell } from '../study/study-report.ts';
import { studySecondsLeft } from '../study/time-left.ts';
import { runCommand } from './command.ts';
import { checkInputs, withLabPage } from './lab-page.ts';
import { writeWhole } from './out-file.ts';
import { progressPrinter } from './report-text.ts';
import { readOptions, type StudyOptions, usage } from './study-options.ts';
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

/** Writes what the finished runs, by key, say together, and prints it. */
async function report(study: Study, finished: ReadonlyMap<string, CellOutcome>, out: string): Promise<void> {
  const runs = cellsOf(study).flatMap((cell): FinishedCell[] => {
    const outcome = finished.get(cell.key);
    return outcome ? [{ cell, outcome }] : [];
  });
  if (runs.length === 0) return;
  const built = buildStudyReport(study, runs);
  const text = `${studyTable(built)}\n\n${findingText(built)}\n\n${studyNote(built)}\n`;
  await writeWhole(join(out, 'report.json'), `${JSON.stringify(built, null, 2)}\n`);
  await writeWhole(join(out, 'report.md'), text);
  console.log(`\n${text}\nreport: ${join(out, 'report.md')}`);
}

/** ' (about 35 minutes left of the study)'; empty before the first run is finished. */
function leftText(study: Study, finished: ReadonlyMap<string, CellOutcome>): string {
  const seconds = new Map([...finished].map(([key, { report }]) => [key, report?.secondsTotal ?? 0]));
  const left = studySecondsLeft(study, seconds);
  return left === null ? '' : ` (${aboutTime(left)} left of the study)`;
}

async function run({ study, model, out }: StudyOptions): Promise<number> {
  const datasets = await checkInputs(study.base, model);
  // Before the work: a folder that cannot be written to, or one of another study, must not cost a finished run.
  const finished = new Map<string, CellOutcome>();
  for (const cell of cellsOf(study)) {
    const outcome = await readRun(out, cell);
    if (outcome) finished.set(cell.key, outcome);
  }
  await writeWhole(join(out, 'study.json'), `${JSON.stringify(study, null, 2)}\n`);
  const ending = await withLabPage<StudyEnding>(
    model,
    datasets,
    async (page) => {
      await page.exposeFunction('onRunEvent', progressPrinter());
      await page.exposeFunction('onCell', ({ key }: Cell, done: number, total: number) =>
        console.log(`\n==== run ${done + 1} of ${total}: ${key}${leftText(study, finished)}`),
      );
      await page.exposeFunction('finishedRun', ({ key }: Cell) => finished.get(key) ?? null);
      await page.exposeFunction('keepRun', async (cell: Cell, outcome: CellOutcome) => {
        await writeWhole(fileOf(out, cell), writeRunFile(outcome));
        finished.set(cell.key, outcome);
      });
    },
    (page) => page.evaluate(([value, names]) => window.runStudy(value, names), [study, datasets] as const),
  );
  await report(study, finished, out);
  if (ending.ending === 'finished') return 0;
  console.error(
    `\nThe study did not finish (${ending.ending}): ${ending.message ?? 'it was stopped'} Its finished runs are kept: the same command goes on with the rest.`,
  );
  return 1;
}

runCommand({ usage, readOptions, run }).then(
  (code) => process.exit(code),
  (error) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
