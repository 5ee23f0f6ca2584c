/**
 * The finding as a figure: one row for each task, basic above, composite below; a hollow dot before and a filled one
 * after, whiskers for the 95 % interval, a tick for the blind baseline, a dashed one for the ceiling of nearest neighbour.
 * Not here: the table beside it (result/result.tsx).
 */
import type { TaskReport } from '../../experiment/report.ts';
import { wilsonInterval } from '../../experiment/statistics/tests.ts';
import type { ScoredTask } from '../../sparkle/dataset/imported.ts';
import { walkedShare } from '../../sparkle/walked-share.ts';
import { words } from '../../words/words.ts';
import { Figure } from './figure.tsx';
import type { Palette } from './palette.ts';
import { kindName, kinds, taskHue, taskName } from './task.ts';

interface DumbbellProps {
  readonly tasks: readonly TaskReport[];
  readonly shown: ScoredTask | null;
  readonly onShow: (task: ScoredTask) => void;
  readonly name: string;
  /** The run in words, for saved files. */
  readonly title: string;
  /** Whether the model was taught to find routes by nearest neighbour: then its ceiling is marked. */
  readonly isTaughtToWalk: boolean;
}

/** The figure; pressing a row calls `onShow`. */
export function Dumbbell(props: DumbbellProps) {
  const { tasks, shown, name, isTaughtToWalk } = props;
  const ceilings = ceilingsOf(props);
  const { height } = layoutOf(tasks);
  const { dumbbell, ...say } = words.value.figures;
  return (
    <Figure
      name={name}
      title={dumbbell.title(props.title)}
      heightPx={height}
      legend={({ muted, composite }) => [
        { mark: 'ring', colour: composite, text: say.beforeTraining },
        { mark: 'dot', colour: composite, text: say.afterOnSame },
        { mark: 'whisker', colour: composite, text: say.wilson },
        { mark: 'tick', colour: muted, text: say.blindGuess },
        ...(ceilings.size > 0
          ? [{ mark: 'dashed tick' as const, colour: muted, text: dumbbell.nearest }]
          : []),
      ]}
      caption={`${say.percentOfTask} ${say.hollowAndFilled} ${say.tickIsBlind} ${ceilingText(ceilings)}`.trim()}
      hint={dumbbell.hint}
      draw={(width, palette) => drawDumbbell(props, width, palette)}
      hasTable={false}
      inputs={[tasks, shown, isTaughtToWalk]}
      rows={() => [
        [
          'task',
          'kind',
          'items',
          'correctBefore',
          'lowBefore95',
          'highBefore95',
          'parsedBefore',
          'correctAfter',
          'lowAfter95',
          'highAfter95',
          'parsedAfter',
          'p',
          'pHolm',
          'blindBaseline',
          ...(ceilings.size > 0 ? ['nearestNeighbour'] : []),
        ],
        ...tasks.map(({ task, kind, items, before, after, p, pHolm, blindBaseline }) => [
          task,
          kind,
          items,
          ...[before, after].flatMap(({ correct, parsed }) => {
            const { low, high } = wilsonInterval(correct, items);
            return [correct, low, high, parsed];
          }),
          p,
          pHolm,
          blindBaseline,
          ...(ceilings.size > 0 ? [ceilings.get(task) ?? null] : []),
        ]),
      ]}
    />
  );
}

/** What nearest neighbour reaches, 0 to 1, of each task that shows it. */
const ceilingsOf = ({ tasks, isTaughtToWalk }: DumbbellProps): ReadonlyMap<ScoredTask, number> =>
  new Map(
    tasks.flatMap(({ task }) => {
      const share = isTaughtToWalk ? walkedShare(task) : null;
      return share === null ? [] : [[task, share] as const];
    }),
  );

function ceilingText(ceilings: ReadonlyMap<ScoredTask, number>): string {
  if (ceilings.size === 0) return '';
  const each = [...ceilings].map(([task, share]) => `${taskName(task)}: ${Math.round(share * 100)} %`);
  return words.value.figures.dumbbell.ceiling(each.join('; '));
}

const rowHeight = 44;
const headHeight = 26;
/** The mean width of a character of a task's name. */
const nameCharacterPx = 6.8;

/** The vertical positions of rows and heads, kind by kind, in px. */
function layoutOf(tasks: readonly TaskReport[]) {
  const rows: { report: TaskReport; y: number }[] = [];
  const heads: { text: string; y: number }[] = [];
  let y = 0;
  for (const kind of kinds) {
    const group = tasks.filter((report) => report.kind === kind);
    if (group.length === 0) continue;
    heads.push({ text: kindName(kind), y: y + headHeight - 8 });
    y += headHeight;
    for (const report of group) {
      rows.push({ report, y: y + rowHeight / 2 });
      y += rowHeight;
    }
  }
  return { rows, heads, height: y + 34 };
}

/** The marks of the rows, in the hue of their task: points before and after, links between them, blind baselines, ceilings. */
function linesOf(
  rows: ReturnType<typeof layoutOf>['rows'],
  ceilings: ReadonlyMap<ScoredTask, number>,
  palette: Palette,
) {
  const points = rows.flatMap(({ report, y }) =>
    (['before', 'after'] as const).map((when) => {
      const { correct } = report[when];
      const [low, high] = interval(correct, report.items);
      return {
        y: y + (when === 'before' ? -6 : 6),
        share: percent(correct, report.items),
        low,
        high,
        when,
        colour: palette[taskHue(report.task)],
      };
    }),
  );
  const links = rows.map(({ report: { before, after, items, task }, y }) => ({
    x1: percent(before.correct, items),
    x2: percent(after.correct, items),
    y1: y - 6,
    y2: y + 6,
    colour: palette[taskHue(task)],
  }));
  const tick = (share: number, y: number) => ({ x: share * 100, y1: y - 13, y2: y + 13 });
  const blind = rows.map(({ report, y }) => tick(report.blindBaseline, y));
  const walked = rows.flatMap(({ report: { task }, y }) => {
    const share = ceilings.get(task);
    return share === undefined ? [] : [tick(share, y)];
  });
  return { points, links, blind, walked };
}

async function drawDumbbell(props: DumbbellProps, width: number, palette: Palette): Promise<SVGSVGElement> {
  const { tasks, shown, onShow } = props;
  const Plot = await import('@observablehq/plot');
  const { rows, heads, height } = layoutOf(tasks);
  const { points, links, blind, walked } = linesOf(rows, ceilingsOf(props), palette);
  const longest = Math.max(...rows.map(({ report }) => taskName(report.task).length));
  const marginLeft = Math.min(width / 2, Math.max(width < 480 ? 118 : 150, longest * nameCharacterPx + 12));
  const say = words.value.figures.dumbbell;
  const atLeft = { frameAnchor: 'left', dx: -marginLeft, y: 'y', text: 'text', textAnchor: 'start' } as const;
  const names = rows.map(({ report, y }) => ({ text: taskName(report.task), y: y - 7 }));
  const counts = rows.map(({ report: { before, after, items }, y }) => ({
    text: say.counts(before.correct, after.correct, items),
    y: y + 9,
  }));
  const link = { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', stroke: 'colour' } as const;
  const tick = { ...link, x1: 'x', x2: 'x', stroke: palette.muted } as const;
  const plot = Plot.plot({
    width,
    height,
    marginLeft,
    marginRight: 16,
    marginTop: 4,
    marginBottom: 30,
    style: { fontSize: '12px', color: palette.muted, background: 'none', overflow: 'visible' },
    x: {
      domain: [0, 100],
      ticks: [0, 25, 50, 75, 100],
      tickFormat: (value: number) => `${value} %`,
      label: null,
    },
    y: { type: 'identity', axis: null },
    marks: [
      Plot.ruleX([0, 25, 50, 75, 100], { stroke: palette.rule }),
      Plot.text(heads, { ...atLeft, fontWeight: 600, fill: palette.muted }),
      Plot.link(links, { ...link, strokeWidth: 2, strokeOpacity: 0.45 }),
      Plot.link(points, { ...link, x1: 'low', x2: 'high', y1: 'y', y2: 'y', strokeWidth: 1.5 }),
      Plot.dot(points, {
        x: 'share',
        y: 'y',
        r: 5,
        stroke: 'colour',
        strokeWidth: 2,
        fill: (point: { when: string; colour: string }) =>
          point.when === 'after' ? point.colour : palette.paper,
      }),
      Plot.link(blind, { ...tick, strokeWidth: 1.5 }),
      Plot.link(walked, {
        ...tick,
        strokeWidth: 2,
        strokeDasharray: '4 2',
        ariaDescription: say.nearestNeighbour,
      }),
      Plot.text(names, { ...atLeft, fill: palette.ink, fontSize: 13 }),
      Plot.text(counts, atLeft),
    ],
  }) as SVGSVGElement;
  plot.setAttribute('role', 'group');
  plot.setAttribute('aria-label', say.label);
  for (const { report, y } of rows) plot.append(rowButton(report, y, width, report.task === shown, onShow));
  return plot;
}

/** A button over the whole row. */
function rowButton(
  { task, items, before, after }: TaskReport,
  y: number,
  width: number,
  isShown: boolean,
  onShow: (task: ScoredTask) => void,
): SVGElement {
  const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  const attributes = {
    'data-control': task,
    class: 'row-button',
    role: 'button',
    tabindex: 0,
    'aria-pressed': isShown,
    'aria-label': words.value.figures.dumbbell.row(taskName(task), before.correct, after.correct, items),
    x: 0,
    y: y - rowHeight / 2 + 1,
    width,
    height: rowHeight - 2,
    rx: 4,
  };
  for (const [name, value] of Object.entries(attributes)) rect.setAttribute(name, String(value));
  rect.addEventListener('click', () => onShow(task));
  rect.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onShow(task);
  });
  return rect;
}

const percent = (count: number, of: number) => (of === 0 ? 0 : (count / of) * 100);

/** The 95 % Wilson interval in percent. */
function interval(correct: number, items: number): [number, number] {
  const { low, high } = wilsonInterval(correct, items);
  return [low * 100, high * 100];
}
