/** The runs that were made here: open one, go on with one that ended early, delete one. Not here: how they are stored (store.ts). */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { askStatus, runStatus } from '../run/busy.ts';
import { resumeRun } from '../run/state.ts';
import { focusIfLost, focusOn } from '../ui/focus.ts';
import { timeText } from '../ui/format.ts';
import { deleteRun, runName, runs, shownRun, showRun } from './state.ts';
import type { RunSummary } from './store.ts';

/** The list; nothing while there are no runs. */
export function RunsView() {
  const isDeleting = useRef(false);
  useLayoutEffect(() => {
    // The button that was pressed went away with its run.
    if (isDeleting.current) focusIfLost('#runs-title', '.setup .primary');
    isDeleting.current = false;
  }, [runs.value]);
  if (runs.value.length === 0) return null;
  return (
    <section aria-labelledby="runs-title" class="runs">
      <h2 id="runs-title">
        Runs <span class="muted">{runs.value.length}</span>
      </h2>
      <ul>
        {runs.value.map((run) => (
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

/** The states of runs that ended before their result. */
const resumable: readonly RunSummary['state'][] = ['interrupted', 'stopped', 'failed'];

interface RunLineProps {
  readonly run: RunSummary;
  readonly onDelete: () => void;
}

function RunLine({ run, onDelete }: RunLineProps) {
  const [isAsking, setIsAsking] = useState(false);
  const question = useRef<HTMLFieldSetElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const hasAsked = useRef(false);
  // The question takes the place of the button that asked it, and gives it back.
  useLayoutEffect(() => {
    if (isAsking) focusOn(question.current);
    else if (hasAsked.current) focusOn(opener.current);
    hasAsked.current = isAsking;
  }, [isAsking]);
  const name = run.config ? runName(run.config) : run.id;
  const isShown = shownRun.value?.id === run.id;
  const time = timeText(run.startedAt);
  if (isAsking) {
    const keep = (event: Event) => {
      // This Escape is not a wish to stop a run.
      event.stopPropagation();
      setIsAsking(false);
    };
    return (
      <fieldset
        class="run-line"
        ref={question}
        aria-label={`Delete the run ${name}?`}
        onKeyDown={(event) => event.key === 'Escape' && keep(event)}
      >
        <p class="small">
          Delete the run <strong>{name}</strong>
          {time && ` of ${time}`} with its answers and its adapter?
        </p>
        <div class="row">
          <button type="button" onClick={onDelete}>
            Delete
          </button>
          <button type="button" onClick={keep}>
            Keep
          </button>
        </div>
      </fieldset>
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
          {time}
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
          ref={opener}
          aria-label={`Delete the run ${name}`}
          onClick={() => setIsAsking(true)}
        >
          ✕
        </button>
      )}
    </div>
  );
}
