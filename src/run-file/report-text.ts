/**
 * A report as a file: what the report has, the intervals of its shares, and the command that repeats the run. Not here: the
 * report (src/experiment/report.ts), its table for a terminal (src/headless/report-text.ts).
 */
import { commandOf } from '../experiment/command-line.ts';
import type { Report, Tally } from '../experiment/report.ts';
import { wilsonInterval } from '../experiment/statistics/tests.ts';

/** The JSON of a report. */
export function reportText(report: Report): string {
  const written = {
    command: commandOf(report.config),
    ...report,
    tasks: report.tasks.map((row) => ({
      ...row,
      before: withInterval(row.before, row.items),
      after: withInterval(row.after, row.items),
    })),
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}

/** `interval95` is Wilson's, of the share of right answers, 0 to 1. */
const withInterval = (tally: Tally, items: number) => ({
  ...tally,
  interval95: wilsonInterval(tally.correct, items),
});
