/**
 * Differences of arms and tasks as a table that is saved like a figure: a column for each arm; where these have no room, a
 * line for each arm below its task. Not here: the numbers (src/study/study-report.ts).
 */
import { pText } from '../../experiment/finding.ts';
import type { Interval } from '../../experiment/statistics/tests.ts';
import type { ScoredTask } from '../../sparkle/dataset/imported.ts';
import { words } from '../../words/words.ts';
import { Figure } from './figure.tsx';
import type { Palette } from './palette.ts';
import { byKind, cutText, intervalText, pointsText, type Series, type TaskRow, wrapText } from './series.ts';
import { taskHue, taskName } from './task.ts';

/** The change of one series in one task: shares, -1 to 1, after minus before. */
export interface Difference {
  /** The place of the series in the list. */
  readonly series: number;
  readonly task: ScoredTask;
  readonly mean: number;
  readonly interval: Interval | null;
  /** Adjusted; null if nothing was tested. */
  readonly p: number | null;
}

interface DifferenceTableProps {
  readonly name: string;
  /** What is compared, for saved files. */
  readonly title: string;
  readonly series: readonly Series[];
  readonly tasks: readonly TaskRow[];
  readonly differences: readonly Difference[];
  /** What the intervals and p are, in sentences. */
  readonly about: string;
}

/** Below this p a difference is called clear, as in a run's finding. */
const clearP = 0.05;

/** The table. */
export function DifferenceTable(props: DifferenceTableProps) {
  const { name, title, series, tasks, differences } = props;
  return (
    <Figure
      name={name}
      title={words.value.figures.differences.title(title)}
      heightPx={tasks.length * 56 + 40}
      caption={captionOf(props)}
      draw={(width, palette) => drawTable(props, width, palette)}
      inputs={[series, tasks, differences]}
      rows={() => [
        ['task', 'kind', 'series', 'change', 'low95', 'high95', 'p'],
        ...tasks.flatMap(({ task, kind }) =>
          differences
            .filter((each) => each.task === task)
            .map(({ series: place, mean, interval, p }) => [
              task,
              kind,
              series[place]!.name,
              mean,
              interval?.low ?? null,
              interval?.high ?? null,
              p,
            ]),
        ),
      ]}
    />
  );
}

const captionOf = ({ differences, about }: DifferenceTableProps): string =>
  [
    words.value.figures.differences.caption,
    about,
    ...(differences.some(isClear) ? [words.value.figures.differences.clear] : []),
  ]
    .map((part) => part.trim())
    .join(' ');

/** A text at a place, in px. */
interface Word {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly weight: number;
  readonly isFaint: boolean;
}

/** A ground under the cells that are clear. */
interface Ground {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly task: ScoredTask;
}

/** All texts and grounds, and the height they take. */
interface Sheet {
  readonly texts: readonly Word[];
  readonly grounds: readonly Ground[];
  readonly height: number;
}

/** An interval up to three digits has room in it, in German too. */
const columnWidth = 100;
const isClear = ({ p }: Difference): boolean => p !== null && p < clearP;
const pOf = ({ p }: Difference): string => (p === null ? '' : pText(p, words.value.finding));

/** Columns if they have room, else lines. */
function sheetOf(props: DifferenceTableProps, width: number): Sheet {
  const longest = Math.max(...props.tasks.map(({ task }) => taskName(task).length));
  const left = longest * 6.8 + 16;
  return left + props.series.length * columnWidth <= width ? columnsOf(props, left) : linesOf(props, width);
}

const rowHeight = 58;
const headHeight = 28;

function columnsOf({ series, tasks, differences }: DifferenceTableProps, left: number): Sheet {
  const texts: Word[] = [];
  const grounds: Ground[] = [];
  const put = (text: string, x: number, y: number, weight = 400, isFaint = false) =>
    texts.push({ text, x, y, weight, isFaint });
  const heads = series.map(({ name }) => wrapText(name, columnWidth - 10));
  for (const [i, lines] of heads.entries())
    for (const [line, text] of lines.entries()) put(text, left + i * columnWidth + 8, 10 + line * 14, 600);
  let y = 14 * Math.max(...heads.map(({ length }) => length)) + 10;
  for (const { name, rows } of byKind(tasks)) {
    put(name, 0, y + 12, 600, true);
    y += headHeight;
    for (const { task } of rows) {
      put(taskName(task), 0, y + 12);
      for (const each of differences.filter((difference) => difference.task === task)) {
        const x = left + each.series * columnWidth;
        put(pointsText(each.mean), x + 8, y + 12, isClear(each) ? 700 : 400);
        if (each.interval) put(intervalText(each.interval), x + 8, y + 27, 400, true);
        put(pOf(each), x + 8, y + 42, 400, true);
        if (isClear(each))
          grounds.push({ x1: x, x2: x + columnWidth - 4, y1: y, y2: y + rowHeight - 6, task });
      }
      y += rowHeight;
    }
  }
  return { texts, grounds, height: y };
}

const lineHeight = 20;

function linesOf({ series, tasks, differences }: DifferenceTableProps, width: number): Sheet {
  const texts: Word[] = [];
  const grounds: Ground[] = [];
  const put = (text: string, x: number, y: number, weight = 400, isFaint = false) =>
    texts.push({ text, x, y, weight, isFaint });
  // Behind the names: the difference, its interval, its p.
  const longest = Math.max(...series.map(({ name }) => name.length)) * 6.4 + 16;
  const first = Math.min(longest, width - 200);
  const [second, third] = [first + 40, first + 134];
  let y = 0;
  for (const { name, rows } of byKind(tasks)) {
    put(name, 0, y + 10, 600, true);
    y += headHeight;
    for (const { task } of rows) {
      put(taskName(task), 0, y + 6, 600);
      y += lineHeight;
      for (const each of differences.filter((difference) => difference.task === task)) {
        const weight = isClear(each) ? 700 : 400;
        put(cutText(series[each.series]!.name, first - 10), 0, y + 8, weight);
        put(pointsText(each.mean), first, y + 8, weight);
        if (each.interval) put(intervalText(each.interval), second, y + 8, 400, true);
        put(pOf(each), third, y + 8, 400, true);
        if (isClear(each))
          grounds.push({ x1: first - 6, x2: first + 200, y1: y, y2: y + lineHeight - 3, task });
        y += lineHeight;
      }
      y += 8;
    }
  }
  return { texts, grounds, height: y };
}

async function drawTable(
  props: DifferenceTableProps,
  width: number,
  palette: Palette,
): Promise<SVGSVGElement> {
  const Plot = await import('@observablehq/plot');
  const { texts, grounds, height } = sheetOf(props, width);
  const plot = Plot.plot({
    width,
    height,
    margin: 0,
    style: { fontSize: '12px', color: palette.muted, background: 'none', overflow: 'visible' },
    x: { type: 'identity', axis: null },
    y: { type: 'identity', axis: null },
    marks: [
      Plot.rect(grounds, {
        x1: 'x1',
        x2: 'x2',
        y1: 'y1',
        y2: 'y2',
        rx: 3,
        fill: ({ task }: Ground) => palette[taskHue(task)],
        fillOpacity: 0.18,
      }),
      ...[400, 600, 700].map((weight) =>
        Plot.text(
          texts.filter((word) => word.weight === weight),
          {
            x: 'x',
            y: 'y',
            text: 'text',
            textAnchor: 'start',
            fontWeight: weight,
            fill: ({ isFaint }: Word) => (isFaint ? palette.muted : palette.ink),
          },
        ),
      ),
    ],
  }) as SVGSVGElement;
  plot.setAttribute('role', 'img');
  plot.setAttribute('aria-label', labelOf(props));
  return plot;
}

/** All differences in words, for screen readers. */
function labelOf({ tasks, series, differences }: DifferenceTableProps): string {
  return tasks
    .map(({ task }) => {
      const parts = differences
        .filter((each) => each.task === task)
        .map((each) => {
          const within = each.interval ? ` (${intervalText(each.interval)})` : '';
          return [`${series[each.series]!.name} ${pointsText(each.mean)}${within}`, pOf(each)]
            .filter(Boolean)
            .join(', ');
        });
      return `${taskName(task)}: ${parts.join('; ')}`;
    })
    .join('. ');
}
