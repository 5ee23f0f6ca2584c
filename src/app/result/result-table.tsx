/** The numbers of a result as tables: right answers of every task, lengths of routes. Takes props only. */
import type { ComponentChildren } from 'preact';
import { pText } from '../../experiment/finding.ts';
import type { Tally, TaskReport } from '../../experiment/report.ts';
import { type Interval, wilsonInterval } from '../../experiment/statistics/tests.ts';
import { words } from '../../words/words.ts';
import { kindName, kinds, taskHue, taskName } from '../figures/task.ts';
import { usePhone } from '../page/narrow.ts';
import { numberText, percentText } from '../ui/format.ts';
import { Term } from '../ui/term.tsx';

/** A number of a task: its head, which explains it, and its text. */
interface Column {
  readonly head: ComponentChildren;
  readonly cell: (report: TaskReport) => string;
}

/** The numbers of a task among that many. */
function columnsOf(taskCount: number): readonly Column[] {
  const { result: say, finding } = words.value;
  return [
    {
      head: say.rightBefore(<Explained {...say.wilson} />),
      cell: ({ before, items }) => tallyText(before, items),
    },
    { head: say.rightAfter, cell: ({ after, items }) => tallyText(after, items) },
    { head: <Explained {...say.mcNemar} />, cell: ({ p }) => pText(p, finding) },
    {
      head: <Explained word={say.holm.word} text={say.holm.text(taskCount)} />,
      cell: ({ pHolm }) => pText(pHolm, finding),
    },
    { head: <Explained {...say.blind} />, cell: ({ blindBaseline }) => percentText(blindBaseline, 1) },
    {
      head: <Explained {...say.readable} />,
      cell: ({ before, after, items }) =>
        `${percentText(before.parsed, items)}, ${percentText(after.parsed, items)}`,
    },
  ];
}

const Explained = ({ word, text }: { readonly word: string; readonly text: string }) => (
  <Term word={word}>{text}</Term>
);

/** The numbers of the figure, with intervals, p and parse rates: as a table, on a phone as a list of cards. */
export function ResultTable({ tasks }: { readonly tasks: readonly TaskReport[] }) {
  const columns = columnsOf(tasks.length);
  if (usePhone()) return <TaskCards tasks={tasks} columns={columns} />;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{words.value.result.task}</th>
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
                {kindName(kind)}
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
            {taskName(report.task)} <span class="muted">{kindName(report.kind)}</span>
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
  return words.value.result.tally(
    correct,
    items,
    percentText(correct, items),
    Math.round(low * 100),
    Math.round(high * 100),
  );
}

/** The lengths of the given routes relative to the shortest; nothing if no task asks for routes. */
export function LengthTable({ tasks }: { readonly tasks: readonly TaskReport[] }) {
  const rows = tasks.flatMap(({ task, items, lengthRatio }) =>
    lengthRatio ? [{ task, items, ...lengthRatio }] : [],
  );
  if (rows.length === 0) return null;
  const say = words.value.result;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{say.lengths}</th>
          {[say.legal, say.length, say.meanChange, say.medianChange].map((each) => (
            <th key={each.word} scope="col">
              <Explained {...each} />
            </th>
          ))}
          <th scope="col">{say.itemsHead}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ task, items, legalBefore, legalAfter, pairs, change }) => (
          <tr key={task} data-hue={taskHue(task)}>
            <th scope="row" class="tag">
              {taskName(task)}
            </th>
            <td>{say.legalOf(legalBefore, legalAfter, items)}</td>
            <td>{change ? numberPair(change.meanBefore, change.meanAfter) : '–'}</td>
            <td>{change ? changeText(change.meanDifference, change.meanInterval) : '–'}</td>
            <td>{change ? changeText(change.medianDifference, change.medianInterval) : '–'}</td>
            <td>{pairs}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const numberPair = (before: number, after: number): string =>
  `${numberText(before.toFixed(2))} → ${numberText(after.toFixed(2))}`;

/** "−0.12 (−0.20 to −0.05)". */
function changeText(difference: number, interval: Interval | null): string {
  if (!interval) return signed(difference);
  return `${signed(difference)} ${words.value.result.within(signed(interval.low), signed(interval.high))}`;
}

/** Two decimals with a minus sign (U+2212); a value that rounds to 0 has no sign. */
function signed(value: number): string {
  const digits = Math.abs(value).toFixed(2);
  const text = numberText(digits);
  if (Number(digits) === 0) return text;
  return value < 0 ? `−${text}` : `+${text}`;
}
