/** The table by student: who handed in what, which results count, what stands out. Not here: by which rule (src/class/pool.ts). */
import { type Entry, entryName } from '../../class/collection.ts';
import { type Outlier, outlierRule } from '../../class/pool.ts';
import { itemsOf, rightAfter, rightBefore, type TaskCounts } from '../../class/result.ts';
import type { ScoredTask } from '../../sparkle/dataset/imported.ts';
import { taskHue, taskName } from '../figures/task.ts';
import { percentText } from '../ui/format.ts';
import { removeOne, setCounted } from './state.ts';

interface StudentTableProps {
  /** Of one group. */
  readonly entries: readonly Entry[];
  readonly outliers: readonly Outlier[];
}

/** The table, and under it what stands out, in words. Names are as the students typed them. */
export function StudentTable({ entries, outliers }: StudentTableProps) {
  const tasks = [...new Set(entries.flatMap(({ result }) => result.tasks.map(({ task }) => task)))];
  return (
    <>
      <h3 id="students-title">By student: right before → after, percent of the items</h3>
      <section class="scroll" aria-labelledby="students-title">
        <table class="students">
          <thead>
            <tr>
              <th scope="col">student</th>
              <th scope="col">counts</th>
              <th scope="col">
                <span class="visually-hidden">Remove</span>
              </th>
              <th scope="col">seed</th>
              {tasks.map((task) => (
                <th key={task} scope="col" data-hue={taskHue(task)} class="tag">
                  {taskName(task)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <StudentRow
                key={entry.id}
                entry={entry}
                tasks={tasks}
                outliers={outliers.filter(({ id }) => id === entry.id)}
              />
            ))}
          </tbody>
        </table>
      </section>
      <Outliers entries={entries} outliers={outliers} />
    </>
  );
}

interface StudentRowProps {
  readonly entry: Entry;
  readonly tasks: readonly ScoredTask[];
  /** Of this entry. */
  readonly outliers: readonly Outlier[];
}

function StudentRow({ entry, tasks, outliers }: StudentRowProps) {
  const { id, name, file, isCounted, result } = entry;
  const called = entryName(entry);
  return (
    <tr data-counted={isCounted}>
      <th scope="row">
        {name && <span>{name} </span>}
        <span class="small muted">{file ?? (name ? 'code' : 'a code without a name')}</span>
      </th>
      <td>
        <input
          type="checkbox"
          aria-label={`Count the result of ${called}`}
          checked={isCounted}
          onChange={({ currentTarget }) => void setCounted(id, currentTarget.checked)}
        />
      </td>
      <td>
        <button
          type="button"
          class="quiet"
          aria-label={`Remove the result of ${called}`}
          onClick={() => void removeOne(id)}
        >
          ✕
        </button>
      </td>
      <td>{result.seed}</td>
      {tasks.map((task) => (
        <td key={task}>
          <Shares
            counts={result.tasks.find((each) => each.task === task)}
            outliers={outliers.filter((each) => each.task === task)}
          />
        </td>
      ))}
    </tr>
  );
}

interface SharesProps {
  readonly counts: TaskCounts | undefined;
  /** Of this entry and task. */
  readonly outliers: readonly Outlier[];
}

/** `8 → 71`, with a mark at a share that stands out. */
function Shares({ counts, outliers }: SharesProps) {
  if (!counts) return <>–</>;
  const text = (when: Outlier['when'], right: number) => {
    const found = outliers.find((each) => each.when === when);
    const percent = percentText(right, itemsOf(counts)).replace(' %', '');
    if (!found) return percent;
    const isHigh = found.share > found.median;
    return (
      <strong>
        {percent}
        <span aria-hidden="true">{isHigh ? '▲' : '▼'}</span>
        <span class="visually-hidden"> (stands out, {isHigh ? 'high' : 'low'})</span>
      </strong>
    );
  };
  return (
    <>
      {text('before', rightBefore(counts))} → {text('after', rightAfter(counts))}
    </>
  );
}

/** What stands out in words, and the rule. */
function Outliers({ entries, outliers }: StudentTableProps) {
  const percent = (share: number) => percentText(share, 1);
  return (
    <div class="stack-2 small">
      {outliers.length > 0 && (
        <ul class="stack-1">
          {outliers.map(({ id, task, when, share, median }) => (
            <li key={`${id} ${task} ${when}`}>
              <strong>{entryName(entries.find((each) => each.id === id)!)}</strong> stands out:{' '}
              {taskName(task)}, {when} training {percent(share)}, median of the class {percent(median)}.
            </li>
          ))}
        </ul>
      )}
      <p class="muted">
        {outliers.length === 0 && 'Nobody stands out. '}
        {outlierRule}
      </p>
      {entries.some(({ file }) => file === null) && (
        <p class="muted">
          The counts of run files were checked against their answers. Those of codes cannot be: ask for the
          file where that matters.
        </p>
      )}
    </div>
  );
}
