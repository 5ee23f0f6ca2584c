/**
 * The report of a study as a file: its numbers with the command that repeats it, and when, with what version and on which
 * files each run was made. Not here: the numbers (study-report.ts), the items (src/run-file/items.ts).
 */
import { studyCommandOf } from './study-command.ts';
import type { FinishedCell, StudyReport } from './study-report.ts';

/** JSON. `out` is the folder that the command names. */
export function studyReportText(report: StudyReport, runs: readonly FinishedCell[], out: string): string {
  const made = runs.map(({ cell: { key }, outcome }) => ({ run: key, ...outcome.report?.provenance }));
  return `${JSON.stringify({ command: studyCommandOf(report.study, out), ...report, made }, null, 2)}\n`;
}
