/** The list of runs: open one, resume one that ended early, delete one, import one. Not here: how they are stored (store.ts), run files (run-files.ts). */

import { useLayoutEffect, useRef } from 'preact/hooks';
import { otherWeights } from '../../experiment/fingerprint.ts';
import { resumeRun } from '../run/state.ts';
import { Alert } from '../ui/alert.tsx';
import { ConfirmRemoval } from '../ui/confirm-removal.tsx';
import { FileDrop } from '../ui/file-drop.tsx';
import { focusIfLost, useOpened } from '../ui/focus.ts';
import { timeText } from '../ui/format.ts';
import { askStatus, runStatus } from '../workers.ts';
import { importingRun, importProblem, importRuns } from './run-files.ts';
import { deleteRun, runName, runs, shownRun, showRun } from './state.ts';
import type { RunSummary } from './store.ts';

/** The list, and the place to choose or drop run files. */
export function RunsView() {
  const isDeleting = useRef(false);
  useLayoutEffect(() => {
    // The pressed button disappeared with its run.
    if (isDeleting.current) focusIfLost('#runs-title');
    isDeleting.current = false;
  }, [runs.value]);
  return (
    <FileDrop
      name="Runs"
      class="runs"
      files={{ name: 'Run files', accept: '.zip,.json' }}
      onFiles={(files) => void importRuns(files)}
      onProblem={(problem) => {
        importProblem.value = problem;
      }}
    >
      {({ chooseFiles }) => (
        <>
          <div class="title-line">
            <h2 id="runs-title">
              Runs {runs.value.length > 0 && <span class="muted">{runs.value.length}</span>}
            </h2>
            <button
              type="button"
              class="quiet"
              title="A run that was saved here or on another computer as a ZIP, or a study's run as JSON. Files can be dropped here too."
              disabled={importingRun.value !== null}
              onClick={chooseFiles}
            >
              Import<span class="visually-hidden"> a run</span>
            </button>
          </div>
          {importingRun.value && (
            <p class="small" role="status">
              Reading {importingRun.value}
            </p>
          )}
          <Alert text={importProblem.value} />
          <RunList
            onDelete={(id) => {
              isDeleting.current = true;
              void deleteRun(id);
            }}
          />
        </>
      )}
    </FileDrop>
  );
}

function RunList({ onDelete }: { readonly onDelete: (id: string) => void }) {
  if (runs.value.length === 0) return null;
  return (
    <ul>
      {runs.value.map((run) => (
        <li key={run.id}>
          <RunLine run={run} onDelete={() => onDelete(run.id)} />
        </li>
      ))}
    </ul>
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
  const isShown = shownRun.value?.id === run.id;
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
          {run.importedFrom !== undefined && ' · imported'}
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
