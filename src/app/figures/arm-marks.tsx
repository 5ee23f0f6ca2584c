/**
 * Several arms or runs in one figure: a row for each task, basic above, composite below; in a row a line for each arm with
 * its mean, its interval and a small dot for each seed; through the row what was right before training and the blind
 * baseline. Not here: what the numbers are of (study/figures.ts, compare/compare.tsx).
 */
import type { Interval } from '../../experiment/statistics/tests.ts';
import type { ScoredTask } from '../../sparkle/dataset/imported.ts';
import { words } from '../../words/words.ts';
import { Figure } from './figure.tsx';
import type { Palette } from './palette.ts';
import type { LegendEntry } from './save.ts';
import { byKind, colourOf, cutText, type Series, type TaskRow } from './series.ts';
import { taskName } from './task.ts';

/** Right answers of one series to one task; shares are 0 to 1. */
export interface ArmMark {
  /** The place of the series in the list. */
  readonly series: number;
  readonly task: ScoredTask;
  readonly mean: number;
  /** 95 %; null if there is none. */
  readonly interval: Interval | null;
  /** Of each seed, or each student; empty if the mean is of one run. */
  readonly seeds: readonly number[];
  /** Right before training, if the series has its own; else null. */
  readonly before: number | null;
}

interface ArmMarksProps {
  readonly name: string;
  /** What is compared, for saved files. */
  readonly title: string;
  readonly series: readonly Series[];
  readonly tasks: readonly TaskRow[];
  readonly marks: readonly ArmMark[];
  /** What the intervals are, and how many seeds there are, in sentences. */
  readonly about: string;
  /** What the small dots are, one each. */
  readonly unit?: keyof typeof units;
}

/** The figure. */
export function ArmMarks(props: ArmMarksProps) {
  const { name, series, tasks, marks, about } = props;
  return (
    <Figure
      name={name}
      title={words.value.figures.arms.title(props.title)}
      legend={(palette) => legendOf(props, palette)}
      heightPx={layoutOf(props).height}
      caption={captionOf(props, about)}
      draw={(width, palette) => drawMarks(props, width, palette)}
      inputs={[series, tasks, marks]}
      rows={() => rowsOf(props)}
    />
  );
}

/** The columns of the number of small dots and of their shares. */
const units = { seed: ['seeds', 'bySeed'], student: ['students', 'byStudent'] } as const;

/** The marks; the names of series stand beside their lines. */
function legendOf(
  { series, tasks, marks, unit = 'seed' }: ArmMarksProps,
  { ink, muted }: Palette,
): LegendEntry[] {
  const { arms, ...say } = words.value.figures;
  const isShared = tasks.some(({ before }) => before !== null);
  const isOverSeeds = marks.some(({ seeds }) => seeds.length > 1);
  const entries: (LegendEntry | false)[] = [
    { mark: 'dot', colour: ink, text: isOverSeeds ? arms.mean[unit] : say.afterTraining },
    series.some(({ isControl }) => isControl) && { mark: 'ring', colour: ink, text: arms.control },
    isOverSeeds && { mark: 'point', colour: ink, text: arms.one[unit] },
    marks.some(({ interval }) => interval) && { mark: 'whisker', colour: ink, text: say.interval },
    isShared && { mark: 'dashed tick', colour: ink, text: say.beforeTraining },
    { mark: 'tick', colour: muted, text: say.blindGuess },
  ];
  return entries.filter((entry) => entry !== false);
}

function captionOf({ tasks, marks, series, unit = 'seed' }: ArmMarksProps, about: string): string {
  const { arms, ...say } = words.value.figures;
  const isShared = tasks.some(({ before }) => before !== null);
  return [
    say.percentOfTask,
    marks.some(({ seeds }) => seeds.length > 1) ? arms.large[unit] : arms.largeAfter,
    series.some(({ isControl }) => isControl) ? arms.hollowControl : '',
    about,
    isShared ? arms.dashedBefore : arms.diamondBefore,
    say.tickIsBlind,
  ]
    .filter(Boolean)
    .join(' ');
}

function rowsOf({ series, tasks, marks, unit = 'seed' }: ArmMarksProps): (string | number | null)[][] {
  return [
    ['task', 'kind', 'series', 'mean', 'low95', 'high95', ...units[unit], 'before', 'blindBaseline'],
    ...tasks.flatMap(({ task, kind, before, blind }) =>
      marks
        .filter((mark) => mark.task === task)
        .map((mark) => [
          task,
          kind,
          series[mark.series]!.name,
          mark.mean,
          mark.interval?.low ?? null,
          mark.interval?.high ?? null,
          Math.max(1, mark.seeds.length),
          mark.seeds.map((share) => share.toFixed(4)).join(' '),
          mark.before ?? before,
          blind,
        ]),
    ),
  ];
}

/** Room for the upper scale. */
const topHeight = 20;
const headHeight = 28;
const nameHeight = 22;
const lineHeight = 17;
const gapHeight = 10;
const axisHeight = 30;

/** The vertical positions of kinds, tasks and their lines, in px. */
function layoutOf({ tasks, series }: ArmMarksProps) {
  const heads: { text: string; y: number }[] = [];
  const places: { row: TaskRow; y: number; firstLine: number; end: number }[] = [];
  let y = topHeight;
  for (const { name, rows } of byKind(tasks)) {
    heads.push({ text: name, y: y + 14 });
    y += headHeight;
    for (const row of rows) {
      const firstLine = y + nameHeight + lineHeight / 2;
      const end = y + nameHeight + series.length * lineHeight;
      places.push({ row, y: y + nameHeight / 2, firstLine, end });
      y = end + gapHeight;
    }
  }
  return { heads, places, bottom: y, height: y + axisHeight };
}

/** Everything that is drawn, in px down and percent across. */
function shapesOf(props: ArmMarksProps, palette: Palette) {
  const { places } = layoutOf(props);
  const marks = places.flatMap(({ row, firstLine }) =>
    props.marks
      .filter(({ task }) => task === row.task)
      .map(({ series, mean, interval, seeds, before }) => {
        const own = props.series[series]!;
        return {
          y: firstLine + series * lineHeight,
          share: mean * 100,
          low: (interval?.low ?? mean) * 100,
          high: (interval?.high ?? mean) * 100,
          seeds: seeds.map((seed) => seed * 100),
          before: before === null ? null : before * 100,
          colour: colourOf(own, palette),
          fill: own.isControl ? palette.paper : colourOf(own, palette),
        };
      }),
  );
  const upright = (share: number, { y, end }: (typeof places)[number]) => ({
    x: share * 100,
    y1: y + nameHeight / 2 - 1,
    y2: end + 1,
  });
  return {
    marks,
    // Of one seed the small dot would hide in the large one.
    seeds: marks.flatMap(({ seeds, ...mark }) =>
      seeds.length > 1 ? seeds.map((share) => ({ ...mark, share })) : [],
    ),
    before: marks.flatMap((mark) => (mark.before === null ? [] : [{ ...mark, share: mark.before }])),
    baselines: places.flatMap((place) =>
      place.row.before === null ? [] : [upright(place.row.before, place)],
    ),
    blind: places.map((place) => upright(place.row.blind, place)),
  };
}

/** The words left of the scale, and how wide they are. */
function wordsOf(props: ArmMarksProps, width: number) {
  const { heads, places } = layoutOf(props);
  const longest = Math.max(...props.series.map(({ name }) => name.length));
  const marginLeft = Math.min(width * 0.44, longest * 6.4 + 14);
  return {
    marginLeft,
    heads,
    names: places.map(({ row, y }) => ({ text: taskName(row.task), y })),
    lines: places.flatMap(({ firstLine }) =>
      props.series.map(({ name }, i) => ({
        text: cutText(name, marginLeft - 10),
        y: firstLine + i * lineHeight,
      })),
    ),
  };
}

async function drawMarks(props: ArmMarksProps, width: number, palette: Palette): Promise<SVGSVGElement> {
  const Plot = await import('@observablehq/plot');
  const { bottom, height, places } = layoutOf(props);
  const { marks, seeds, before, baselines, blind } = shapesOf(props, palette);
  const { marginLeft, heads, names, lines } = wordsOf(props, width);
  const atLeft = { frameAnchor: 'left', dx: -marginLeft, y: 'y', text: 'text', textAnchor: 'start' } as const;
  const rules = places.flatMap(({ y, end }) =>
    [0, 25, 50, 75, 100].map((x) => ({ x, y1: y + nameHeight / 2 - 1, y2: end + 1 })),
  );
  const upright = { x1: 'x', x2: 'x', y1: 'y1', y2: 'y2' } as const;
  const scale = {
    ticks: [0, 25, 50, 75, 100],
    tickFormat: (value: number) => `${value} %`,
    tickSize: 0,
    label: null,
  };
  const plot = Plot.plot({
    width,
    height,
    marginLeft,
    marginRight: 22,
    marginTop: topHeight,
    marginBottom: height - bottom,
    style: { fontSize: '12px', color: palette.muted, background: 'none', overflow: 'visible' },
    x: { domain: [0, 100] },
    y: { type: 'identity', axis: null },
    marks: [
      // The lower scale of a tall figure is out of sight at its upper rows.
      ...(height > 600 ? [Plot.axisX({ ...scale, anchor: 'top' })] : []),
      Plot.axisX({ ...scale, anchor: 'bottom' }),
      Plot.link(rules, { ...upright, stroke: palette.rule }),
      Plot.link(blind, {
        ...upright,
        stroke: palette.muted,
        strokeWidth: 1.5,
        ariaDescription: words.value.figures.arms.blind,
      }),
      Plot.link(baselines, {
        ...upright,
        stroke: palette.ink,
        strokeDasharray: '3 3',
        ariaDescription: words.value.figures.beforeTraining,
      }),
      Plot.text(heads, { ...atLeft, fontWeight: 600, fill: palette.muted }),
      Plot.text(names, { ...atLeft, fontSize: 13, fontWeight: 600, fill: palette.ink }),
      Plot.text(lines, { ...atLeft, fill: palette.ink }),
      Plot.link(marks, { x1: 'low', x2: 'high', y1: 'y', y2: 'y', stroke: 'colour', strokeWidth: 2 }),
      Plot.dot(seeds, {
        x: 'share',
        y: 'y',
        r: 2,
        stroke: 'colour',
        fill: palette.paper,
        ariaDescription: words.value.figures.arms.dot[props.unit ?? 'seed'],
      }),
      Plot.dot(before, {
        x: 'share',
        y: 'y',
        r: 4,
        symbol: 'diamond',
        stroke: 'colour',
        fill: palette.paper,
      }),
      Plot.dot(marks, { x: 'share', y: 'y', r: 5, stroke: 'colour', strokeWidth: 2, fill: 'fill' }),
    ],
  }) as SVGSVGElement;
  plot.setAttribute('role', 'img');
  plot.setAttribute('aria-label', labelOf(props));
  return plot;
}

/** All means in words, for screen readers. */
function labelOf({ tasks, series, marks }: ArmMarksProps): string {
  const say = words.value.figures.arms;
  const percent = (share: number) => Math.round(share * 100);
  return tasks
    .map(({ task, before, blind }) => {
      const parts = marks
        .filter((mark) => mark.task === task)
        .map(({ series: place, mean, interval, before: own }) =>
          say.told({
            name: series[place]!.name,
            mean: percent(mean),
            interval: interval && { low: percent(interval.low), high: percent(interval.high) },
            before: own === null ? null : percent(own),
          }),
        );
      return say.task(
        taskName(task),
        before === null ? null : percent(before),
        percent(blind),
        parts.join('; '),
      );
    })
    .join('. ');
}
