/**
 * The class's results: one figure, the tests, a table by student; those that cannot be pooled with them are told and kept
 * apart. Not here: taking results (collect.tsx), the numbers (src/class/pool.ts).
 */
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { classCsv } from '../../class/class-csv.ts';
import { type Group, groupsOf } from '../../class/collection.ts';
import { type ClassReport, type ClassRow, poolClass } from '../../class/pool.ts';
import { pText } from '../../experiment/finding.ts';
import { words } from '../../words/words.ts';
import { ArmMarks } from '../figures/arm-marks.tsx';
import { intervalText, pointsText } from '../figures/series.ts';
import { taskHue, taskName } from '../figures/task.ts';
import { usePhone } from '../page/narrow.ts';
import { runName } from '../runs/state.ts';
import { Choice } from '../ui/choice.tsx';
import { ConfirmRemoval } from '../ui/confirm-removal.tsx';
import { useOpened } from '../ui/focus.ts';
import { percentText } from '../ui/format.ts';
import { saveFile } from '../ui/save-file.ts';
import { Term } from '../ui/term.tsx';
import { closeClass, damagedFiles, entries, removeClass } from './state.ts';
import { StudentTable } from './students.tsx';

/** The results. */
export function ClassView() {
  const say = words.value.classroom;
  const all = entries.value;
  const groups = useMemo(() => groupsOf(all), [all]);
  const [chosen, setChosen] = useState<string | null>(null);
  const group = groups.find(({ key }) => key === chosen) ?? groups[0];
  return (
    <section class="result class stack-4" aria-labelledby="class-title">
      <div class="title-line">
        <h2 id="class-title">{say.title(all.length)}</h2>
        <button type="button" class="quiet" aria-label={say.close} onClick={closeClass}>
          ✕
        </button>
      </div>
      {damagedFiles.value.length > 0 && <p>{say.damaged(damagedFiles.value.length)}</p>}
      {!group && <p class="muted">{say.none}</p>}
      {groups.length > 1 && (
        <>
          <p>{say.keptApart(groups.length)}</p>
          <Choice
            legend={say.shown}
            values={groups.map((each, i) => ({
              value: each.key,
              label: say.experimentWith(groupLetter(i), each.entries.length),
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

/** `A`, the largest; after the 26th numbers. */
const groupLetter = (place: number): string =>
  place < 26 ? String.fromCharCode(65 + place) : String(place + 1);

/** Entries that belong together. */
function GroupView({ group }: { readonly group: Group }) {
  const report = useMemo(() => poolClass(group.entries), [group.entries]);
  const outliers = report?.outliers ?? [];
  const say = words.value.classroom;
  const name = group.config && runName({ ...group.config, seed: 1 });
  return (
    <>
      <p class="small muted">
        {say.settings(name, group.key)}
        {group.hasOtherItems && ` · ${say.otherItems}`}
      </p>
      {report ? <Pooled report={report} name={`class-${group.key}`} /> : <p>{say.noneCounts}</p>}
      <StudentTable entries={group.entries} outliers={outliers} />
    </>
  );
}

/** What the counted results say together. */
function Pooled({ report, name }: { readonly report: ClassReport; readonly name: string }) {
  const say = words.value.classroom;
  const { rows, students, seeds } = report;
  const series = useMemo(() => [{ name: say.theClass, hue: null, isControl: false }], [say]);
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
        title={say.pooledTitle(students, seeds)}
        unit="student"
        series={series}
        tasks={tasks}
        marks={marks}
        about={seeds > 1 ? say.whiskers(seeds) : ''}
      />
      <div class="scroll">
        <ChangeTable rows={rows} />
      </div>
    </>
  );
}

/** What is pooled, and what follows from how many seeds there are. */
function unitsText(students: number, seeds: number): string {
  const say = words.value.classroom;
  if (seeds === 1) return say.pooledOneSeed(students);
  return seeds < students ? say.pooledSharedSeeds(students, seeds) : say.pooledOwnSeeds(students, seeds);
}

/** The change of each task with its test: as a table, on a phone as a list of cards. */
function ChangeTable({ rows }: { readonly rows: readonly ClassRow[] }) {
  const { columns, p, aboutP } = words.value.classroom;
  const tests = rows.filter(({ pHolm }) => pHolm !== null).length;
  const numbers: readonly { readonly head: ComponentChildren; readonly cell: (row: ClassRow) => string }[] = [
    { head: columns.before, cell: ({ before }) => percentText(before.mean, 1) },
    { head: columns.after, cell: ({ after }) => percentText(after.mean, 1) },
    {
      head: columns.change,
      cell: ({ change: { mean, interval } }) =>
        `${pointsText(mean)}${interval ? ` (${intervalText(interval)})` : ''}`,
    },
    {
      head: <Term word={p}>{aboutP(tests)}</Term>,
      cell: ({ pHolm }) => (pHolm === null ? '' : pText(pHolm, words.value.finding)),
    },
  ];
  if (usePhone())
    return (
      <ul class="task-cards stack-5">
        {rows.map((row) => (
          <li key={row.task} class="stack-1" data-hue={taskHue(row.task)}>
            <h3 class="tag">{taskName(row.task)}</h3>
            <dl class="small">
              {numbers.map(({ head, cell }, i) => (
                <div key={i} class="row spread">
                  <dt class="muted">{head}</dt>
                  <dd>{cell(row) || '–'}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    );
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{columns.task}</th>
          {numbers.map(({ head }, i) => (
            <th key={i} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.task} data-hue={taskHue(row.task)}>
            <th scope="row" class="tag">
              {taskName(row.task)}
            </th>
            {numbers.map(({ cell }, i) => (
              <td key={i}>{cell(row)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Everything as CSV, and removing it. */
function Actions() {
  const question = useOpened();
  const say = words.value.classroom;
  const { length } = entries.value;
  if (question.isOpen)
    return (
      <ConfirmRemoval
        label={say.removeAllAsked}
        word={say.removeAll}
        onRemove={() => void removeClass()}
        onKeep={question.close}
      >
        <p class="small">{say.removeAllFrom(length)}</p>
      </ConfirmRemoval>
    );
  return (
    <div class="row">
      {length > 0 && (
        <button
          type="button"
          title={say.aboutCsv}
          onClick={() => saveFile('sparkle-class.csv', 'text/csv', classCsv(entries.value))}
        >
          {say.downloadCsv}
        </button>
      )}
      {(length > 0 || damagedFiles.value.length > 0) && (
        <button type="button" ref={question.button} onClick={question.open}>
          {say.removeAll}
        </button>
      )}
    </div>
  );
}
