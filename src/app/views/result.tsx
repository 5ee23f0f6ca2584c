/** A run that has ended: its finding in a sentence and a figure, its table, its items, its files. */
import { useRef, useState } from 'preact/hooks';
import { basicFinding, finding, pText } from '../../experiment/finding.ts';
import type { RunRecord, Tally, TaskReport } from '../../experiment/report.ts';
import { wilsonInterval } from '../../experiment/statistics.ts';
import type { Task } from '../../sparkle/item.ts';
import { Dumbbell } from '../figures/dumbbell.tsx';
import { LossCurve } from '../figures/loss-curve.tsx';
import { saveFile } from '../figures/save.ts';
import { taskHue, taskName } from '../figures/task.ts';
import { asSentence, messageOf, tell } from '../state/notice.ts';
import { runName } from '../state/runs.ts';
import { colourVersion } from '../state/theme.ts';
import { adapterZip } from '../storage/adapter-zip.ts';
import { clockText, percentText } from '../ui/format.ts';
import { Term } from '../ui/term.tsx';
import { ItemsView } from './items.tsx';

/** The run as a whole; one that was not finished shows what it has. */
export function ResultView({ run }: { readonly run: RunRecord }) {
  const { report, items, steps } = run;
  const [shown, setShown] = useState<Task | null>(null);
  const section = useRef<HTMLElement>(null);
  // The button that closes goes away with the items: the keyboard goes back to what opened them.
  const closeItems = () => {
    section.current?.querySelector<SVGElement | HTMLElement>(`[data-control="${shown}"]`)?.focus();
    setShown(null);
  };
  const pieces = finding(run.config.trainOn, items);
  return (
    <section class="result" ref={section} aria-labelledby="result-title">
      <h2 id="result-title" class="muted small">
        Result · {runName(run.config)}
      </h2>
      {run.ending !== 'finished' && <Ending run={run} />}
      {report && pieces.length > 0 && (
        <>
          <p class="finding">
            {pieces.map(({ text, isStrong }, i) =>
              isStrong ? <strong key={i}>{text}</strong> : unbroken(text),
            )}
          </p>
          <p class="muted">{unbroken(basicFinding(items))}</p>
        </>
      )}
      <div class={shown ? 'result-body has-items' : 'result-body'}>
        {report && (
          <Dumbbell
            name={`sparkle-${run.id}`}
            tasks={report.tasks}
            shown={shown}
            onShow={(task) => setShown(task === shown ? null : task)}
            colourVersion={colourVersion.value}
          />
        )}
        {shown && (
          <ItemsView
            key={shown}
            task={shown}
            items={items.filter(({ item }) => item.task === shown)}
            onClose={closeItems}
          />
        )}
      </div>
      {report && (
        <details open>
          <summary>Table</summary>
          <div class="scroll">
            <ResultTable tasks={report.tasks} />
          </div>
        </details>
      )}
      {!report && <JudgedTasks run={run} shown={shown} onShow={setShown} />}
      <Downloads run={run} />
      {steps.length > 0 && (
        <details>
          <summary>Training: {trainingText(run)}</summary>
          <LossCurve
            name={`loss-${run.id}`}
            steps={steps}
            totalSteps={steps.length}
            colourVersion={colourVersion.value}
          />
        </details>
      )}
    </section>
  );
}

/** Keeps "p = 0.011" on one line. */
function unbroken(text: string) {
  return text
    .split(/(p [<=] [\d.]*\d)/)
    .map((part, i) => (i % 2 === 1 ? <span class="unbroken">{part}</span> : part));
}

function Ending({ run }: { readonly run: RunRecord }) {
  const what = run.ending === 'stopped' ? 'This run was stopped before its end.' : 'This run ended early.';
  return (
    <p>
      {what} {run.message && asSentence(run.message)} There is no comparison, but what it finished is here.
    </p>
  );
}

/** Without a report: the tasks that have answers, to look at their items. */
function JudgedTasks({
  run,
  shown,
  onShow,
}: {
  readonly run: RunRecord;
  readonly shown: Task | null;
  readonly onShow: (task: Task) => void;
}) {
  const tasks = [...new Set(run.items.filter(({ before }) => before).map(({ item }) => item.task))];
  if (tasks.length === 0) return <p class="muted">No item had been answered yet.</p>;
  return (
    <ul class="row">
      {tasks.map((task) => (
        <li key={task}>
          <button
            type="button"
            data-hue={taskHue(task)}
            data-control={task}
            aria-pressed={task === shown}
            onClick={() => onShow(task)}
          >
            {taskName(task)}: items
          </button>
        </li>
      ))}
    </ul>
  );
}

function trainingText({ steps }: RunRecord): string {
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return 'no steps';
  const seconds = steps.reduce((sum, { stepMs }) => sum + stepMs, 0) / 1000;
  return `${steps.length} steps, loss ${first.loss.toFixed(2)} → ${last.loss.toFixed(2)}, ${clockText(seconds)}`;
}

/** The numbers of the figure and those that have no place in it: intervals, p, parse rates. */
export function ResultTable({ tasks }: { readonly tasks: readonly TaskReport[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">task</th>
          <th scope="col">
            right before (
            <Term word="95 %">
              The 95 % Wilson interval: with this many items, the model's true share of right answers lies in
              it in 95 of 100 such experiments.
            </Term>
            )
          </th>
          <th scope="col">right after (95 %)</th>
          <th scope="col">
            <Term word="McNemar">
              McNemar's exact test looks only at items whose mark changed. p is the chance of a split at least
              this uneven if training changed nothing.
            </Term>
          </th>
          <th scope="col">
            <Term word="blind">
              The best score without looking at the picture: the better of always giving one answer and of
              guessing in the right form. Simulated on other items.
            </Term>
          </th>
          <th scope="col">
            <Term word="readable">
              Answers that have the asked form, before and after, whether right or wrong. Told apart from
              skill: a model can learn the form alone.
            </Term>
          </th>
        </tr>
      </thead>
      {(['basic', 'composite'] as const).map((kind) => {
        const rows = tasks.filter((report) => report.kind === kind);
        if (rows.length === 0) return null;
        return (
          <tbody key={kind}>
            <tr>
              <th scope="rowgroup" colSpan={6} class="muted">
                {kind === 'basic' ? 'Basic skills' : 'Composite tasks'}
              </th>
            </tr>
            {rows.map(({ task, items, before, after, p, blindBaseline }) => (
              <tr key={task} data-hue={taskHue(task)}>
                <th scope="row" class="tag">
                  {taskName(task)}
                </th>
                <td>{tallyText(before, items)}</td>
                <td>{tallyText(after, items)}</td>
                <td>{pText(p)}</td>
                <td>{percentText(blindBaseline, 1)}</td>
                <td>
                  {percentText(before.parsed, items)}, {percentText(after.parsed, items)}
                </td>
              </tr>
            ))}
          </tbody>
        );
      })}
    </table>
  );
}

/** Counts first, then percent with its interval: "71 of 100 · 71 % (61–79)". */
function tallyText({ correct }: Tally, items: number): string {
  const { low, high } = wilsonInterval(correct, items);
  return `${correct} of ${items} · ${percentText(correct, items)} (${Math.round(low * 100)}–${Math.round(high * 100)})`;
}

function Downloads({ run }: { readonly run: RunRecord }) {
  const { report, adapter, config } = run;
  if (!report && !adapter) return null;
  const saveAdapter = () => {
    if (!adapter) return;
    try {
      saveFile(`sparkle-adapter-${run.id}.zip`, 'application/zip', adapterZip(adapter, config.model));
    } catch (error) {
      tell('problem', `The adapter could not be packed: ${messageOf(error)}`);
    }
  };
  return (
    <div class="row">
      {adapter && (
        <button
          type="button"
          onClick={saveAdapter}
          title="PEFT layout: adapter_config.json and adapter_model.safetensors"
        >
          Download adapter
        </button>
      )}
      {report && (
        <button
          type="button"
          onClick={() =>
            saveFile(`sparkle-report-${run.id}.json`, 'application/json', JSON.stringify(report, null, 2))
          }
        >
          Download report
        </button>
      )}
    </div>
  );
}
