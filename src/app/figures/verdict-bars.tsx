/**
 * Seeing or thinking: for each task with a working-out two stacked bars, before and after training, of its answers by
 * verdict; controls of a task stand right below it. Not here: the verdicts (src/sparkle/reasons.ts), their counts
 * (src/experiment/statistics/reasons.ts).
 */
import type { TaskReport } from '../../experiment/report.ts';
import { matchNames, type ReasonsReport, verdictsText } from '../../experiment/statistics/reasons.ts';
import { type Verdict, verdictNames } from '../../sparkle/reasons.ts';
import { words } from '../../words/words.ts';
import { Figure } from './figure.tsx';
import type { Palette } from './palette.ts';
import { taskName } from './task.ts';

/** A task whose answers have reasons. */
interface ReasonedTask extends Pick<TaskReport, 'task' | 'items'> {
  readonly reasons: ReasonsReport;
}

/** The tasks whose answers have reasons, each followed by its controls. */
export function reasonedTasks(tasks: readonly TaskReport[]): ReasonedTask[] {
  const reasoned = tasks.flatMap(({ task, items, kind, reasons }) =>
    reasons ? { task, items, reasons, isControl: kind === 'control' } : [],
  );
  const controlled = (control: string) => control.slice(0, control.lastIndexOf('@'));
  const own = reasoned.filter(({ isControl }) => !isControl);
  const controls = reasoned.filter(({ isControl }) => isControl);
  const alone = controls.filter(({ task }) => !own.some((each) => each.task === controlled(task)));
  return [
    ...own.flatMap((each) => [each, ...controls.filter(({ task }) => controlled(task) === each.task)]),
    ...alone,
  ];
}

interface VerdictBarsProps {
  readonly tasks: readonly ReasonedTask[];
  readonly name: string;
}

/** The bars with their legend and table. */
export function VerdictBars({ tasks, name }: VerdictBarsProps) {
  return (
    <Figure
      name={name}
      title={words.value.figures.verdicts.title}
      heightPx={tasks.length * taskHeight + 40}
      caption={captionOf(tasks)}
      hint={words.value.figures.verdicts.hint}
      draw={(width, palette) => drawBars(tasks, name, width, palette)}
      inputs={[tasks]}
      rows={() => [
        ['task', 'when', 'items', ...verdictNames, ...matchNames.map((match) => `positions ${match}`)],
        ...barsOf(tasks).map(({ task, when, items, tally }) => [
          task,
          when,
          items,
          ...verdictNames.map((verdict) => tally.verdicts[verdict]),
          ...matchNames.map((match) => tally.positions[match]),
        ]),
      ]}
    />
  );
}

/** What the verdicts that need it mean, and what a told control is for. */
function captionOf(tasks: readonly ReasonedTask[]): string {
  const isTold = tasks.some(({ task }) => task.endsWith('@told'));
  const { caption, told } = words.value.figures.verdicts;
  return isTold ? `${caption} ${told}` : caption;
}

const barsOf = (tasks: readonly ReasonedTask[]) =>
  tasks.flatMap(({ task, items, reasons }) =>
    (['before', 'after'] as const).map((when) => ({ task, items, when, tally: reasons[when] })),
  );

const headHeight = 24;
const barHeight = 18;
const barGap = 4;
const taskHeight = headHeight + 2 * (barHeight + barGap) + 6;
const marginLeft = 52;
const marginRight = 22;
const axisHeight = 26;
const legendRowHeight = 20;
/** The mean width of a character of the legend, and of a count in a bar. */
const characterPx = 6.6;
const swatchPx = 12;

/** What a verdict is called. */
const nameOf = (verdict: Verdict): string => words.value.finding.answerVerdicts[verdict];

/** The swatches and names of the legend, from left to right, in as many rows as the width needs. */
function legendOf(shown: readonly Verdict[], width: number) {
  let [x, row] = [0, 0];
  const entries = shown.map((verdict) => {
    const entryWidth = swatchPx + 6 + characterPx * nameOf(verdict).length + 16;
    if (x > 0 && x + entryWidth > width) [x, row] = [0, row + 1];
    const entry = { verdict, x, y: row * legendRowHeight + 3 };
    x += entryWidth;
    return entry;
  });
  return { entries, height: (row + 1) * legendRowHeight + 9 };
}

/** A rectangle with its verdict, in px. */
interface Segment {
  readonly verdict: Verdict;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly count: number;
  readonly title: string;
}

/** Percent of a bar in px. */
const across = (percent: number, width: number): number =>
  marginLeft + ((width - marginLeft - marginRight) * percent) / 100;

/** The segments of all bars, below `top`. */
function segmentsOf(tasks: readonly ReasonedTask[], top: number, width: number): Segment[] {
  return barsOf(tasks).flatMap(({ task, items, when, tally }, bar) => {
    const y = barTop(bar, top);
    let counted = 0;
    return verdictNames.flatMap((verdict): Segment[] => {
      const count = tally.verdicts[verdict];
      if (count === 0) return [];
      const [x, end] = [counted, counted + count].map((sum) => across((sum / items) * 100, width));
      counted += count;
      const say = words.value.figures;
      const title = say.verdicts.segment(taskName(task), say[when], nameOf(verdict), count, items);
      // A gap parts neighbours also for those who cannot tell their colours apart.
      return [{ verdict, x: x!, y, width: Math.max(end! - x! - 1.5, 0.75), count, title }];
    });
  });
}

/** Two colours for stripes, or one; the colour of a number on it; a rim, if it has one. */
interface Look {
  readonly fills: readonly string[];
  readonly text: string;
  readonly rim: string;
}

function looksOf(palette: Palette): Readonly<Record<Verdict, Look>> {
  const { ink, paper, muted, ceiling, seeing, thinking, wash } = palette;
  const solid = (fill: string): Look => ({ fills: [fill], text: paper, rim: 'none' });
  return {
    right: solid(ink),
    wrongReasons: { fills: [ink, paper], text: ink, rim: muted },
    way: { ...solid(ceiling), text: ink },
    thinking: solid(thinking),
    seeingAndThinking: { fills: [thinking, seeing], text: ink, rim: 'none' },
    seeing: solid(seeing),
    form: { fills: [wash], text: ink, rim: muted },
  };
}

const patternId = (name: string, verdict: Verdict): string => `${name}-${verdict}`;

/** Diagonal stripes for the verdicts that have two colours. */
const patterns = (looks: Readonly<Record<Verdict, Look>>, name: string): string =>
  verdictNames
    .map((verdict) => ({ id: patternId(name, verdict), fills: looks[verdict].fills }))
    .filter(({ fills }) => fills.length > 1)
    .map(
      ({ id, fills: [a, b] }) =>
        `<pattern id="${id}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" fill="${b}"/><rect width="3.5" height="7" fill="${a}"/></pattern>`,
    )
    .join('');

async function drawBars(
  tasks: readonly ReasonedTask[],
  name: string,
  width: number,
  palette: Palette,
): Promise<SVGSVGElement> {
  const Plot = await import('@observablehq/plot');
  const bars = barsOf(tasks);
  const legend = legendOf(
    verdictNames.filter((verdict) => bars.some(({ tally }) => tally.verdicts[verdict] > 0)),
    width,
  );
  const bottom = legend.height + tasks.length * taskHeight;
  const segments = segmentsOf(tasks, legend.height, width);
  const looks = looksOf(palette);
  const isStriped = ({ verdict }: Segment) => looks[verdict].fills.length > 1;
  const counts = segments.filter(({ count, width }) => String(count).length * characterPx + 6 < width);
  const paint = {
    x1: 'x',
    y1: 'y',
    fill: ({ verdict }: { verdict: Verdict }) =>
      looks[verdict].fills.length > 1 ? `url(#${patternId(name, verdict)})` : looks[verdict].fills[0],
    stroke: ({ verdict }: { verdict: Verdict }) => looks[verdict].rim,
  } as const;
  const count = {
    x: (each: Segment) => each.x + each.width / 2,
    y: (each: Segment) => each.y + barHeight / 2,
    text: (each: Segment) => String(each.count),
    fill: (each: Segment) => looks[each.verdict].text,
    fontWeight: 600,
  };
  const ticks = percents.map((percent) => ({ x: across(percent, width), text: `${percent} %` }));
  const start = { x: 'x', y: 'y', text: 'text', textAnchor: 'start' } as const;
  const plot = Plot.plot({
    width,
    height: bottom + axisHeight,
    margin: 0,
    style: { fontSize: '12px', color: palette.muted, background: 'none', overflow: 'visible' },
    x: { type: 'identity', axis: null },
    y: { type: 'identity', axis: null },
    color: { type: 'identity' },
    marks: [
      Plot.rect(legend.entries, {
        ...paint,
        x2: (entry: { x: number }) => entry.x + swatchPx,
        y2: (entry: { y: number }) => entry.y + swatchPx,
      }),
      Plot.text(legend.entries, {
        ...start,
        dx: swatchPx + 6,
        dy: swatchPx / 2,
        text: ({ verdict }: { verdict: Verdict }) => nameOf(verdict),
        fill: palette.ink,
      }),
      Plot.ruleX(rulesOf(tasks, legend.height, width), { x: 'x', y1: 'y1', y2: 'y2', stroke: palette.rule }),
      Plot.text(ticks, { x: 'x', y: bottom + 10, text: 'text' }),
      Plot.text(headsOf(tasks, legend.height), { ...start, fill: palette.ink, fontSize: 13 }),
      Plot.text(barNamesOf(bars, legend.height), start),
      Plot.rect(segments, {
        ...paint,
        x2: (each: Segment) => each.x + each.width,
        y2: (each: Segment) => each.y + barHeight,
        title: 'title',
      }),
      Plot.text(
        counts.filter((each) => !isStriped(each)),
        count,
      ),
      Plot.text(counts.filter(isStriped), { ...count, stroke: palette.paper, strokeWidth: 5 }),
    ],
  }) as SVGSVGElement;
  plot.insertAdjacentHTML('afterbegin', `<defs>${patterns(looks, name)}</defs>`);
  plot.setAttribute('role', 'img');
  plot.setAttribute('aria-label', labelOf(tasks));
  return plot;
}

const percents = [0, 25, 50, 75, 100];

/** Lines behind the bars of each task, which spare the tasks' names. */
const rulesOf = (tasks: readonly ReasonedTask[], top: number, width: number) =>
  tasks.flatMap((_, place) =>
    percents.map((percent) => ({
      x: across(percent, width),
      y1: barTop(2 * place, top) - 2,
      y2: barTop(2 * place + 1, top) + barHeight + 2,
    })),
  );

/** The top of bar number `bar`, counted over all tasks. */
const barTop = (bar: number, top: number): number =>
  top + Math.floor(bar / 2) * taskHeight + headHeight + (bar % 2) * (barHeight + barGap);

const barNamesOf = (bars: ReturnType<typeof barsOf>, top: number) =>
  bars.map(({ when }, bar) => ({
    text: words.value.figures[when],
    x: 0,
    y: barTop(bar, top) + barHeight / 2,
  }));

const headsOf = (tasks: readonly ReasonedTask[], top: number) =>
  tasks.map(({ task, items }, place) => ({
    text: `${taskName(task)} (${items})`,
    x: 0,
    y: top + place * taskHeight + 13,
  }));

/** All counts in words, for screen readers. */
function labelOf(tasks: readonly ReasonedTask[]): string {
  const { figures: say, finding } = words.value;
  const bars = barsOf(tasks).map(({ task, when, items, tally }) =>
    say.verdicts.bar(taskName(task), say[when], items, verdictsText(tally, finding)),
  );
  return say.verdicts.label(bars.join('. '));
}
