/**
 * A study's report as a table in Markdown, and as sentences. Not here: the report itself (src/study/study-report.ts), the
 * table of one run (report-text.ts).
 */
import { pText } from '../experiment/finding.ts';
import type { StudyReport, StudyRow } from '../study/study-report.ts';
import { textTable } from './text-table.ts';

/** A share in percent. */
const percent = (share: number): string => `${Math.round(share * 100)}`;
/** A difference in percentage points, with its sign. */
const points = (difference: number): string => `${difference >= 0 ? '+' : ''}${Math.round(difference * 100)}`;

/** The table: a row for each arm and task, with every seed's counts. */
export function studyTable({ rows }: StudyReport): string {
  const header = ['trained on', 'task', 'right before -> after, by seed', 'mean change (95 %)', 'p', 'blind'];
  const lines = rows.map(({ arm, task, seeds, change, pHolm, blindBaseline }) => [
    arm,
    task,
    `${seeds.map(({ before, after }) => `${before} -> ${after}`).join(', ')} of ${seeds[0]!.items}`,
    `${points(change.mean)}${change.interval ? ` (${points(change.interval.low)} to ${points(change.interval.high)})` : ''}`,
    pHolm === null ? '' : pText(pHolm).replace(/^p = /, '').replace(/^p /, ''),
    `${percent(blindBaseline)} %`,
  ]);
  return textTable(header, lines);
}

/** What the composite tasks say, a sentence for each arm. */
export function studyFindings({ rows }: StudyReport): string {
  const composite = rows.filter(({ kind }) => kind === 'composite');
  return [...new Set(composite.map(({ arm }) => arm))]
    .map((arm) =>
      sentence(
        arm,
        composite.filter((row) => row.arm === arm),
      ),
    )
    .join('\n');
}

function sentence(arm: string, rows: readonly StudyRow[]): string {
  const of = (row: StudyRow) => {
    const { interval, mean } = row.change;
    if (!interval)
      return `${row.task} ${points(mean)} points in its one training, which says nothing about others`;
    const within = `95 % ${points(interval.low)} to ${points(interval.high)}`;
    const rose = row.seeds.filter(({ before, after }) => after > before).length;
    const isClear = row.pHolm !== null && row.pHolm < 0.05;
    return `${row.task} ${points(mean)} points (${within}; ${isClear ? '' : 'not '}clear, up in ${rose} of ${row.seeds.length})`;
  };
  return `Trained on ${arm === 'none' ? 'nothing' : arm}: ${rows.map(of).join('; ')}.`;
}

/** What the columns and intervals mean. */
export const studyNote = (report: StudyReport): string =>
  [
    'Changes are percentage points of items, after minus before, paired by item within a seed; means over seeds with',
    "Student's t interval, seeds as units; where seeds agree more than drawing their items allows, the items' variance is taken.",
    `p: adjusted for all ${report.rows.filter(({ pHolm }) => pHolm !== null).length} tests of the study (Holm). Blind: the best accuracy without the image.`,
  ].join('\n');
