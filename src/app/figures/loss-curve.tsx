/** The training loss by step: a point for each step, a smoothed line, and the validation loss. Not here: where steps come from. */
import type { RunRecord } from '../../experiment/report.ts';
import { words } from '../../words/words.ts';
import { numberText } from '../ui/format.ts';
import { Figure } from './figure.tsx';
import type { Palette } from './palette.ts';

type Steps = RunRecord['steps'];

/** More points than this cannot be seen apart at the width of a page. */
const maxPoints = 2000;

/** As many of the points as can be seen apart, the last among them. */
export function thinned<T>(points: readonly T[]): T[] {
  const stride = Math.ceil(points.length / maxPoints);
  return points.filter((_, i) => i % stride === 0 || i === points.length - 1);
}

/** Exponential moving average over about `window` steps, starting at the first value. */
export function smooth(values: readonly number[], window = 10): number[] {
  const keep = 1 - 2 / (window + 1);
  let mean = values[0] ?? 0;
  return values.map((value) => {
    mean = keep * mean + (1 - keep) * value;
    return mean;
  });
}

/** How many ticks an axis of losses has, about. */
export const lossTicks = 4;

/** Writes numbers beside an axis from 0 to `most`, with as many decimals as the steps between its ticks need (as d3-scale). */
export function lossFormat(most: number): (loss: number) => string {
  const least = most / lossTicks;
  const power = 10 ** Math.floor(Math.log10(least));
  const error = least / power;
  const factor = error >= Math.sqrt(50) ? 10 : error >= Math.sqrt(10) ? 5 : error >= Math.SQRT2 ? 2 : 1;
  const decimals = Math.max(0, -Math.floor(Math.log10(power * factor) + 1e-9));
  return (loss) => numberText(loss.toFixed(decimals));
}

interface LossCurveProps {
  readonly steps: Steps;
  /** How many steps the run is set to take: the end of the axis. */
  readonly totalSteps: number;
  readonly name: string;
}

export function LossCurve({ steps, totalSteps, name }: LossCurveProps) {
  const say = words.value.figures.loss;
  const isValidated = steps.some(({ validation }) => validation);
  return (
    <Figure
      name={name}
      title={say.title}
      heightPx={height}
      legend={({ ink, muted }) => [
        { mark: 'point', colour: muted, text: say.aStep },
        { mark: 'line', colour: ink, text: say.average },
        ...(isValidated ? [{ mark: 'dashed' as const, colour: ink, text: say.heldOut }] : []),
      ]}
      caption={isValidated ? `${say.caption} ${say.dashed}` : say.caption}
      draw={(width, palette) => drawLoss(steps, totalSteps, width, palette)}
      inputs={[steps, totalSteps]}
      rows={() => [
        [
          'step',
          'loss',
          'gradNorm',
          'learningRate',
          'tokensPerSecond',
          'paddingShare',
          'stepMs',
          ...(isValidated ? ['validationLoss', 'validationAccuracy'] : []),
        ],
        ...steps.map((step) => [
          step.step + 1,
          step.loss,
          step.gradNorm,
          step.learningRate,
          step.tokensPerSecond ?? '',
          step.paddingShare ?? '',
          step.stepMs ?? '',
          ...(isValidated ? [step.validation?.loss ?? '', step.validation?.accuracy ?? ''] : []),
        ]),
      ]}
    />
  );
}

const height = 200;

async function drawLoss(
  steps: Steps,
  totalSteps: number,
  width: number,
  palette: Palette,
): Promise<SVGSVGElement> {
  const Plot = await import('@observablehq/plot');
  const say = words.value.figures;
  const means = smooth(steps.map(({ loss }) => loss));
  const points = thinned(steps.map(({ step, loss }, i) => ({ step: step + 1, loss, mean: means[i]! })));
  const last = points.at(-1);
  const validations = steps.flatMap(({ step, validation }) =>
    validation ? { step: step + 1, loss: validation.loss } : [],
  );
  const most = Math.max(...[...points, ...validations].map(({ loss }) => loss), 0.5) * 1.05;
  const lastStep = Math.max(totalSteps, steps.length, 1);
  const plot = Plot.plot({
    width,
    height,
    marginLeft: 36,
    marginRight: 44,
    marginTop: 12,
    marginBottom: 34,
    style: { fontSize: '12px', color: palette.muted, background: 'none', overflow: 'visible' },
    x: {
      domain: [0, lastStep],
      label: say.step,
      labelAnchor: 'right',
      labelArrow: 'none',
      ticks: Math.min(5, lastStep),
      tickFormat: 'd',
    },
    y: {
      domain: [0, most],
      label: null,
      tickFormat: lossFormat(most),
      ticks: lossTicks,
      grid: true,
    },
    marks: [
      Plot.dot(points, { x: 'step', y: 'loss', r: 1.6, fill: palette.muted, fillOpacity: 0.45 }),
      Plot.line(points, { x: 'step', y: 'mean', stroke: palette.ink, strokeWidth: 2 }),
      Plot.line(validations, { x: 'step', y: 'loss', stroke: palette.ink, strokeDasharray: '4 3' }),
      Plot.dot(validations, { x: 'step', y: 'loss', r: 3, stroke: palette.ink, fill: palette.paper }),
      Plot.text(last ? [last] : [], {
        x: 'step',
        y: 'mean',
        text: (point: { mean: number }) => numberText(point.mean.toFixed(2)),
        dx: 6,
        textAnchor: 'start',
        fill: palette.ink,
        fontWeight: 600,
      }),
    ],
  });
  plot.setAttribute(
    'aria-label',
    last ? say.loss.label(numberText(last.mean.toFixed(2)), steps.length) : say.loss.noStep,
  );
  plot.setAttribute('role', 'img');
  return plot as SVGSVGElement;
}
