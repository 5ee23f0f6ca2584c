/**
 * Draws what a training step costs (cost.worker.ts) as an SVG: time, memory and dispatches against batch, tokens, rank and
 * layers. All axes are logarithmic, so that growth in proportion is a straight line. Runs in the bench's page.
 */
import * as Plot from '@observablehq/plot';
import type { BenchReport, CostBench, CostPoint, CostShape } from './report.ts';

const columns: readonly { against: keyof CostShape; label: string }[] = [
  { against: 'batch', label: 'conversations in a batch' },
  { against: 'tokens', label: 'tokens a conversation' },
  { against: 'rank', label: "adapter's rank" },
  { against: 'layers', label: 'layers' },
];

const rows: readonly { key: 'vsBase' | 'stepMemoryMB' | 'dispatches'; label: string; unit: string }[] = [
  { key: 'vsBase', label: 'time of a step', unit: 'times that of the base point' },
  { key: 'stepMemoryMB', label: 'memory of a step', unit: 'MB, beyond weights and state' },
  { key: 'dispatches', label: 'GPU dispatches', unit: 'a step' },
];

const ink = '#1a1a1a';
const muted = '#5f5f5f';
const rule = '#d9d9d9';
const accent = '#0072b2';
const font = 'system-ui, sans-serif';

const sizePx = { width: 960, head: 92, left: 24, panelWidth: 229, panelHeight: 200, foot: 4 };

const svgNamespace = 'http://www.w3.org/2000/svg';

function element(name: string, attributes: Record<string, string | number>, text = ''): SVGElement {
  const made = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, `${value}`);
  made.textContent = text;
  return made;
}

/** Two digits, or the whole number where it has more: 0.52, 1.9, 31, 147. */
const short = (value: number): string =>
  value >= 9.95 ? value.toFixed(0) : value >= 0.995 ? value.toFixed(1) : value.toFixed(2);

function panel(
  cost: CostBench,
  { against, label }: (typeof columns)[number],
  row: (typeof rows)[number],
): Element {
  const points = cost.points.filter((point) => point.against === against);
  const all = cost.points.map((point) => point[row.key]);
  const base = points.find(({ value }) => value === cost.base[against])!;
  const proportional = points.map(({ value }) => ({
    value,
    cost: (base[row.key] * value) / base.value,
  }));
  const domain = [Math.min(...all) / 1.5, Math.max(...all) * 1.6];
  const text = (point: CostPoint) => short(point[row.key]);
  return Plot.plot({
    width: sizePx.panelWidth,
    height: sizePx.panelHeight,
    marginLeft: 40,
    marginRight: 14,
    marginTop: 40,
    marginBottom: 48,
    style: { fontFamily: font, fontSize: '11px', color: muted, background: 'none' },
    x: {
      type: 'log',
      base: 2,
      label,
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 34,
      ticks: points.map(({ value }) => value),
      tickFormat: 'd',
      inset: 15,
    },
    y: { type: 'log', base: 2, domain, label: null, grid: true, ticks: 4, tickFormat: '~g' },
    marks: [
      Plot.line(proportional, {
        x: 'value',
        y: 'cost',
        stroke: muted,
        strokeDasharray: '2 3',
        clip: true,
      }),
      Plot.line(points, { x: 'value', y: row.key, stroke: accent, strokeWidth: 2 }),
      Plot.dot(points, {
        x: 'value',
        y: row.key,
        r: 4,
        stroke: accent,
        strokeWidth: 2,
        fill: (point: CostPoint) => (point === base ? 'white' : accent),
      }),
      Plot.text(points, {
        x: 'value',
        y: row.key,
        text,
        dy: -12,
        fill: ink,
        stroke: 'white',
        strokeWidth: 3,
        fontWeight: 600,
      }),
    ],
  });
}

/** The picture as the text of an SVG file. */
export function drawCost(cost: CostBench, environment: BenchReport['environment']): string {
  const { width, head, left, panelWidth, panelHeight, foot } = sizePx;
  const height = head + rows.length * panelHeight + foot;
  const picture = element('svg', {
    xmlns: svgNamespace,
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    'font-family': font,
    role: 'img',
    'aria-label': 'What a training step costs against batch, tokens, rank and layers',
  });
  const { batch, tokens, rank, layers } = cost.base;
  const device = `${environment.gpu}${environment.isSoftwareGpu ? ' (a GPU in software)' : ''}, ${environment.cores} cores`;
  picture.append(
    element('rect', { width, height, fill: 'white' }),
    element(
      'text',
      { x: left, y: 32, 'font-size': 20, 'font-weight': 600, fill: ink },
      'What a training step costs',
    ),
    element(
      'text',
      { x: left, y: 54, 'font-size': 13, fill: muted },
      `Measured on ${device}: only the ratios count. Widths of ${cost.widthsOf}, vocabulary ${cost.vocabulary.toLocaleString('en')}.`,
    ),
    element(
      'text',
      { x: left, y: 74, 'font-size': 13, fill: muted },
      `Hollow: the base point, batch ${batch} x ${tokens} tokens, rank ${rank}, ${layers} layers; one thing is changed at a time. Dotted: growth in proportion to it.`,
    ),
  );
  for (const [r, row] of rows.entries()) {
    const y = head + r * panelHeight;
    picture.append(element('line', { x1: left, x2: width - left, y1: y, y2: y, stroke: rule }));
    const heading = element('text', { x: left, y: y + 20, 'font-size': 13, fill: muted });
    heading.append(
      element('tspan', { 'font-weight': 600, fill: ink }, row.label),
      element('tspan', { dx: 6 }, row.unit),
    );
    picture.append(heading);
    for (const [c, column] of columns.entries()) {
      const drawn = panel(cost, column, row);
      drawn.setAttribute('x', `${left - 8 + c * panelWidth}`);
      drawn.setAttribute('y', `${y}`);
      picture.append(drawn);
    }
  }
  return `${new XMLSerializer().serializeToString(picture)}\n`;
}
