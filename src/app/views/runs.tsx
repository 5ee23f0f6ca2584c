/** The runs that were made here: open one, go on with one that ended early, delete one. Not here: how they are stored (storage/run-store.ts). */
import { useState } from 'preact/hooks';
import { askStatus, runStatus } from '../state/busy.ts';
import { resumeRun } from '../state/run.ts';
import { deleteRun, runName, runs, shownRun, showRun } from '../state/runs.ts';
import type { RunSummary } from '../storage/run-store.ts';
import { timeText } from '../ui/format.ts';

/** The list; nothing while there are no runs. */
export function RunsView() {
  if (runs.value.length === 0) return null;
  return (
    <section aria-labelledby="runs-title" class="runs">
      <h2 id="runs-title">
        Runs <span class="muted">{runs.value.length}</span>
      </h2>
      <ul>
        {runs.value.map((run) => (
          <li key={run.id}>
            <RunLine run={run} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The states of runs that ended before their result. */
const resumable: readonly RunSummary['state'][] = ['interrupted', 'stopped', 'failed'];

function RunLine({ run }: { readonly run: RunSummary }) {
  const [isAsking, setIsAsking] = useState(false);
  const name = run.config ? runName(run.config) : run.id;
  const isShown = shownRun.value?.id === run.id;
  if (isAsking) {
    return (
      <div class="run-line">
        <p class="small">Delete this run with its answers and its adapter?</p>
        <div class="row">
          <button type="button" onClick={() => void deleteRun(run.id)}>
            Delete
          </button>
          <button type="button" onClick={() => setIsAsking(false)}>
            Keep
          </button>
        </div>
      </div>
    );
  }
  return (
    <div class="run-line" aria-current={isShown || undefined}>
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
          {timeText(run.startedAt)}
          {run.state !== 'finished' && ` · ${run.state}`}
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
          aria-label={`Delete the run ${name}`}
          onClick={() => setIsAsking(true)}
        >
          ✕
        </button>
      )}
    </div>
  );
}
