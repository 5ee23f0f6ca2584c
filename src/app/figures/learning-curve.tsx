/**
 * When it happens: right answers to the same few items while the adapter trains, a strip for each task above a common axis of
 * steps, basic tasks over composite ones. Not here: which items are asked and when (src/experiment/stage/curve.ts).
 */
import type { CurvePoint } from '../../experiment/report.ts';
import { wilsonInterval } from '../../experiment/statistics/tests.ts';
import { type ScoredKind, type ScoredTask, scoredKind } from '../../sparkle/dataset/imported.ts';
import { words } from '../../words/words.ts';
import { Figure } from './figure.tsx';
import type { Palette } from './palette.ts';
import { kindName, kinds, taskHue, taskName } from './task.ts';

interface LearningCurveProps {
  readonly points: readonly CurvePoint[];
  /** How many steps the run is set to take: the end of the axis. */
  readonly totalSteps: number;
  /** The blind baseline of each task, 0 to 1; empty while they are not known. */
  readonly baselines: ReadonlyMap<ScoredTask, number>;
  /** The step whose adapter the run ends with, if validation chose it; null otherwise. */
  readonly chosenStep: number | null;
  readonly name: string;
}

/** The curves with their table. */
export function LearningCurve(props: LearningCurveProps) {
  const { points, totalSteps, baselines, chosenStep, name } = props;
  return (
    <Figure
      name={name}
      title={words.value.figures.curve.title}
      heightPx={stripsOf(points).height + axisHeight}
      caption={captionOf(props)}
      draw={(width, palette) => drawCurves(props, width, palette)}
      inputs={[points, totalSteps, baselines, chosenStep]}
      rows={() => [
        ['task', 'step', 'items', 'correct', 'low95', 'high95', 'parsed'],
        ...marksOf(points).map(({ task, step, items, correct, low, high, parsed }) => [
          ...[task, step, items, correct, low, high, parsed],
        ]),
      ]}
    />
  );
}

function captionOf({ points, baselines, chosenStep }: LearningCurveProps): string {
  const most = Math.max(...points.flatMap(({ tasks }) => tasks.map(({ items }) => items)));
  const { low, high } = wilsonInterval(Math.floor(most / 2), most);
  const say = words.value.figures.curve;
  return [
    say.caption(most, Math.round(100 * (high - low))),
    ...(baselines.size > 0 ? [say.blind] : []),
    ...(chosenStep === null ? [] : [say.chosen(chosenStep)]),
  ].join(' ');
}

/** A point of one task, its interval in percent. */
const marksOf = (points: readonly CurvePoint[]) =>
  points
    .flatMap(({ step, tasks }) =>
      tasks.map((score) => {
        const { low, high } = wilsonInterval(score.correct, score.items);
        return { step, ...score, low: 100 * low, high: 100 * high };
      }),
    )
    .toSorted((a, b) => kinds.indexOf(scoredKind(a.task)) - kinds.indexOf(scoredKind(b.task)));

const marginLeft = 40;
const marginRight = 52;
const axisHeight = 38;
const kindHeight = 24;
const nameHeight = 26;
const stripHeight = 52;
const gapHeight = 10;

/** Where the strips lie, from the top, in px: `bottom` is that of 0 %. A heading stands above each kind of tasks. */
function stripsOf(points: readonly CurvePoint[]) {
  const tasks = [...new Set(points.flatMap((point) => point.tasks.map(({ task }) => task)))];
  const strips: { readonly task: ScoredTask; readonly bottom: number }[] = [];
  const headings: { readonly kind: ScoredKind; readonly y: number }[] = [];
  let height = 0;
  for (const kind of kinds) {
    const own = tasks.filter((task) => scoredKind(task) === kind);
    if (own.length === 0) continue;
    headings.push({ kind, y: height + kindHeight / 2 });
    height += kindHeight;
    for (const task of own) {
      strips.push({ task, bottom: height + nameHeight + stripHeight });
      height += nameHeight + stripHeight + gapHeight;
    }
  }
  return { strips, headings, height };
}

const percents = [0, 50, 100];

async function drawCurves(
  { points, totalSteps, baselines }: LearningCurveProps,
  width: number,
  palette: Palette,
): Promise<SVGSVGElement> {
  const Plot = await import('@observablehq/plot');
  const say = words.value.figures;
  const { strips, headings, height } = stripsOf(points);
  const bottomOf = new Map(strips.map(({ task, bottom }) => [task, bottom]));
  const yOf = (task: ScoredTask, percent: number) => bottomOf.get(task)! - (percent / 100) * stripHeight;
  const lines = strips.flatMap(({ task }) => percents.map((percent) => ({ percent, y: yOf(task, percent) })));
  const marks = marksOf(points).map((mark) => ({
    ...mark,
    y: yOf(mark.task, (100 * mark.correct) / mark.items),
    y1: yOf(mark.task, mark.low),
    y2: yOf(mark.task, mark.high),
    color: palette[taskHue(mark.task)],
    title: say.curve.point(taskName(mark.task), mark.step, mark.correct, mark.items),
  }));
  const lasts = marks.filter(({ step }) => step === points.at(-1)?.step);
  const atLeft = { frameAnchor: 'left', textAnchor: 'start', dx: -marginLeft } as const;
  const own = { x: 'step', z: 'task', stroke: 'color' } as const;
  const plot = Plot.plot({
    width,
    height: height + axisHeight,
    marginLeft,
    marginRight,
    marginTop: 0,
    marginBottom: axisHeight,
    style: { fontSize: '12px', color: palette.muted, background: 'none', overflow: 'visible' },
    x: {
      domain: [0, Math.max(totalSteps, 1)],
      label: say.step,
      labelAnchor: 'right',
      labelArrow: 'none',
      ticks: Math.min(5, totalSteps),
      tickFormat: 'd',
    },
    y: { type: 'identity', axis: null },
    color: { type: 'identity' },
    marks: [
      Plot.ruleY(lines, { y: 'y', stroke: palette.rule }),
      Plot.text(lines, {
        ...{ y: 'y', frameAnchor: 'left', textAnchor: 'end', dx: -6 },
        text: ({ percent }: { percent: number }) => `${percent} %`,
        fontSize: 10,
      }),
      Plot.ruleY(
        strips.flatMap(({ task }) => {
          const blind = baselines.get(task);
          return blind === undefined ? [] : [{ y: yOf(task, 100 * blind) }];
        }),
        { y: 'y', stroke: palette.muted, strokeDasharray: '3 3' },
      ),
      Plot.text(headings, {
        ...{ ...atLeft, y: 'y', fontWeight: 600 },
        text: ({ kind }: { kind: ScoredKind }) => kindName(kind),
      }),
      Plot.text(strips, {
        ...{ ...atLeft, fill: palette.ink, fontSize: 13 },
        y: ({ bottom }: { bottom: number }) => bottom - stripHeight - nameHeight / 2 - 3,
        text: ({ task }: { task: ScoredTask }) => taskName(task),
      }),
      Plot.ruleX(marks, { ...own, y1: 'y1', y2: 'y2', strokeOpacity: 0.55, strokeWidth: 1.5 }),
      Plot.line(marks, { ...own, y: 'y', strokeWidth: 2 }),
      Plot.dot(marks, { x: 'step', y: 'y', r: 3.5, fill: 'color', title: 'title' }),
      Plot.text(lasts, {
        ...{ x: 'step', y: 'y', dx: 8, textAnchor: 'start', fill: palette.ink, fontWeight: 600 },
        text: ({ correct, items }: { correct: number; items: number }) => `${correct}/${items}`,
        stroke: palette.paper,
        strokeWidth: 4,
      }),
    ],
  }) as SVGSVGElement;
  plot.setAttribute('role', 'img');
  plot.setAttribute('aria-label', labelOf(points));
  return plot;
}

/** All counts in words, for screen readers. */
function labelOf(points: readonly CurvePoint[]): string {
  const say = words.value.figures.curve;
  const marks = marksOf(points);
  const told = [...new Set(marks.map(({ task }) => task))].map((each) => {
    const own = marks.filter(({ task }) => task === each);
    const counts = own.map(({ step, correct, items }) => say.counted(step, correct, items));
    return `${taskName(each)}: ${counts.join(', ')}`;
  });
  return say.label(told.join('. '));
}
