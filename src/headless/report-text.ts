/**
 * The report of a run, and what it says on its way, as plain text for a terminal. Not here: the report itself
 * (src/experiment/report.ts), its page (src/app/result).
 */
import { armOf } from '../experiment/config.ts';
import type { RunEvent } from '../experiment/event.ts';
import { adjustmentNote, basicFinding, finding } from '../experiment/finding.ts';
import type { CurvePoint, Report, TaskReport } from '../experiment/report.ts';
import { verdictsText } from '../experiment/statistics/reasons.ts';
import { type Interval, wilsonInterval } from '../experiment/statistics/tests.ts';
import { changeOf, learned, reach, verdict } from '../experiment/verdict.ts';
import { english } from '../words/english.ts';
import { textTable } from './text-table.ts';

/** Reports are English whole. */
const say = english.finding;

/** The result as a table of plain text, and lines for the reasons and the lengths of routes of each task that has them. */
export function reportTable(report: Report): string {
  const chance = (p: number) => (p < 0.001 ? '< 0.001' : p.toFixed(3));
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
  const score = (correct: number, items: number) => {
    const { low, high } = wilsonInterval(correct, items);
    return `${correct}/${items} (${(low * 100).toFixed(0)}-${(high * 100).toFixed(0)} %)`;
  };
  const header = [
    'task',
    'kind',
    'before (95 %)',
    'after (95 %)',
    'McNemar p',
    'Holm p',
    'blind',
    'parsed before',
    'parsed after',
  ];
  const rows = report.tasks.map(({ task, kind, items, before, after, p, pHolm, blindBaseline }) => [
    task,
    kind,
    score(before.correct, items),
    score(after.correct, items),
    chance(p),
    chance(pHolm),
    percent(blindBaseline),
    percent(before.parsed / items),
    percent(after.parsed / items),
  ]);
  const more = [
    report.tasks.flatMap(reasonsText),
    report.tasks.flatMap(lengthText),
    report.curve.length > 0 ? [curveTable(report.curve)] : [],
  ];
  return [textTable(header, rows), ...more.flatMap((lines) => (lines.length > 0 ? ['', ...lines] : []))].join(
    '\n',
  );
}

/** The verdict, then the finding with its numbers, then what a run of this size can show: what the page says too. */
export function findingText({ config, tasks }: Report): string {
  const arm = armOf(config);
  const changed = tasks.map((row) => ({ task: row.task, change: changeOf(row) }));
  const pieces = finding(arm, tasks, say);
  return [
    verdict(arm, changed, say),
    learned(arm, changed, say),
    pieces
      .map(({ text }) => text)
      .join('')
      .trim(),
    `${basicFinding(tasks, say)} ${adjustmentNote(tasks, say)}`.trim(),
    reach(arm, tasks, say),
  ]
    .filter((line, i, lines) => line !== '' && lines.indexOf(line) === i)
    .join('\n');
}

/** The learning curve: a row for each point, a column for each task, right answers of those that were asked. */
function curveTable(points: Report['curve']): string {
  const tasks = points[0]!.tasks.map(({ task }) => task);
  const rows = points.map((point) => [
    String(point.step),
    ...point.tasks.map(({ correct, items }) => `${correct}/${items}`),
  ]);
  return textTable(['right after steps', ...tasks], rows);
}

/** Verdicts that occur, counted before and after. */
function reasonsText({ task, reasons }: TaskReport): string[] {
  if (!reasons) return [];
  return [`${task} answers: ${verdictsText(reasons.before, say)} -> ${verdictsText(reasons.after, say)}`];
}

function lengthText({ task, items, lengthRatio }: TaskReport): string[] {
  if (!lengthRatio) return [];
  const { legalBefore, legalAfter, pairs, change } = lengthRatio;
  const legal = `legal ${legalBefore} -> ${legalAfter} of ${items}`;
  if (!change) return [`${task} lengths over the shortest: no item had a legal route both times (${legal})`];
  const within = (interval: Interval | null, kind: string) =>
    interval ? ` (${kind}${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})` : '';
  return [
    `${task} lengths over the shortest: ${change.meanBefore.toFixed(2)} -> ${change.meanAfter.toFixed(2)}, ` +
      `mean difference ${change.meanDifference.toFixed(2)}${within(change.meanInterval, '95 % bootstrap ')}, ` +
      `median ${change.medianDifference.toFixed(2)}${within(change.medianInterval, '')}, ` +
      `${pairs} items legal both times (${legal})`,
  ];
}

/** The rest of a report in lines: training, validation, and what the run took. */
export function summaryText({ config, weights, training, secondsTotal, environment }: Report): string {
  const { steps, lossFirst, lossLast, secondsPerStep, validation } = training;
  return [
    ...(steps > 0
      ? [
          `training: ${steps} steps, loss ${lossFirst?.toFixed(3)} -> ${lossLast?.toFixed(3)}${secondsPerStep === null ? '' : `, ${secondsPerStep.toFixed(2)} s a step`}`,
        ]
      : []),
    ...(validation
      ? [
          `validation: loss ${validation.loss.toFixed(3)}, ${(validation.accuracy * 100).toFixed(1)} % of answer tokens foretold (teacher-forced), after ${validation.steps} steps, whose adapter is used`,
        ]
      : []),
    `base model: ${config.model}, weights ${weights ?? 'not known'}`,
    environment.inferenceDevice === 'ms-swift'
      ? `trained and answered outside the lab: ${environment.userAgent}; device: ${environment.gpu ?? 'not told'}${secondsTotal === null ? '' : `; training since its last start: ${secondsTotal.toFixed(0)} s`}`
      : `total: ${secondsTotal?.toFixed(0)} s; GPU: ${environment.gpu ?? 'none'}; inference on ${environment.inferenceDevice}`,
  ].join('\n');
}

const pointText = ({ step, tasks }: CurvePoint): string =>
  `right after ${step} steps: ${tasks.map(({ task, correct, items }) => `${task} ${correct}/${items}`).join(', ')}`;

/** Prints phases at once and progress at most every five seconds. */
export function progressPrinter(): (event: RunEvent) => void {
  let lastMs = 0;
  let lossText = '';
  return (event) => {
    if (event.kind === 'phase') console.log(`\n${event.phase}`);
    if (event.kind === 'notice') console.log(`  note: ${event.message}`);
    if (event.kind === 'curve' && event.points.length > 0)
      console.log(`  ${pointText(event.points.at(-1)!)}`);
    if (event.kind === 'step') {
      const { loss, stepMs } = event.step;
      lossText = `, loss ${loss.toFixed(3)}${stepMs === undefined ? '' : `, ${(stepMs / 1000).toFixed(1)} s a step`}`;
    }
    if (event.kind !== 'progress') return;
    // A model file reports its end more than once, so the end of a loading is not printed at once.
    const isLast = event.done === event.total && !event.doing.startsWith('loading');
    if (!isLast && Date.now() - lastMs < 5000) return;
    lastMs = Date.now();
    console.log(
      `  ${event.doing}: ${event.done} of ${event.total}${event.phase === 'train' ? lossText : ''}`,
    );
  };
}
