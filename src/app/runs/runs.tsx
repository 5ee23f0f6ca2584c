/**
 * The list of runs, starred ones first: open one, resume one that ended early, name it, star it, delete it, import one. Not
 * here: how they are stored (store.ts), the form for a name (label.tsx), run files (run-files.ts).
 */

import { computed } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { otherWeights } from '../../experiment/fingerprint.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { CompareBox, CompareButton } from '../compare/choose.tsx';
import { mainView } from '../page/shown.ts';
import { resumeRun } from '../run/state.ts';
import { studyOf } from '../study/state.ts';
import { Alert } from '../ui/alert.tsx';
import { ConfirmRemoval } from '../ui/confirm-removal.tsx';
import { FileDrop } from '../ui/file-drop.tsx';
import { focusIfLost, leadTo, useOpened } from '../ui/focus.ts';
import { timeText } from '../ui/format.ts';
import { askStatus, runStatus } from '../workers.ts';
import { LabelForm, Star } from './label.tsx';
import { importingRun, importNote, importProblem, importRuns } from './run-files.ts';
import { deleteRun, labelRun, runName, runs, shownRun, showRun } from './state.ts';
import type { RunSummary } from './store.ts';

/** The list, and the place to choose or drop run files. */
export function RunsView() {
  const isDeleting = useRef(false);
  const moved = useRef<string | null>(null);
  const said = words.value.runs;
  useLayoutEffect(() => {
    // The pressed button disappeared with its run.
    if (isDeleting.current) focusIfLost('#runs-title');
    isDeleting.current = false;
    // A line that moves within the page loses the focus.
    if (moved.current) focusIfLost(`[data-star="${moved.current}"]`);
    moved.current = null;
  }, [runs.value]);
  return (
    <FileDrop
      name={said.title}
      class="runs"
      files={{ name: said.files, accept: '.zip,.json,.jsonl,.safetensors' }}
      onFiles={(files) => void importRuns(files)}
      onProblem={(problem) => {
        importProblem.value = problem;
      }}
    >
      {({ chooseFiles }) => (
        <>
          <div class="title-line">
            <h2 id="runs-title">
              {said.title} {single.value.length > 0 && <span class="muted">{single.value.length}</span>}
            </h2>
            <button
              type="button"
              class="quiet"
              title={said.importTitle}
              disabled={importingRun.value !== null}
              onClick={chooseFiles}
            >
              {said.import((text) => (
                <span class="visually-hidden">{text}</span>
              ))}
            </button>
          </div>
          {importingRun.value && (
            <p class="small" role="status">
              {said.reading(importingRun.value)}
            </p>
          )}
          <Alert text={importProblem.value} />
          {importNote.value && (
            <p class="small" role="status">
              {importNote.value}
            </p>
          )}
          <CompareButton />
          <RunList
            onDelete={(id) => {
              isDeleting.current = true;
              void deleteRun(id);
            }}
            onMove={(id) => {
              moved.current = id;
            }}
          />
        </>
      )}
    </FileDrop>
  );
}

/** Runs that are not of a study: those stand in the study. */
const single = computed(() => runs.value.filter(({ id }) => studyOf(id) === null));

interface RunListProps {
  readonly onDelete: (id: string) => void;
  /** A run changes its place in the list. */
  readonly onMove: (id: string) => void;
}

function RunList({ onDelete, onMove }: RunListProps) {
  if (single.value.length === 0) return null;
  const starredFirst = single.value.toSorted((a, b) => Number(b.label.isStarred) - Number(a.label.isStarred));
  return (
    <ul>
      {starredFirst.map((run) => (
        <li key={run.id}>
          <RunLine
            run={run}
            onDelete={() => onDelete(run.id)}
            onStar={() => {
              onMove(run.id);
              void labelRun(run.id, { ...run.label, isStarred: !run.label.isStarred });
            }}
          />
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
  readonly onStar: () => void;
}

/** The line of a run; in its place the question before it is deleted, or the form for its name. */
function RunLine({ run, onDelete, onStar }: RunLineProps) {
  const question = useOpened();
  const form = useOpened();
  const settings = run.config ? runName(run.config) : run.id;
  const name = run.label.name || settings;
  const isShown = mainView.value === 'run' && shownRun.value?.id === run.id;
  const time = timeText(run.startedAt);
  const said = words.value.runs;
  if (question.isOpen)
    return (
      <div class="run-line">
        <ConfirmRemoval
          label={said.deleteTitle(name)}
          word={said.delete}
          onRemove={onDelete}
          onKeep={question.close}
        >
          <p class="small">{said.deleteQuestion(<strong>{name}</strong>, time)}</p>
        </ConfirmRemoval>
      </div>
    );
  if (form.isOpen)
    return (
      <div class="run-line">
        <LabelForm
          settings={settings}
          label={run.label}
          onSave={(label) => {
            form.close();
            void labelRun(run.id, label);
          }}
          onCancel={form.close}
        />
      </div>
    );
  return (
    <div class="run-line" aria-current={isShown || undefined}>
      {run.report && runs.value.length > 1 && <CompareBox id={run.id} name={name} />}
      <OpenButton run={run} settings={settings} />
      {resumable.includes(run.state) && (
        <button
          type="button"
          class="quiet"
          aria-label={said.resumeRun(name)}
          disabled={runStatus.value !== 'idle' || askStatus.value !== 'idle'}
          onClick={() => void resumeRun(run.id)}
        >
          {said.resume}
        </button>
      )}
      {run.state !== 'damaged' && (
        <>
          <Star runId={run.id} name={name} isStarred={run.label.isStarred} onToggle={onStar} />
          <LineButton sign="✎" label={said.nameRun(name)} opened={form} />
        </>
      )}
      {run.state !== 'running' && <LineButton sign="✕" label={said.deleteRun(name)} opened={question} />}
    </div>
  );
}

/** The button that shows a run: its name or settings, its note, when it began and how it ended. */
function OpenButton({ run, settings }: { readonly run: RunSummary; readonly settings: string }) {
  const { name, note } = run.label;
  const said = words.value.runs;
  return (
    <button
      type="button"
      class="quiet run-open"
      disabled={run.state === 'damaged' || run.state === 'running' || runStatus.value !== 'idle'}
      onClick={() => void showRun(run.id).then(() => leadTo('#result-title'))}
    >
      <span class="clamped" title={name || settings}>
        {name || settings}
      </span>
      {name && (
        <span class="clamped small muted" title={settings}>
          {settings}
        </span>
      )}
      {note && (
        <span class="clamped small" title={note}>
          {note}
        </span>
      )}
      <span class="small muted">
        {timeText(run.startedAt)}
        {run.importedFrom !== undefined && ` · ${said.imported}`}
        {run.state !== 'finished' && ` · ${said.states[run.state]}`}
        {run.report && otherWeights(run.report.config.model, run.report.weights) && ` · ${said.otherWeights}`}
      </span>
      {run.state === 'damaged' && <span class="small">{inWords(run.reason ?? '')}</span>}
    </button>
  );
}

interface LineButtonProps {
  readonly sign: string;
  readonly label: string;
  /** What takes the place of the line when it is pressed. */
  readonly opened: ReturnType<typeof useOpened>;
}

function LineButton({ sign, label, opened }: LineButtonProps) {
  return (
    <button type="button" class="quiet" ref={opened.button} aria-label={label} onClick={opened.open}>
      {sign}
    </button>
  );
}
