/** The table by student: who handed in what, which results count, what stands out. Not here: by which rule (src/class/pool.ts). */
import { type Entry, entryName } from '../../class/collection.ts';
import { type Outlier, outlierPointsMin, outlierStudentsMin } from '../../class/pool.ts';
import { itemsOf, rightAfter, rightBefore, type TaskCounts } from '../../class/result.ts';
import type { ScoredTask } from '../../sparkle/dataset/imported.ts';
import { words } from '../../words/words.ts';
import { taskHue, taskName } from '../figures/task.ts';
import { usePhone } from '../page/narrow.ts';
import { percentText } from '../ui/format.ts';
import { removeOne, setCounted } from './state.ts';

interface StudentTableProps {
  /** Of one group. */
  readonly entries: readonly Entry[];
  readonly outliers: readonly Outlier[];
}

/** The table, on a phone a list of cards, and under it what stands out, in words. Names are as the students typed them. */
export function StudentTable({ entries, outliers }: StudentTableProps) {
  const tasks = [...new Set(entries.flatMap(({ result }) => result.tasks.map(({ task }) => task)))];
  const students = entries.map((entry) => ({
    entry,
    tasks,
    outliers: outliers.filter(({ id }) => id === entry.id),
  }));
  return (
    <>
      <h3 id="students-title">{words.value.classroom.byStudent}</h3>
      {usePhone() ? (
        <ul class="task-cards stack-5" aria-labelledby="students-title">
          {students.map((student) => (
            <StudentCard key={student.entry.id} {...student} />
          ))}
        </ul>
      ) : (
        <section class="scroll" aria-labelledby="students-title">
          <Students tasks={tasks} students={students} />
        </section>
      )}
      <Outliers entries={entries} outliers={outliers} />
    </>
  );
}

interface StudentProps {
  readonly entry: Entry;
  readonly tasks: readonly ScoredTask[];
  /** Of this entry. */
  readonly outliers: readonly Outlier[];
}

interface StudentsProps {
  readonly tasks: readonly ScoredTask[];
  readonly students: readonly StudentProps[];
}

function Students({ tasks, students }: StudentsProps) {
  const { columns, remove } = words.value.classroom;
  return (
    <table class="students">
      <thead>
        <tr>
          <th scope="col">{columns.student}</th>
          <th scope="col">{columns.counts}</th>
          <th scope="col">
            <span class="visually-hidden">{remove}</span>
          </th>
          <th scope="col">{columns.seed}</th>
          {tasks.map((task) => (
            <th key={task} scope="col" data-hue={taskHue(task)} class="tag">
              {taskName(task)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {students.map((student) => (
          <StudentRow key={student.entry.id} {...student} />
        ))}
      </tbody>
    </table>
  );
}

function StudentRow({ entry, tasks, outliers }: StudentProps) {
  const { isCounted, result } = entry;
  return (
    <tr data-counted={isCounted}>
      <th scope="row">
        <StudentName entry={entry} />
      </th>
      <td>
        <CountBox entry={entry} />
      </td>
      <td>
        <RemoveButton entry={entry} />
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

function StudentCard({ entry, tasks, outliers }: StudentProps) {
  const { columns } = words.value.classroom;
  const { isCounted, result } = entry;
  return (
    <li class="stack-1 student-card" data-counted={isCounted}>
      <div class="row spread">
        <h4>
          <StudentName entry={entry} />
        </h4>
        <RemoveButton entry={entry} />
      </div>
      <dl class="small">
        <div class="row spread">
          <dt class="muted">{columns.counts}</dt>
          <dd>
            <CountBox entry={entry} />
          </dd>
        </div>
        <div class="row spread">
          <dt class="muted">{columns.seed}</dt>
          <dd>{result.seed}</dd>
        </div>
        {tasks.map((task) => (
          <div key={task} class="row spread" data-hue={taskHue(task)}>
            <dt class="tag">{taskName(task)}</dt>
            <dd>
              <Shares
                counts={result.tasks.find((each) => each.task === task)}
                outliers={outliers.filter((each) => each.task === task)}
              />
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

interface EntryProps {
  readonly entry: Entry;
}

function StudentName({ entry: { name, file } }: EntryProps) {
  const { code, nameless } = words.value.classroom;
  return (
    <>
      {name && <span>{name} </span>}
      <span class="small muted">{file ?? (name ? code : nameless)}</span>
    </>
  );
}

function CountBox({ entry }: EntryProps) {
  const say = words.value.classroom;
  return (
    <input
      type="checkbox"
      aria-label={say.countResult(entryName(entry, say))}
      checked={entry.isCounted}
      onChange={({ currentTarget }) => void setCounted(entry.id, currentTarget.checked)}
    />
  );
}

function RemoveButton({ entry }: EntryProps) {
  const say = words.value.classroom;
  return (
    <button
      type="button"
      class="quiet"
      aria-label={say.removeResult(entryName(entry, say))}
      onClick={() => void removeOne(entry.id)}
    >
      ✕
    </button>
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
  const { high, low } = words.value.classroom;
  const text = (when: Outlier['when'], right: number) => {
    const found = outliers.find((each) => each.when === when);
    const percent = percentText(right, itemsOf(counts)).replace(' %', '');
    if (!found) return percent;
    const isHigh = found.share > found.median;
    return (
      <strong>
        {percent}
        <span aria-hidden="true">{isHigh ? '▲' : '▼'}</span>
        <span class="visually-hidden">{isHigh ? high : low}</span>
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
  const say = words.value.classroom;
  const percent = (share: number) => percentText(share, 1);
  return (
    <div class="stack-2 small">
      {outliers.length > 0 && (
        <ul class="stack-1">
          {outliers.map(({ id, task, when, share, median }) => (
            <li key={`${id} ${task} ${when}`}>
              {say.standsOut[when](
                <strong>{entryName(entries.find((each) => each.id === id)!, say)}</strong>,
                taskName(task),
                percent(share),
                percent(median),
              )}
            </li>
          ))}
        </ul>
      )}
      <p class="muted">
        {outliers.length === 0 && `${say.nobodyStandsOut} `}
        {say.outlierRule(outlierPointsMin, outlierStudentsMin)}
      </p>
      {entries.some(({ file }) => file === null) && <p class="muted">{say.codesUnchecked}</p>}
    </div>
  );
}
