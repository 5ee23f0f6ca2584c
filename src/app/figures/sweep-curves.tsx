/**
 * Right answers by a setting that is swept: a small panel for each task, in it a curve with intervals for each arm. Not
 * here: which setting it is, and the counts (src/study/study.ts).
 */
import type { Interval } from '../../experiment/statistics/tests.ts';
import type { ScoredTask } from '../../sparkle/dataset/imported.ts';
import { words } from '../../words/words.ts';
import { numberText } from '../ui/format.ts';
import { Figure } from './figure.tsx';
import type { Palette } from './palette.ts';
import { colourOf, type Series, type TaskRow } from './series.ts';
import { taskName } from './task.ts';

/** Right answers of one series to one task at one value of the setting; shares are 0 to 1. */
export interface SweepPoint {
  /** The place of the series in the list. */
  readonly series: number;
  readonly task: ScoredTask;
  readonly value: number;
  readonly mean: number;
  /** 95 %; null if there is none. */
  readonly interval: Interval | null;
  /** Of each seed. */
  readonly seeds: readonly number[];
}

interface SweepCurvesProps {
  readonly name: string;
  /** What is compared, for saved files. */
  readonly title: string;
  /** What the swept setting is called. */
  readonly setting: string;
  readonly series: readonly Series[];
  readonly tasks: readonly TaskRow[];
  readonly points: readonly SweepPoint[];
  /** What the intervals are, in sentences. */
  readonly about: string;
}

/** The figure. */
export function SweepCurves(props: SweepCurvesProps) {
  const { name, title, setting, series, tasks, points, about } = props;
  const { sweep, ...say } = words.value.figures;
  return (
    <Figure
      name={name}
      title={sweep.title(setting, title)}
      legend={(palette) => [
        ...series.map((each, i) => ({
          mark: lineOf(series, i).dash ? ('dashed' as const) : ('line' as const),
          colour: colourOf(each, palette),
          text: each.name,
        })),
        { mark: 'whisker', colour: palette.ink, text: say.interval },
        { mark: 'line', colour: palette.muted, text: say.blindGuess },
      ]}
      heightPx={panelHeight * Math.ceil(tasks.length / 2)}
      caption={sweep.caption(setting, legendOf(series), about)}
      draw={(width, palette) => drawCurves(props, width, palette)}
      inputs={[series, tasks, points]}
      rows={() => [
        ['task', 'kind', 'series', 'value', 'mean', 'low95', 'high95', 'bySeed', 'blindBaseline'],
        ...tasks.flatMap(({ task, kind, blind }) =>
          points
            .filter((point) => point.task === task)
            .map(({ series: place, value, mean, interval, seeds }) => [
              task,
              kind,
              series[place]!.name,
              value,
              mean,
              interval?.low ?? null,
              interval?.high ?? null,
              seeds.map((share) => share.toFixed(4)).join(' '),
              blind,
            ]),
        ),
      ]}
    />
  );
}

/** Dashes by the place, those of arms and those of controls, so that no curve is told by its colour alone. */
const dashes = { arm: ['', '9 4'], control: ['2 3', '9 3 2 3'] } as const;

function lineOf(series: readonly Series[], place: number) {
  const { isControl } = series[place]!;
  const before = series.slice(0, place).filter((each) => each.isControl === isControl).length;
  const kind = isControl ? 'control' : 'arm';
  return { name: words.value.figures.sweep.lines[kind][before % 2]!, dash: dashes[kind][before % 2]! };
}

function legendOf(series: readonly Series[]): string {
  const say = words.value.figures.sweep;
  if (series.length === 1) return say.trainedOn(series[0]!.name);
  return say.trainedOnEach(series.map(({ name }, i) => `${name}: ${lineOf(series, i).name}`).join('; '));
}

const panelHeight = 190;
const panelWidth = 260;

/** A point in its panel, in percent. */
interface DrawnPoint extends SweepPoint {
  readonly fx: number;
  readonly fy: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

const facet = { fx: 'fx', fy: 'fy' } as const;

/** The curve of one series in all panels. */
function curveMarks(
  Plot: typeof import('@observablehq/plot'),
  series: readonly Series[],
  i: number,
  drawn: readonly DrawnPoint[],
  palette: Palette,
) {
  const each = series[i]!;
  const own = drawn.filter((point) => point.series === i).sort((a, b) => a.value - b.value);
  const colour = colourOf(each, palette);
  // Beside each other, so that the whiskers do not cover each other.
  const dx = (i - (series.length - 1) / 2) * 4;
  const seeds = own.flatMap((point) =>
    point.seeds.length > 1 ? point.seeds.map((seed) => ({ ...point, share: seed * 100 })) : [],
  );
  return [
    Plot.dot(seeds, { ...facet, x: 'value', y: 'share', dx, r: 1.5, stroke: colour, strokeOpacity: 0.7 }),
    Plot.ruleX(own, { ...facet, x: 'value', y1: 'low', y2: 'high', dx, stroke: colour, strokeWidth: 1.5 }),
    Plot.line(own, {
      ...facet,
      x: 'value',
      y: 'share',
      dx,
      stroke: colour,
      strokeWidth: 2,
      strokeDasharray: lineOf(series, i).dash,
    }),
    Plot.dot(own, {
      ...facet,
      x: 'value',
      y: 'share',
      dx,
      r: 3.5,
      stroke: colour,
      fill: each.isControl ? palette.paper : colour,
    }),
  ];
}

async function drawCurves(props: SweepCurvesProps, width: number, palette: Palette): Promise<SVGSVGElement> {
  const Plot = await import('@observablehq/plot');
  const { tasks, series, points, setting } = props;
  const columns = Math.max(1, Math.min(tasks.length, Math.floor(width / panelWidth)));
  const place = (task: ScoredTask) => {
    const i = tasks.findIndex((row) => row.task === task);
    return { fx: i % columns, fy: Math.floor(i / columns) };
  };
  const drawn = points.map((point) => ({
    ...point,
    ...place(point.task),
    share: point.mean * 100,
    low: (point.interval?.low ?? point.mean) * 100,
    high: (point.interval?.high ?? point.mean) * 100,
  }));
  const values = [...new Set(points.map(({ value }) => value))].sort((a, b) => a - b);
  const marks = series.flatMap((_, i) => curveMarks(Plot, series, i, drawn, palette));
  const plot = Plot.plot({
    width,
    height: panelHeight * Math.ceil(tasks.length / columns),
    marginLeft: 48,
    marginRight: 14,
    marginTop: 24,
    marginBottom: 36,
    style: { fontSize: '12px', color: palette.muted, background: 'none', overflow: 'visible' },
    fx: { axis: null, padding: 0.14 },
    fy: { axis: null, padding: 0.3 },
    x: {
      // Values that grow by factors would crowd at the left of an even scale.
      type: values[0]! > 0 && values.at(-1)! / values[0]! >= 50 ? 'log' : 'linear',
      inset: 8,
      label: null,
      ticks: values,
      tickFormat: (value: number) => numberText(String(value)),
    },
    y: {
      domain: [0, 100],
      ticks: [0, 50, 100],
      tickFormat: (value: number) => `${value} %`,
      label: null,
      grid: true,
    },
    marks: [
      Plot.ruleY(
        tasks.map(({ task, blind }) => ({ ...place(task), share: blind * 100 })),
        { ...facet, y: 'share', stroke: palette.muted },
      ),
      ...marks,
      Plot.text(
        tasks.map(({ task }) => ({ ...place(task), text: taskName(task) })),
        {
          ...facet,
          text: 'text',
          frameAnchor: 'top-left',
          dy: -18,
          fill: palette.ink,
          fontWeight: 600,
        },
      ),
      Plot.text(
        tasks.map(({ task }) => ({ ...place(task), text: words.value.figures.sweep.axis(setting) })),
        { ...facet, text: 'text', frameAnchor: 'bottom-right', dy: 32 },
      ),
    ],
  }) as SVGSVGElement;
  plot.setAttribute('role', 'img');
  plot.setAttribute('aria-label', labelOf(props));
  return plot;
}

/** All means in words, for screen readers. */
const labelOf = ({ tasks, series, points }: SweepCurvesProps): string =>
  tasks
    .map(({ task }) => {
      const parts = points
        .filter((point) => point.task === task)
        .map(({ series: i, value, mean }) =>
          words.value.figures.sweep.point(series[i]!.name, numberText(String(value)), Math.round(mean * 100)),
        );
      return `${taskName(task)}: ${parts.join('; ')}`;
    })
    .join('. ');
