/**
 * A study's report as a table in Markdown, and as sentences. Not here: the report itself (src/study/study-report.ts), the
 * table of one run (report-text.ts).
 */
import { pText } from '../experiment/finding.ts';
import { studyFinding } from '../study/study-finding.ts';
import type { StudyReport } from '../study/study-report.ts';
import { english } from '../words/english.ts';
import { textTable } from './text-table.ts';

/** A share in percent. */
const percent = (share: number): string => `${Math.round(share * 100)}`;
/** A difference in percentage points, with its sign. */
const points = (difference: number): string => `${difference >= 0 ? '+' : ''}${Math.round(difference * 100)}`;

/** The table: a row for each arm, value and task, with every seed's counts. */
export function studyTable({ study, rows }: StudyReport): string {
  const swept = study.sweep ? [study.sweep.setting] : [];
  const header = [
    'trained on',
    ...swept,
    'task',
    'right before -> after, by seed',
    'mean change (95 %)',
    'p',
    'blind',
  ];
  const lines = rows.map(({ arm, value, task, seeds, change, pHolm, blindBaseline }) => [
    arm,
    ...swept.map(() => String(value)),
    task,
    `${seeds.map(({ before, after }) => `${before} -> ${after}`).join(', ')} of ${seeds[0]!.items}`,
    `${points(change.mean)}${change.interval ? ` (${points(change.interval.low)} to ${points(change.interval.high)})` : ''}`,
    pHolm === null ? '' : pText(pHolm, english.finding).replace(/^p = /, '').replace(/^p /, ''),
    `${percent(blindBaseline)} %`,
  ]);
  return textTable(header, lines);
}

/** The verdict, one sentence over all composite and one over all basic tasks, one for each task, and what the size can show. */
export function findingText(report: StudyReport): string {
  const { verdict, summary, basics, tasks, reach } = studyFinding(report);
  return [verdict, summary, basics, ...tasks.map(({ text }) => text), reach].filter(Boolean).join('\n');
}

/** What the columns and intervals mean. */
export function studyNote({ rows }: StudyReport): string {
  const tasks = new Set(rows.map(({ task }) => task)).size;
  const adjusted =
    tasks === 1 ? '' : `, adjusted for the ${tasks} tasks of the study (Holm), each arm and value for itself`;
  return [
    'Changes are percentage points of items, after minus before, paired by item within a seed; means over seeds with',
    "Student's t interval, seeds as units; where seeds agree more than drawing their items allows, the items' variance is taken.",
    `p: of no mean change${adjusted}. Blind: the best accuracy without the image.`,
  ].join('\n');
}
