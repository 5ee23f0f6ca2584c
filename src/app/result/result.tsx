/** A run that has ended: its finding in a sentence and a figure, its table, its items, its files. */
import type { ComponentChildren } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { isTaughtToWalk } from '../../experiment/config.ts';
import { type RunRecord, trainingReport } from '../../experiment/report.ts';
import type { ScoredTask } from '../../sparkle/dataset/imported.ts';
import { whyNotTaken } from '../../takeaway/differences.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { saveRunAdapter } from '../adapters/state.ts';
import { HandIn } from '../class/hand-in.tsx';
import { Dumbbell } from '../figures/dumbbell.tsx';
import { LearningCurve } from '../figures/learning-curve.tsx';
import { LossCurve } from '../figures/loss-curve.tsx';
import { taskHue, taskName } from '../figures/task.ts';
import { saveItems, saveReport, saveRunFile } from '../runs/run-files.ts';
import { runOfOtherWeights, runTitle } from '../runs/state.ts';
import { TakeawayButton } from '../takeaway/takeaway.tsx';
import { taughtPage } from '../teacher/state.ts';
import { asSentence, clockText, numberText, percentText } from '../ui/format.ts';
import { Details } from './details.tsx';
import { Finding } from './finding.tsx';
import { ItemsView } from './items.tsx';
import { LengthTable, ResultTable } from './result-table.tsx';

interface ResultProps {
  readonly run: RunRecord;
  /** The line above the result, if it is not the name of the run. */
  readonly heading?: string;
  /** What stands between the verdict and the rest. */
  readonly lead?: ComponentChildren;
  /** Whether it is the person's: what ships with the lab is nobody's to hand in. */
  readonly isOwn?: boolean;
}

/** The result of a run; of an unfinished one, what it has. */
export function ResultView({ run, heading, lead, isOwn = true }: ResultProps) {
  const { report, items, steps } = run;
  const [shown, setShown] = useState<ScoredTask | null>(null);
  const section = useRef<HTMLElement>(null);
  // The close button disappears with the items: the focus returns to the control that opened them.
  const closeItems = () => {
    section.current?.querySelector<SVGElement | HTMLElement>(`[data-control="${shown}"]`)?.focus();
    setShown(null);
  };
  const others = runOfOtherWeights(run);
  const say = words.value.result;
  return (
    <section class="result stack-4" ref={section} aria-labelledby="result-title">
      <h2 id="result-title" class="muted small">
        {heading ?? say.heading(runTitle(run.id, run.config))}
      </h2>
      <Origin run={run} />
      {run.ending !== 'finished' && <Ending run={run} />}
      {report ? <Finding report={report} lead={lead} /> : lead}
      <div class={shown ? 'result-body has-items stack-5' : 'result-body stack-5'}>
        {report && (
          <Dumbbell
            name={`sparkle-${run.id}`}
            title={runTitle(run.id, run.config)}
            tasks={report.tasks}
            shown={shown}
            onShow={(task) => setShown((now) => (task === now ? null : task))}
            isTaughtToWalk={!others && isTaughtToWalk(run.config)}
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
          <summary>{say.table}</summary>
          <div class="scroll">
            <ResultTable tasks={report.tasks} />
            <LengthTable tasks={report.tasks} />
          </div>
        </details>
      )}
      {run.curve.length > 0 && <Curve run={run} />}
      {report && <Details run={run} />}
      {!report && <JudgedTasks run={run} shown={shown} onShow={setShown} />}
      <Downloads run={run} />
      {report && isOwn && <HandIn run={run} isOpenAtFirst={taughtPage.value !== null} />}
      {steps.length > 0 && (
        <details>
          <summary>{say.training(trainingText(run))}</summary>
          <LossCurve name={`loss-${run.id}`} steps={steps} totalSteps={steps.length} />
        </details>
      )}
    </section>
  );
}

/** What sets this run apart from those that were trained here, with the weights that are here. */
function Origin({ run }: { readonly run: RunRecord }) {
  const { importedFrom, config } = run;
  const others = runOfOtherWeights(run);
  const say = words.value.result;
  return (
    <>
      {others && <p>{say.otherWeights(inWords(others))}</p>}
      {run.report?.environment.inferenceDevice === 'ms-swift' && (
        <p class="muted">{say.outside(run.report.environment.userAgent)}</p>
      )}
      {importedFrom !== undefined && <p class="muted">{say.imported(importedFrom)}</p>}
      {config.adapter && <p class="muted">{say.measured(config.adapter.name)}</p>}
    </>
  );
}

function Ending({ run }: { readonly run: RunRecord }) {
  const say = words.value.result;
  return (
    <p>
      {[
        run.ending === 'stopped' ? say.stopped : say.failed,
        run.message ? asSentence(inWords(run.message)) : '',
        run.items.length > 0 ? say.finishedPart : say.noComparison,
      ]
        .filter(Boolean)
        .join(' ')}
    </p>
  );
}

/** For a run without a report: a button for each task that has answers, which shows its items. */
function JudgedTasks({
  run,
  shown,
  onShow,
}: {
  readonly run: RunRecord;
  readonly shown: ScoredTask | null;
  readonly onShow: (task: ScoredTask) => void;
}) {
  const tasks = [...new Set(run.items.filter(({ before }) => before).map(({ item }) => item.task))];
  if (tasks.length === 0) return <p class="muted">{words.value.result.nothingAnswered}</p>;
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
            {words.value.result.itemsOf(taskName(task))}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The curve of a run that asked while it trained, also of one that was stopped. */
function Curve({ run }: { readonly run: RunRecord }) {
  const { report, curve, config, steps, id } = run;
  const chosen = report && trainingReport(steps).validation?.steps;
  const baselines = useMemo(
    () => new Map(report?.tasks.map(({ task, blindBaseline }) => [task, blindBaseline])),
    [report],
  );
  return (
    <details open>
      <summary>{words.value.result.when}</summary>
      <LearningCurve
        name={`curve-${id}`}
        points={curve}
        totalSteps={config.training.steps}
        baselines={baselines}
        chosenStep={chosen && chosen < steps.length ? chosen : null}
      />
    </details>
  );
}

function trainingText(run: RunRecord): string {
  const { steps, lossFirst, lossLast, secondsPerStep, validation } = trainingReport(run.steps);
  const say = words.value.result;
  if (lossFirst === null || lossLast === null) return say.noSteps;
  const two = (loss: number) => numberText(loss.toFixed(2));
  return [
    say.steps(steps, two(lossFirst), two(lossLast)),
    ...(validation
      ? [say.validated(two(validation.loss), validation.steps, percentText(validation.accuracy, 1))]
      : []),
    ...(secondsPerStep === null ? [] : [clockText(steps * secondsPerStep)]),
  ].join(', ');
}

/** Everything of the run as files. */
function Downloads({ run }: { readonly run: RunRecord }) {
  const say = words.value.result;
  return (
    <div class="row">
      <button type="button" title={say.aboutRunFile} onClick={() => saveRunFile(run)}>
        {say.downloadRun}
      </button>
      {run.adapter && (
        <button type="button" onClick={() => void saveRunAdapter(run)} title={say.aboutAdapterFile}>
          {say.downloadAdapter}
        </button>
      )}
      {run.report && (
        <button type="button" onClick={() => saveReport(run)}>
          {say.downloadReport}
        </button>
      )}
      {run.items.length > 0 &&
        (['csv', 'jsonl'] as const).map((kind) => (
          <button key={kind} type="button" title={say.aboutItemsFile} onClick={() => saveItems(run, kind)}>
            {say.itemsAs(kind.toUpperCase())}
          </button>
        ))}
      {whyNotTaken(run.config) === null && <TakeawayButton place={run.id} of={run.config} />}
    </div>
  );
}
