/**
 * Right answers in percent by difficulty: hollow dots before, filled ones after training, whiskers for the 95 % interval.
 * Not here: what makes an item harder (src/experiment/statistics/difficulty.ts).
 */
import type { AxisName, DifficultyCurve } from '../../experiment/statistics/difficulty.ts';
import { wilsonInterval } from '../../experiment/statistics/tests.ts';
import { words } from '../../words/words.ts';
import { Figure } from './figure.tsx';
import type { Hue, Palette } from './palette.ts';

interface DifficultyProps {
  readonly curve: DifficultyCurve;
  readonly name: string;
}

const hues: Readonly<Record<AxisName, Hue>> = {
  hops: 'composite',
  latticeSize: 'composite',
  objects: 'composite',
  distanceGap: 'distance',
};

/** The first column of the rows. */
const columns: Readonly<Record<AxisName, string>> = {
  hops: 'hops',
  latticeSize: 'lattice',
  objects: 'objects',
  distanceGap: 'gap',
};

/** One curve with its table. */
export function Difficulty({ curve, name }: DifficultyProps) {
  const { difficulty, ...say } = words.value.figures;
  return (
    <Figure
      name={name}
      title={difficulty.title}
      heightPx={height}
      caption={difficulty.captions[curve.axis]}
      legend={(palette) => {
        const colour = palette[hues[curve.axis]];
        return [
          { mark: 'ring', colour, text: say.beforeTraining },
          { mark: 'dot', colour, text: say.afterOnSame },
          { mark: 'whisker', colour, text: say.wilson },
        ];
      }}
      draw={(width, palette) => drawDifficulty(curve, width, palette)}
      inputs={[curve]}
      rows={() => [
        [
          columns[curve.axis],
          'items',
          'correctBefore',
          'lowBefore95',
          'highBefore95',
          'correctAfter',
          'lowAfter95',
          'highAfter95',
        ],
        ...curve.levels.map(({ label, items, before, after }) => [
          label,
          items,
          ...[before, after].flatMap((correct) => {
            const { low, high } = wilsonInterval(correct, items);
            return [correct, low, high];
          }),
        ]),
      ]}
    />
  );
}

const height = 220;

async function drawDifficulty(
  { axis, levels: counted }: DifficultyCurve,
  width: number,
  palette: Palette,
): Promise<SVGSVGElement> {
  const Plot = await import('@observablehq/plot');
  const say = words.value.figures.difficulty;
  const levels = counted.map(({ label, ...level }) => ({ ...level, label: say.level(label) }));
  const colour = palette[hues[axis]];
  const itemsOf = new Map(levels.map(({ label, items }) => [label, items]));
  const points = (['before', 'after'] as const).map((when) =>
    levels.map(({ label, items, [when]: correct }) => {
      const { low, high } = wilsonInterval(correct, items);
      return { label, share: (correct / items) * 100, low: low * 100, high: high * 100 };
    }),
  );
  // Beside each other, so that the whiskers do not overlap.
  const marks = points.flatMap((series, isAfter) => {
    const dx = isAfter ? 4 : -4;
    return [
      Plot.line(series, { x: 'label', y: 'share', dx, stroke: colour, strokeOpacity: 0.45, strokeWidth: 2 }),
      Plot.ruleX(series, { x: 'label', y1: 'low', y2: 'high', dx, stroke: colour, strokeWidth: 1.5 }),
      Plot.dot(series, {
        x: 'label',
        y: 'share',
        dx,
        r: 4.5,
        stroke: colour,
        strokeWidth: 2,
        fill: isAfter ? colour : palette.paper,
      }),
    ];
  });
  const plot = Plot.plot({
    width,
    height,
    marginLeft: 44,
    marginRight: 12,
    marginTop: 12,
    marginBottom: 48,
    style: { fontSize: '12px', color: palette.muted, background: 'none', overflow: 'visible' },
    x: {
      type: 'point',
      domain: levels.map(({ label }) => label),
      padding: 0.5,
      label: say.axes[axis],
      labelAnchor: 'right',
      labelOffset: 44,
      labelArrow: 'none',
      tickSize: 0,
      tickFormat: (label: string) => `${label}\n(${itemsOf.get(label)})`,
    },
    y: {
      domain: [0, 100],
      ticks: [0, 25, 50, 75, 100],
      tickFormat: (value: number) => `${value} %`,
      tickSize: 0,
      grid: true,
      label: null,
    },
    marks,
  }) as SVGSVGElement;
  plot.setAttribute('role', 'img');
  plot.setAttribute(
    'aria-label',
    say.label(
      say.axes[axis],
      levels.map(({ label, items, before, after }) => say.counts(label, before, after, items)).join('; '),
    ),
  );
  return plot;
}
