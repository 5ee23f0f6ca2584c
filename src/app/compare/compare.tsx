/** Finished runs side by side: one figure, their differences where the items are the same, one loss plot. Not here: choosing them (choose.tsx). */
import { useMemo } from 'preact/hooks';
import { type ComparedTask, compareRuns } from '../../experiment/comparison.ts';
import { pText } from '../../experiment/finding.ts';
import type { RunRecord } from '../../experiment/report.ts';
import { wilsonInterval } from '../../experiment/statistics/tests.ts';
import { words } from '../../words/words.ts';
import { ArmMarks } from '../figures/arm-marks.tsx';
import { LossCurves } from '../figures/loss-curves.tsx';
import { pointsText } from '../figures/series.ts';
import { taskHue, taskName } from '../figures/task.ts';
import { runName, runOfOtherWeights } from '../runs/state.ts';
import { percentText, timeText } from '../ui/format.ts';
import { Term } from '../ui/term.tsx';
import { closeComparison } from './state.ts';

/** What a run is called in the figures. */
const shortName = (place: number): string => `run ${place + 1}`;

/** The comparison. */
export function CompareView({ runs }: { readonly runs: readonly RunRecord[] }) {
  const tasks = useMemo(() => compareRuns(runs), [runs]);
  const series = useMemo(
    () => runs.map((_, i) => ({ name: shortName(i), hue: null, isControl: false })),
    [runs],
  );
  const rows = useMemo(
    () => tasks.map(({ task, kind, blindBaseline }) => ({ task, kind, before: null, blind: blindBaseline })),
    [tasks],
  );
  const marks = useMemo(() => tasks.flatMap(marksOf), [tasks]);
  const name = `compared-${runs.map(({ id }) => id).join('-')}`.slice(0, 100);
  return (
    <section class="result compare stack-4" aria-labelledby="compare-title">
      <div class="title-line">
        <h2 id="compare-title">{runs.length} runs side by side</h2>
        <button type="button" class="quiet" aria-label="Close the comparison" onClick={closeComparison}>
          ✕
        </button>
      </div>
      <ol class="stack-1 compared-names">
        {runs.map((run, i) => (
          <li key={run.id}>
            <strong>{shortName(i)}</strong> {runName(run.config)}{' '}
            <span class="small muted">{timeText(run.startedAt)}</span>
            {runOfOtherWeights(run) && (
              <span class="small"> (made with {runOfOtherWeights(run)}: another model's numbers)</span>
            )}
          </li>
        ))}
      </ol>
      <p>{itemsText(tasks)}</p>
      <ArmMarks
        name={name}
        title={runs.map(({ config }, i) => `${shortName(i)}: ${runName(config)}`).join('; ')}
        series={series}
        tasks={rows}
        marks={marks}
        about="Whiskers: 95 % Wilson interval."
      />
      <div class="scroll">
        <CompareTable tasks={tasks} />
      </div>
      <LossCurves name={`loss-${name}`} runs={runs.map(({ steps }, i) => ({ name: shortName(i), steps }))} />
    </section>
  );
}

const marksOf = ({ task, runs }: ComparedTask) =>
  runs.map(({ run, items, before, after }) => ({
    series: run,
    task,
    mean: after / Math.max(1, items),
    interval: wilsonInterval(after, items),
    seeds: [],
    before: before / Math.max(1, items),
  }));

/** Whether the runs answered the same items, and what follows. */
function itemsText(tasks: readonly ComparedTask[]): string {
  const names = (all: readonly number[]) => new Intl.ListFormat('en-GB').format(all.map(shortName));
  const others = [
    ...new Set(tasks.flatMap(({ runs }) => runs.filter(({ isSame }) => !isSame).map(({ run }) => run))),
  ].sort((a, b) => a - b);
  const isTested = tasks.some(({ runs }) => runs.some(({ against }) => against));
  if (others.length === 0)
    return isTested
      ? 'All answered the same items: they are compared item by item.'
      : 'No task was scored by two of these runs: there is nothing to compare.';
  return `${capital(names(others))} answered other items than the first run with the same task: another seed, other settings of the tasks, or other data. ${isTested ? 'There, only' : 'Only'} the shares of right answers can be compared, and nothing is tested.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Right answers of every run, and the difference to the first where the items are the same. */
function CompareTable({ tasks }: { readonly tasks: readonly ComparedTask[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">task</th>
          <th scope="col">run</th>
          <th scope="col">before</th>
          <th scope="col">after (95 %)</th>
          <th scope="col">difference after</th>
          <th scope="col">
            <Term word="p">
              McNemar's exact test on the answers after training, of the run and of the first run with this
              task, to the same items; adjusted for all tests of this table (Holm). It holds for these two
              trainings on these items, not for other trainings.
            </Term>
          </th>
        </tr>
      </thead>
      {tasks.map(({ task, runs }) => (
        <tbody key={task}>
          {runs.map(({ run, items, before, after, isSame, against }, i) => {
            const { low, high } = wilsonInterval(after, items);
            return (
              <tr key={run} data-hue={taskHue(task)}>
                {i === 0 && (
                  <th scope="rowgroup" rowSpan={runs.length} class="tag">
                    {taskName(task)}
                  </th>
                )}
                <td>{shortName(run)}</td>
                <td>
                  {before} of {items}
                </td>
                <td>
                  {after} of {items} · {percentText(after, items)} ({Math.round(low * 100)}–
                  {Math.round(high * 100)})
                </td>
                <td>{against ? pointsText(against.difference) : isSame ? '' : 'other items'}</td>
                <td>{against && pText(against.pHolm, words.value.finding)}</td>
              </tr>
            );
          })}
        </tbody>
      ))}
    </table>
  );
}
