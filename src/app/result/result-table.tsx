/** The numbers of a result as tables: right answers of every task, lengths of routes. Takes props only. */
import type { ComponentChildren } from 'preact';
import { pText } from '../../experiment/finding.ts';
import type { Tally, TaskReport } from '../../experiment/report.ts';
import { type Interval, wilsonInterval } from '../../experiment/statistics/tests.ts';
import { kindNames, kinds, taskHue, taskName } from '../figures/task.ts';
import { usePhone } from '../page/narrow.ts';
import { percentText } from '../ui/format.ts';
import { Term } from '../ui/term.tsx';

/** A number of a task: its head, which explains it, and its text. */
interface Column {
  readonly head: ComponentChildren;
  readonly cell: (report: TaskReport) => string;
}

/** The numbers of a task among that many. */
const columnsOf = (taskCount: number): readonly Column[] => [
  {
    head: (
      <>
        right before (
        <Term word="95 %">
          The 95 % Wilson interval: with this many items, the model's true share of right answers lies in it
          in 95 of 100 such experiments.
        </Term>
        )
      </>
    ),
    cell: ({ before, items }) => tallyText(before, items),
  },
  { head: 'right after (95 %)', cell: ({ after, items }) => tallyText(after, items) },
  {
    head: (
      <Term word="McNemar">
        McNemar's exact test looks only at items whose mark changed. p is the chance of a split at least this
        uneven if training changed nothing.
      </Term>
    ),
    cell: ({ p }) => pText(p),
  },
  {
    head: (
      <Term word="Holm">
        The same p, adjusted for the {taskCount} tests of this table (Holm): of several tests one comes out
        small by chance more often than one alone. This is the p to judge by, and the one in the sentence
        above.
      </Term>
    ),
    cell: ({ pHolm }) => pText(pHolm),
  },
  {
    head: (
      <Term word="blind">
        The best score without looking at the picture: the better of always giving one answer and of guessing
        in the right form. Simulated on other items.
      </Term>
    ),
    cell: ({ blindBaseline }) => percentText(blindBaseline, 1),
  },
  {
    head: (
      <Term word="readable">
        Answers that have the asked form, before and after, whether right or wrong. Counted apart from skill:
        a model can learn the form alone.
      </Term>
    ),
    cell: ({ before, after, items }) =>
      `${percentText(before.parsed, items)}, ${percentText(after.parsed, items)}`,
  },
];

/** The numbers of the figure, with intervals, p and parse rates: as a table, on a phone as a list of cards. */
export function ResultTable({ tasks }: { readonly tasks: readonly TaskReport[] }) {
  const columns = columnsOf(tasks.length);
  if (usePhone()) return <TaskCards tasks={tasks} columns={columns} />;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">task</th>
          {columns.map(({ head }, i) => (
            <th key={i} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      {kinds.map((kind) => {
        const rows = tasks.filter((report) => report.kind === kind);
        if (rows.length === 0) return null;
        return (
          <tbody key={kind}>
            <tr>
              <th scope="rowgroup" colSpan={columns.length + 1} class="muted">
                {kindNames[kind]}
              </th>
            </tr>
            {rows.map((report) => (
              <tr key={report.task} data-hue={taskHue(report.task)}>
                <th scope="row" class="tag">
                  {taskName(report.task)}
                </th>
                {columns.map(({ cell }, i) => (
                  <td key={i}>{cell(report)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        );
      })}
    </table>
  );
}

function TaskCards({
  tasks,
  columns,
}: {
  readonly tasks: readonly TaskReport[];
  readonly columns: readonly Column[];
}) {
  const sorted = kinds.flatMap((kind) => tasks.filter((report) => report.kind === kind));
  return (
    <ul class="task-cards stack-5">
      {sorted.map((report) => (
        <li key={report.task} class="stack-1" data-hue={taskHue(report.task)}>
          <h3 class="tag">
            {taskName(report.task)} <span class="muted">{kindNames[report.kind]}</span>
          </h3>
          <dl class="small">
            {columns.map(({ head, cell }, i) => (
              <div key={i} class="row spread">
                <dt class="muted">{head}</dt>
                <dd>{cell(report)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

/** Counts first, then percent with its interval: "71 of 100 · 71 % (61–79)". */
function tallyText({ correct }: Tally, items: number): string {
  const { low, high } = wilsonInterval(correct, items);
  return `${correct} of ${items} · ${percentText(correct, items)} (${Math.round(low * 100)}–${Math.round(high * 100)})`;
}

/** The lengths of the given routes relative to the shortest; nothing if no task asks for routes. */
export function LengthTable({ tasks }: { readonly tasks: readonly TaskReport[] }) {
  const rows = tasks.flatMap(({ task, items, lengthRatio }) =>
    lengthRatio ? [{ task, items, ...lengthRatio }] : [],
  );
  if (rows.length === 0) return null;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">lengths</th>
          <th scope="col">
            <Term word="legal">
              Answers that are a route: every object once, from the asked start. Before and after.
            </Term>
          </th>
          <th scope="col">
            <Term word="length">
              The mean length of the routes, before and after, the shortest route being 1. Of items with a
              legal route both times, so that the same scenes are compared.
            </Term>
          </th>
          <th scope="col">
            <Term word="mean change (95 %)">
              After less before, the mean over items: below 0 the routes became shorter. The interval is a
              bootstrap: 5,000 times, as many items are drawn from these with replacement; between its bounds
              lie the middle 95 % of their means, corrected for skew (BCa). Fewer than five items have none.
            </Term>
          </th>
          <th scope="col">
            <Term word="median change (95 %)">
              Half of the items changed by less, half by more. Between the bounds lie the middle 95 % of the
              medians of 5,000 bootstrap samples.
            </Term>
          </th>
          <th scope="col">items</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ task, items, legalBefore, legalAfter, pairs, change }) => (
          <tr key={task} data-hue={taskHue(task)}>
            <th scope="row" class="tag">
              {taskName(task)}
            </th>
            <td>
              {legalBefore} → {legalAfter} of {items}
            </td>
            <td>{change ? `${change.meanBefore.toFixed(2)} → ${change.meanAfter.toFixed(2)}` : '–'}</td>
            <td>{change ? changeText(change.meanDifference, change.meanInterval) : '–'}</td>
            <td>{change ? changeText(change.medianDifference, change.medianInterval) : '–'}</td>
            <td>{pairs}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** "−0.12 (−0.20 to −0.05)". */
function changeText(difference: number, interval: Interval | null): string {
  const within = interval ? ` (${signed(interval.low)} to ${signed(interval.high)})` : '';
  return `${signed(difference)}${within}`;
}

/** Two decimals with a minus sign (U+2212); a value that rounds to 0 has no sign. */
function signed(value: number): string {
  const text = Math.abs(value).toFixed(2);
  if (Number(text) === 0) return text;
  return value < 0 ? `−${text}` : `+${text}`;
}
