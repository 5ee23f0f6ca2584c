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
const shortName = (place: number): string => words.value.compare.run(place + 1);

/** The comparison. */
export function CompareView({ runs }: { readonly runs: readonly RunRecord[] }) {
  const say = words.value.compare;
  const tasks = useMemo(() => compareRuns(runs), [runs]);
  const series = useMemo(
    () => runs.map((_, i) => ({ name: say.run(i + 1), hue: null, isControl: false })),
    [runs, say],
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
        <h2 id="compare-title">{say.title(runs.length)}</h2>
        <button type="button" class="quiet" aria-label={say.close} onClick={closeComparison}>
          ✕
        </button>
      </div>
      <ol class="stack-1 compared-names">
        {runs.map((run, i) => (
          <li key={run.id}>
            <strong>{shortName(i)}</strong> {runName(run.config)}{' '}
            <span class="small muted">{timeText(run.startedAt)}</span>
            <OtherWeights run={run} />
          </li>
        ))}
      </ol>
      <p>{itemsText(tasks)}</p>
      <ArmMarks
        name={name}
        title={runs.map(({ config }, i) => say.named(shortName(i), runName(config))).join('; ')}
        series={series}
        tasks={rows}
        marks={marks}
        about={say.interval}
      />
      <div class="scroll">
        <CompareTable tasks={tasks} />
      </div>
      <LossCurves name={`loss-${name}`} runs={runs.map(({ steps }, i) => ({ name: shortName(i), steps }))} />
    </section>
  );
}

/** Says of a run that another model gave its answers. */
function OtherWeights({ run }: { readonly run: RunRecord }) {
  const weights = runOfOtherWeights(run);
  return weights ? <span class="small"> {words.value.compare.otherWeights(weights)}</span> : null;
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
  const say = words.value.compare;
  const others = [
    ...new Set(tasks.flatMap(({ runs }) => runs.filter(({ isSame }) => !isSame).map(({ run }) => run))),
  ].sort((a, b) => a - b);
  const isTested = tasks.some(({ runs }) => runs.some(({ against }) => against));
  if (others.length === 0) return isTested ? say.sameItems : say.nothingShared;
  return say.otherItems(others.map(shortName), isTested);
}

/** Right answers of every run, and the difference to the first where the items are the same. */
function CompareTable({ tasks }: { readonly tasks: readonly ComparedTask[] }) {
  const say = words.value.compare;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{say.columns.task}</th>
          <th scope="col">{say.columns.run}</th>
          <th scope="col">{say.columns.before}</th>
          <th scope="col">{say.columns.after}</th>
          <th scope="col">{say.columns.difference}</th>
          <th scope="col">
            <Term word={say.p}>{say.aboutP}</Term>
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
                <td>{say.countOf(before, items)}</td>
                <td>
                  {say.shareOf(
                    after,
                    items,
                    percentText(after, items),
                    Math.round(low * 100),
                    Math.round(high * 100),
                  )}
                </td>
                <td>{against ? pointsText(against.difference) : isSame ? '' : say.others}</td>
                <td>{against && pText(against.pHolm, words.value.finding)}</td>
              </tr>
            );
          })}
        </tbody>
      ))}
    </table>
  );
}
