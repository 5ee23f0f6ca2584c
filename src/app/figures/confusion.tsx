/**
 * The confusion matrices before and after training: a row for each right class, a column for each given one. The shade of
 * a cell is its share of the row, its number counts items; right answers lie on the framed diagonal.
 * Not here: the counts (src/experiment/statistics/confusion.ts), the items behind a cell (result/details.tsx).
 */
import type { ConfusionCell, ConfusionMatrix } from '../../experiment/statistics/confusion.ts';
import { words } from '../../words/words.ts';
import { Figure } from './figure.tsx';
import type { Hue, Palette } from './palette.ts';

interface ConfusionProps {
  readonly matrix: ConfusionMatrix;
  readonly shown: ConfusionCell | null;
  readonly onShow: (cell: ConfusionCell) => void;
  readonly name: string;
}

/** A cell in words. */
export function cellText({ classes }: ConfusionMatrix, { when, right, given }: ConfusionCell): string {
  const say = words.value.figures;
  const [truth, other] = [classes[right]!, classes[given]];
  return say.confusion.cell(
    say[when],
    say.className(truth),
    other === undefined ? say.confusion.unread : say.className(other),
  );
}

/** The name of a cell's control, to find it again. */
export const cellName = ({ when, right, given }: ConfusionCell): string => `${when} ${right} ${given}`;

/** Both matrices; pressing a cell calls `onShow`. */
export function Confusion(props: ConfusionProps) {
  const { matrix, shown, name } = props;
  const say = words.value.figures.confusion;
  return (
    <Figure
      name={name}
      title={say.title[matrix.form]}
      heightPx={320}
      caption={say.caption[matrix.form]}
      hint={say.hint}
      draw={(width, palette) => drawConfusion(props, width, palette)}
      inputs={[matrix, shown]}
      rows={() => [
        ['answers', 'right', ...matrix.classes, 'not in the asked form'],
        ...(['before', 'after'] as const).flatMap((when) =>
          matrix[when].map((row, right) => [when, matrix.classes[right]!, ...row]),
        ),
      ]}
    />
  );
}

/** An arrow for each class, in the order of classes: seen from the first object, or from the middle of the image. */
const arrows = { direction: '→↗↑↖←↙↓↘', region: '↙↓↘←·→↖↑↗' } as const;

const labelWidth = 96;
const headHeight = 44;
/** The gap before the column of answers that name no class. */
const gap = 6;

/** A cell with its position, in px of the drawing. */
interface Drawn extends ConfusionCell {
  readonly x: number;
  readonly y: number;
  readonly count: number;
  readonly share: number;
}

/** The cells and texts of both matrices with their positions, in px of a drawing of that width. */
function layoutOf(matrix: ConfusionMatrix, width: number) {
  const say = words.value.figures;
  const { form, classes } = matrix;
  const isWide = width >= 660;
  const panelWidth = isWide ? (width - 24) / 2 : width;
  const side = Math.min(36, Math.floor((panelWidth - labelWidth - gap) / (classes.length + 1)));
  const panelHeight = headHeight + side * classes.length + 12;
  const panels = (['before', 'after'] as const).map((when, i) => ({
    when,
    left: isWide ? i * (panelWidth + 24) : 0,
    top: isWide ? 0 : i * panelHeight,
  }));
  const xOf = (given: number) => labelWidth + given * side + (given === classes.length ? gap : 0);
  const glyphs = [...arrows[form], '?'];
  return {
    side,
    height: panelHeight * (isWide ? 1 : 2),
    cells: panels.flatMap(({ when, left, top }) =>
      matrix[when].flatMap((row, right) => {
        const total = row.reduce((sum, count) => sum + count, 0);
        return row.map(
          (count, given): Drawn => ({
            ...{ form, when, right, given, count },
            x: left + xOf(given),
            y: top + headHeight + right * side,
            share: total > 0 ? count / total : 0,
          }),
        );
      }),
    ),
    heads: panels.map(({ when, left, top }) => ({ text: say[when], x: left, y: top + 10 })),
    corners: panels.map(({ left, top }) => ({
      text: say.confusion.corner,
      x: left,
      y: top + headHeight - 10,
    })),
    columns: panels.flatMap(({ left, top }) =>
      glyphs.map((text, given) => ({ text, x: left + xOf(given) + side / 2, y: top + headHeight - 10 })),
    ),
    rows: panels.flatMap(({ left, top }) =>
      classes.map((name, right) => ({
        text: `${glyphs[right]} ${say.className(name)}`,
        x: left,
        y: top + headHeight + (right + 0.5) * side,
      })),
    ),
  };
}

async function drawConfusion(props: ConfusionProps, width: number, palette: Palette): Promise<SVGSVGElement> {
  const Plot = await import('@observablehq/plot');
  const { matrix } = props;
  const { side, height, cells, heads, corners, columns, rows } = layoutOf(matrix, width);
  const counted = cells.filter(({ count }) => count > 0);
  const centre = { x: (cell: Drawn) => cell.x + side / 2, y: (cell: Drawn) => cell.y + side / 2 };
  const box = {
    x1: 'x',
    y1: 'y',
    x2: (cell: Drawn) => cell.x + side,
    y2: (cell: Drawn) => cell.y + side,
    inset: 1,
  };
  const start = { x: 'x', y: 'y', text: 'text', textAnchor: 'start' } as const;
  const plot = Plot.plot({
    width,
    height,
    margin: 0,
    style: { fontSize: '12px', color: palette.muted, background: 'none', overflow: 'visible' },
    x: { type: 'identity', axis: null },
    y: { type: 'identity', axis: null },
    marks: [
      Plot.text(heads, { ...start, fontWeight: 600, fill: palette.muted }),
      Plot.text(corners, { ...start, fontSize: 11, fill: palette.muted }),
      Plot.text(rows, { ...start, fill: palette.ink }),
      Plot.text(columns, { x: 'x', y: 'y', text: 'text', fontSize: 14, fill: palette.ink }),
      Plot.rect(cells, { ...box, fill: palette.rule, fillOpacity: 0.45 }),
      // Never so dark that the number on it is hard to read.
      Plot.rect(counted, {
        ...box,
        fill: palette[hueOf(matrix.form)],
        fillOpacity: ({ share }: Drawn) => 0.1 + 0.4 * share,
      }),
      Plot.rect(
        cells.filter(({ right, given }) => right === given),
        { ...box, stroke: palette.muted, strokeWidth: 1.5 },
      ),
      Plot.text(counted, {
        ...centre,
        text: ({ count }: Drawn) => String(count),
        fill: palette.ink,
        fontWeight: 600,
      }),
    ],
  }) as SVGSVGElement;
  plot.setAttribute('role', 'group');
  plot.setAttribute('aria-label', words.value.figures.confusion.label);
  addControls(plot, props, cells, side);
  return plot;
}

/** The hue of the skill that a form belongs to. */
const hueOf = (form: ConfusionMatrix['form']): Hue => (form === 'direction' ? 'direction' : 'localization');

/** Makes every cell with items a button. Tab reaches one cell of each matrix, the arrow keys the others. */
function addControls(
  plot: SVGSVGElement,
  { matrix, shown, onShow }: ConfusionProps,
  cells: readonly Drawn[],
  side: number,
): void {
  for (const when of ['before', 'after'] as const) {
    const counted = cells.filter((cell) => cell.when === when && cell.count > 0);
    const controls = new Map(counted.map((cell) => [cell, document.createElementNS(svgNamespace, 'rect')]));
    const isShown = (cell: Drawn) => shown !== null && cellName(shown) === cellName(cell);
    const reached = counted.find(isShown) ?? counted[0];
    for (const [cell, rect] of controls) {
      const attributes = {
        'data-control': cellName(cell),
        class: 'row-button',
        role: 'button',
        tabindex: cell === reached ? 0 : -1,
        'aria-pressed': isShown(cell),
        'aria-label': words.value.figures.confusion.show(cellText(matrix, cell), cell.count),
        x: cell.x,
        y: cell.y,
        width: side,
        height: side,
      };
      for (const [name, value] of Object.entries(attributes)) rect.setAttribute(name, String(value));
      rect.addEventListener('click', () => onShow(cell));
      rect.addEventListener('keydown', (event) => {
        const next = nextCell(counted, cell, event.key);
        if (event.key === 'Enter' || event.key === ' ') onShow(cell);
        else if (next) {
          rect.setAttribute('tabindex', '-1');
          controls.get(next)!.setAttribute('tabindex', '0');
          controls.get(next)!.focus();
        } else if (!event.key.startsWith('Arrow')) return;
        event.preventDefault();
      });
      plot.append(rect);
    }
  }
}

const svgNamespace = 'http://www.w3.org/2000/svg';

/** The nearest cell with items in the direction of an arrow key: in the row, or in the next row that has one. */
function nextCell(counted: readonly Drawn[], from: Drawn, key: string): Drawn | undefined {
  const sign = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1;
  const nearest = (candidates: readonly Drawn[], away: (cell: Drawn) => number) =>
    candidates.toSorted((a, b) => away(a) - away(b))[0];
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const ahead = counted.filter(
      (cell) => cell.right === from.right && Math.sign(cell.given - from.given) === sign,
    );
    return nearest(ahead, (cell) => Math.abs(cell.given - from.given));
  }
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined;
  const ahead = counted.filter((cell) => Math.sign(cell.right - from.right) === sign);
  return nearest(
    ahead,
    (cell) => Math.abs(cell.right - from.right) * 100 + Math.abs(cell.given - from.given),
  );
}
