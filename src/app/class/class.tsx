/**
 * The class's results: one figure, the tests, a table by student; those that cannot be pooled with them are told and kept
 * apart. Not here: taking results (collect.tsx), the numbers (src/class/pool.ts).
 */
import { useMemo, useState } from 'preact/hooks';
import { classCsv } from '../../class/class-csv.ts';
import { type Group, groupsOf } from '../../class/collection.ts';
import { type ClassReport, type ClassRow, poolClass } from '../../class/pool.ts';
import { pText } from '../../experiment/finding.ts';
import { words } from '../../words/words.ts';
import { ArmMarks } from '../figures/arm-marks.tsx';
import { intervalText, pointsText } from '../figures/series.ts';
import { taskHue, taskName } from '../figures/task.ts';
import { runName } from '../runs/state.ts';
import { Choice } from '../ui/choice.tsx';
import { ConfirmRemoval } from '../ui/confirm-removal.tsx';
import { useOpened } from '../ui/focus.ts';
import { countText, percentText } from '../ui/format.ts';
import { saveFile } from '../ui/save-file.ts';
import { Term } from '../ui/term.tsx';
import { closeClass, damagedFiles, entries, removeClass } from './state.ts';
import { StudentTable } from './students.tsx';

/** The results. */
export function ClassView() {
  const all = entries.value;
  const groups = useMemo(() => groupsOf(all), [all]);
  const [chosen, setChosen] = useState<string | null>(null);
  const group = groups.find(({ key }) => key === chosen) ?? groups[0];
  return (
    <section class="result class stack-4" aria-labelledby="class-title">
      <div class="title-line">
        <h2 id="class-title">The class: {countText(all.length, 'result')}</h2>
        <button type="button" class="quiet" aria-label="Close the class" onClick={closeClass}>
          ✕
        </button>
      </div>
      {damagedFiles.value.length > 0 && (
        <p>
          {countText(damagedFiles.value.length, 'kept result')} cannot be read any more and{' '}
          {damagedFiles.value.length === 1 ? 'is' : 'are'} left out. Ask for the files or codes again.
        </p>
      )}
      {!group && <p class="muted">Nothing has been handed in yet.</p>}
      {groups.length > 1 && (
        <>
          <p>
            Not all of these can be pooled: they are of {groups.length} different experiments, which are kept
            apart.
          </p>
          <Choice
            legend="Shown"
            values={groups.map((each, i) => ({
              value: each.key,
              label: `${groupName(i)}: ${countText(each.entries.length, 'result')}`,
            }))}
            chosen={group?.key ?? null}
            onChoose={setChosen}
          />
        </>
      )}
      {group && <GroupView key={group.key} group={group} />}
      <Actions />
    </section>
  );
}

/** `Experiment A`, the largest; after the 26th with numbers. */
const groupName = (place: number): string =>
  `Experiment ${place < 26 ? String.fromCharCode(65 + place) : place + 1}`;

/** Entries that belong together. */
function GroupView({ group }: { readonly group: Group }) {
  const report = useMemo(() => poolClass(group.entries), [group.entries]);
  const outliers = report?.outliers ?? [];
  return (
    <>
      <p class="small muted">
        {group.config
          ? runName({ ...group.config, seed: 1 })
          : 'Settings known only by their letters in the codes'}{' '}
        · settings {group.key}
        {group.hasOtherItems &&
          ' · the same settings, but other items at the same seed: made by another version of the lab, or with other data'}
      </p>
      {report ? <Pooled report={report} name={`class-${group.key}`} /> : <p>No result of these counts.</p>}
      <StudentTable entries={group.entries} outliers={outliers} />
    </>
  );
}

/** What the counted results say together. */
function Pooled({ report, name }: { readonly report: ClassReport; readonly name: string }) {
  const { rows, students, seeds } = report;
  const series = useMemo(() => [{ name: 'the class', hue: null, isControl: false }], []);
  const tasks = useMemo(
    () =>
      rows.map(({ task, kind, before, blindBaseline }) => ({
        task,
        kind,
        before: before.mean,
        blind: blindBaseline,
      })),
    [rows],
  );
  const marks = useMemo(
    () =>
      rows.map((row) => ({
        series: 0,
        task: row.task,
        mean: row.after.mean,
        interval: row.after.interval,
        seeds: row.students.map(({ after }) => after),
        before: null,
      })),
    [rows],
  );
  return (
    <>
      <p>{unitsText(students, seeds)}</p>
      <ArmMarks
        name={name}
        title={`${countText(students, 'student')}, ${countText(seeds, 'seed')}`}
        unit="student"
        series={series}
        tasks={tasks}
        marks={marks}
        about={
          seeds > 1
            ? `Whiskers: 95 % interval of the mean over ${seeds} seeds (Student's t, never narrower than the items allow).`
            : ''
        }
      />
      <div class="scroll">
        <ChangeTable rows={rows} />
      </div>
    </>
  );
}

/** What is pooled, and what follows from how many seeds there are. */
function unitsText(students: number, seeds: number): string {
  const counted = `${countText(students, 'student')} pooled, ${countText(seeds, 'seed')}.`;
  if (seeds === 1)
    return `${counted} ${students > 1 ? 'All ran the same items and the same training: it is one experiment made several times, so there' : 'There'} is no interval and no test. Give each student a seed of their own to learn what holds for other trainings.`;
  if (seeds < students)
    return `${counted} Students with the same seed had the same items and the same training: they count as one, by their mean.`;
  return `${counted} Each had their own items and their own training.`;
}

/** The change of each task with its test. */
function ChangeTable({ rows }: { readonly rows: readonly ClassRow[] }) {
  const tests = rows.filter(({ pHolm }) => pHolm !== null).length;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">task</th>
          <th scope="col">before</th>
          <th scope="col">after</th>
          <th scope="col">change, points (95 %)</th>
          <th scope="col">
            <Term word="p">
              Of no change in the mean over seeds (Student's t, as in a study), adjusted for the {tests} tests
              of this table (Holm). There is none for a single seed.
            </Term>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ task, before, after, change, pHolm }) => (
          <tr key={task} data-hue={taskHue(task)}>
            <th scope="row" class="tag">
              {taskName(task)}
            </th>
            <td>{percentText(before.mean, 1)}</td>
            <td>{percentText(after.mean, 1)}</td>
            <td>
              {pointsText(change.mean)}
              {change.interval && ` (${intervalText(change.interval)})`}
            </td>
            <td>{pHolm !== null && pText(pHolm, words.value.finding)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Everything as CSV, and removing it. */
function Actions() {
  const question = useOpened();
  const { length } = entries.value;
  if (question.isOpen)
    return (
      <ConfirmRemoval
        label="Remove all results of the class?"
        word="Remove all"
        onRemove={() => void removeClass()}
        onKeep={question.close}
      >
        <p class="small">
          Remove all {countText(length, 'result')} of the class from this browser? The students' own runs are
          not touched.
        </p>
      </ConfirmRemoval>
    );
  return (
    <div class="row">
      {length > 0 && (
        <button
          type="button"
          title="A row for each student and task, counted or not"
          onClick={() => saveFile('sparkle-class.csv', 'text/csv', classCsv(entries.value))}
        >
          Download CSV
        </button>
      )}
      {(length > 0 || damagedFiles.value.length > 0) && (
        <button type="button" ref={question.button} onClick={question.open}>
          Remove all
        </button>
      )}
    </div>
  );
}
