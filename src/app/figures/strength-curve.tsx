/** Right answers by strength of place, a line for each task with 95 % intervals. Not here: where the counts come from. */
import { wilsonInterval } from '../../experiment/statistics/tests.ts';
import type { Task } from '../../sparkle/tasks.ts';
import { words } from '../../words/words.ts';
import { numberText } from '../ui/format.ts';
import { Figure } from './figure.tsx';
import type { Palette } from './palette.ts';
import { taskName } from './task.ts';

/** How many answers of a task were right at a strength. */
export interface StrengthPoint {
  readonly strength: number;
  readonly task: Task;
  readonly correct: number;
  readonly items: number;
}

interface StrengthCurveProps {
  readonly points: readonly StrengthPoint[];
  /** The strength that is set, which is marked. */
  readonly chosen: number;
}

/** The figure. The first task's line is whole, the second's dashed. */
export function StrengthCurve({ points, chosen }: StrengthCurveProps) {
  const say = words.value.figures.strength;
  return (
    <Figure
      name="strength-of-place"
      title={say.title}
      heightPx={height}
      caption={captionOf(points)}
      legend={({ composite, muted }) => [
        ...tasksOf(points).map((task, i) => ({
          mark: i > 0 ? ('dashed' as const) : ('line' as const),
          colour: composite,
          text: taskName(task),
        })),
        { mark: 'tick', colour: muted, text: say.chosen },
      ]}
      draw={(width, palette) => drawCurve(points, chosen, width, palette)}
      inputs={[points, chosen]}
      rows={() => [
        ['strength', 'task', 'correct', 'items', 'low95', 'high95'],
        ...points.map(({ strength, task, correct, items }) => {
          const { low, high } = wilsonInterval(correct, items);
          return [strength, task, correct, items, low, high];
        }),
      ]}
    />
  );
}

const height = 190;

const tasksOf = (points: readonly StrengthPoint[]): Task[] => [...new Set(points.map(({ task }) => task))];

function captionOf(points: readonly StrengthPoint[]): string {
  const [first = '', second = ''] = tasksOf(points).map(taskName);
  return words.value.figures.strength.caption(points[0]?.items ?? 0, first, second);
}

async function drawCurve(
  points: readonly StrengthPoint[],
  chosen: number,
  width: number,
  palette: Palette,
): Promise<SVGSVGElement> {
  const Plot = await import('@observablehq/plot');
  const say = words.value.figures.strength;
  const drawn = points.map(({ strength, task, correct, items }) => {
    const { low, high } = wilsonInterval(correct, items);
    return { strength, task, share: (100 * correct) / items, low: 100 * low, high: 100 * high };
  });
  const marks = tasksOf(points).flatMap((task, i) => {
    const own = drawn.filter((point) => point.task === task);
    return [
      Plot.ruleX(own, {
        x: 'strength',
        y1: 'low',
        y2: 'high',
        stroke: palette.composite,
        strokeOpacity: 0.5,
      }),
      Plot.line(own, {
        x: 'strength',
        y: 'share',
        stroke: palette.composite,
        strokeWidth: 2,
        ...(i > 0 && { strokeDasharray: '4 3' }),
      }),
      Plot.dot(own, {
        x: 'strength',
        y: 'share',
        r: 3,
        fill: i > 0 ? palette.paper : palette.composite,
        stroke: palette.composite,
      }),
    ];
  });
  const plot = Plot.plot({
    width,
    height,
    marginLeft: 32,
    marginRight: 12,
    marginTop: 12,
    marginBottom: 34,
    style: { fontSize: '12px', color: palette.muted, background: 'none', overflow: 'visible' },
    x: {
      domain: [0, 1],
      label: say.axis,
      labelAnchor: 'right',
      labelArrow: 'none',
      ticks: [0, 0.2, 0.5, 1],
      tickFormat: (strength: number) => numberText(String(strength)),
    },
    y: { domain: [0, 100], label: null, ticks: 4, grid: true },
    marks: [Plot.ruleX([chosen], { stroke: palette.muted }), ...marks],
  });
  const told = drawn.map(({ strength, task, share }) =>
    say.point(taskName(task), numberText(String(strength)), Math.round(share)),
  );
  plot.setAttribute('aria-label', told.join('; '));
  plot.setAttribute('role', 'img');
  return plot as SVGSVGElement;
}
