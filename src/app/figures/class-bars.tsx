/** How often each class is the right answer, as bars; a dashed line marks equal frequency. Not here: the counting. */
import type { ClassBalance } from '../../sparkle/dataset/dataset-report.ts';
import { words } from '../../words/words.ts';
import { Figure } from './figure.tsx';
import type { Palette } from './palette.ts';
import { formHue, formName } from './task.ts';

interface ClassBarsProps {
  readonly balance: ClassBalance;
  readonly name: string;
}

/** Forms whose classes are equally frequent in a balanced dataset; classes of other forms differ by nature. */
const equalForms: readonly ClassBalance['form'][] = ['direction', 'region', 'comparison'];

/** The bars with their table. */
export function ClassBars({ balance, name }: ClassBarsProps) {
  const { form, classes } = balance;
  const { balance: say } = words.value.figures;
  const what: Partial<Readonly<Record<ClassBalance['form'], string>>> = say.classes;
  return (
    <Figure
      name={name}
      title={say.title(formName(form))}
      heightPx={heightOf(balance)}
      caption={say.caption(formName(form), what[form] ?? null, equalForms.includes(form))}
      draw={(width, palette) => drawBars(balance, width, palette)}
      inputs={[balance]}
      rows={() => [['class', 'count'], ...classes.map(({ name: text, count }) => [text, count])]}
    />
  );
}

const rowHeight = 22;
const heightOf = ({ classes }: ClassBalance): number => classes.length * rowHeight + 8;

async function drawBars(balance: ClassBalance, width: number, palette: Palette): Promise<SVGSVGElement> {
  const Plot = await import('@observablehq/plot');
  const { className, balance: say } = words.value.figures;
  const { form } = balance;
  const classes = balance.classes.map(({ name, count }) => ({ name: className(name), count }));
  const total = classes.reduce((sum, { count }) => sum + count, 0);
  const most = Math.max(...classes.map(({ count }) => count));
  const longest = Math.max(...classes.map(({ name }) => name.length));
  const plot = Plot.plot({
    width,
    height: heightOf(balance),
    marginTop: 4,
    marginBottom: 4,
    marginLeft: 16 + 7 * longest,
    marginRight: 44,
    style: { fontSize: '12px', color: palette.ink, background: 'none', overflow: 'visible' },
    x: { domain: [0, most], axis: null },
    y: { domain: classes.map(({ name }) => name), tickSize: 0, label: null },
    marks: [
      Plot.barX(classes, {
        x: 'count',
        y: 'name',
        fill: palette[formHue(form)],
        fillOpacity: 0.75,
        insetTop: 4,
        insetBottom: 4,
      }),
      Plot.ruleX(equalForms.includes(form) ? [total / classes.length] : [], {
        stroke: palette.muted,
        strokeDasharray: '3 3',
      }),
      Plot.text(classes, {
        x: 'count',
        y: 'name',
        text: (row: { count: number }) => String(row.count),
        textAnchor: 'start',
        dx: 6,
        fill: palette.muted,
        stroke: palette.paper,
        strokeWidth: 4,
      }),
    ],
  }) as SVGSVGElement;
  plot.setAttribute('role', 'img');
  plot.setAttribute(
    'aria-label',
    say.label(total, classes.map(({ name, count }) => `${name} ${count}`).join(', ')),
  );
  return plot;
}
