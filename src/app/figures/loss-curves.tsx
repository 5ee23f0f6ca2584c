/** The training loss of several runs in one plot: a smoothed line for each run. Not here: one run's loss (loss-curve.tsx). */
import type { RunRecord } from '../../experiment/report.ts';
import { words } from '../../words/words.ts';
import { numberText } from '../ui/format.ts';
import { Figure } from './figure.tsx';
import { lossFormat, lossTicks, smooth, thinned } from './loss-curve.tsx';
import type { Palette } from './palette.ts';

/** A run's training. */
interface RunLoss {
  readonly name: string;
  readonly steps: RunRecord['steps'];
}

/** The figure; runs without steps are left out. */
export function LossCurves({ name, runs }: { readonly name: string; readonly runs: readonly RunLoss[] }) {
  const trained = runs.filter(({ steps }) => steps.length > 0);
  if (trained.length === 0) return null;
  return (
    <Figure
      name={name}
      title={words.value.figures.loss.title}
      heightPx={height}
      caption={words.value.figures.loss.severalCaption}
      draw={(width, palette) => drawLosses(trained, width, palette)}
      inputs={[runs]}
      rows={() => [
        ['run', 'step', 'loss'],
        ...trained.flatMap((run) => run.steps.map(({ step, loss }) => [run.name, step + 1, loss])),
      ]}
    />
  );
}

const height = 240;
/** By the place of a run, so that lines are told apart without colours. */
const dashes = ['', '6 4', '2 3', '9 3 2 3'] as const;

/** The ends of lines, moved up where their names would cover each other. */
function spread<T extends { readonly loss: number }>(ends: readonly T[], gap: number): T[] {
  let floor = Number.NEGATIVE_INFINITY;
  return [...ends]
    .sort((a, b) => a.loss - b.loss)
    .map((end) => {
      floor = Math.max(end.loss, floor + gap);
      return { ...end, loss: floor };
    });
}

async function drawLosses(runs: readonly RunLoss[], width: number, palette: Palette): Promise<SVGSVGElement> {
  const Plot = await import('@observablehq/plot');
  const lines = runs.map(({ name, steps }) => {
    const means = smooth(steps.map(({ loss }) => loss));
    return thinned(steps.map(({ step }, i) => ({ name, step: step + 1, loss: means[i]! })));
  });
  const ends = lines.map((line) => line.at(-1)!);
  const most = Math.max(...lines.flat().map(({ loss }) => loss), 0.5) * 1.05;
  const lastStep = Math.max(...ends.map(({ step }) => step));
  const plot = Plot.plot({
    width,
    height,
    marginLeft: 36,
    marginRight: 62,
    marginTop: 12,
    marginBottom: 34,
    style: { fontSize: '12px', color: palette.muted, background: 'none', overflow: 'visible' },
    x: {
      domain: [0, lastStep],
      label: words.value.figures.step,
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
      ...lines.map((line, i) =>
        Plot.line(line, {
          x: 'step',
          y: 'loss',
          stroke: palette.ink,
          strokeWidth: 2,
          strokeDasharray: dashes[i % dashes.length]!,
        }),
      ),
      Plot.text(spread(ends, (14 / (height - 46)) * most), {
        x: 'step',
        y: 'loss',
        text: 'name',
        dx: 6,
        textAnchor: 'start',
        fill: palette.ink,
        fontWeight: 600,
      }),
    ],
  }) as SVGSVGElement;
  plot.setAttribute('role', 'img');
  plot.setAttribute(
    'aria-label',
    runs
      .map(({ name, steps }, i) =>
        words.value.figures.loss.labelOf(name, numberText(ends[i]!.loss.toFixed(2)), steps.length),
      )
      .join('; '),
  );
  return plot;
}
