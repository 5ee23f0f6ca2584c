/** The list of runs: open one, resume one that ended early, delete one. Not here: how they are stored (store.ts). */

import { useLayoutEffect, useRef } from 'preact/hooks';
import { otherWeights } from '../../experiment/fingerprint.ts';
import { CompareBox, CompareButton } from '../compare/choose.tsx';
import { mainView } from '../page/shown.ts';
import { resumeRun } from '../run/state.ts';
import { isOfStudy } from '../study/state.ts';
import { ConfirmRemoval } from '../ui/confirm-removal.tsx';
import { focusIfLost, useOpened } from '../ui/focus.ts';
import { timeText } from '../ui/format.ts';
import { askStatus, runStatus } from '../workers.ts';
import { deleteRun, runName, runs, shownRun, showRun } from './state.ts';
import type { RunSummary } from './store.ts';

/** The list, if there are runs. */
export function RunsView() {
  const isDeleting = useRef(false);
  useLayoutEffect(() => {
    // The pressed button disappeared with its run.
    if (isDeleting.current) focusIfLost('#runs-title', '.setup .primary');
    isDeleting.current = false;
  }, [runs.value]);
  // Those of a study stand in the study.
  const single = runs.value.filter(({ id }) => !isOfStudy(id));
  if (single.length === 0) return null;
  return (
    <section aria-labelledby="runs-title" class="runs">
      <h2 id="runs-title">
        Runs <span class="muted">{single.length}</span>
      </h2>
      <CompareButton />
      <ul>
        {single.map((run) => (
          <li key={run.id}>
            <RunLine
              run={run}
              onDelete={() => {
                isDeleting.current = true;
                void deleteRun(run.id);
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The states of runs that can be resumed. */
const resumable: readonly RunSummary['state'][] = ['interrupted', 'stopped', 'failed'];

interface RunLineProps {
  readonly run: RunSummary;
  readonly onDelete: () => void;
}

function RunLine({ run, onDelete }: RunLineProps) {
  const question = useOpened();
  const name = run.config ? runName(run.config) : run.id;
  const isShown = mainView.value === 'run' && shownRun.value?.id === run.id;
  const time = timeText(run.startedAt);
  if (question.isOpen)
    return (
      <div class="run-line">
        <ConfirmRemoval
          label={`Delete the run ${name}?`}
          word="Delete"
          onRemove={onDelete}
          onKeep={question.close}
        >
          <p class="small">
            Delete the run <strong>{name}</strong>
            {time && ` of ${time}`} with its answers and its adapter?
          </p>
        </ConfirmRemoval>
      </div>
    );
  return (
    <div class="run-line" aria-current={isShown || undefined}>
      {run.report && runs.value.length > 1 && <CompareBox id={run.id} name={name} />}
      <button
        type="button"
        class="quiet run-open"
        disabled={run.state === 'damaged' || run.state === 'running' || runStatus.value !== 'idle'}
        onClick={() => void showRun(run.id)}
      >
        <span class="clamped" title={name}>
          {name}
        </span>
        <span class="small muted">
          {time}
          {run.state !== 'finished' && ` · ${run.state}`}
          {run.report && otherWeights(run.report.config.model, run.report.weights) && ' · other weights'}
        </span>
        {run.state === 'damaged' && <span class="small">{run.reason}</span>}
      </button>
      {resumable.includes(run.state) && (
        <button
          type="button"
          class="quiet"
          aria-label={`Resume the run ${name}`}
          disabled={runStatus.value !== 'idle' || askStatus.value !== 'idle'}
          onClick={() => void resumeRun(run.id)}
        >
          Resume
        </button>
      )}
      {run.state !== 'running' && (
        <button
          type="button"
          class="quiet"
          ref={question.button}
          aria-label={`Delete the run ${name}`}
          onClick={question.open}
        >
          ✕
        </button>
      )}
    </div>
  );
}
