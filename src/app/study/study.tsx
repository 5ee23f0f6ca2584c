/** A study with what it has finished: its result, its runs; going on with it, and adding to it. Not here: the numbers (src/study/study-report.ts), the result itself (result.tsx). */

import { useMemo, useState } from 'preact/hooks';
import { aboutTime } from '../../experiment/device.ts';
import { itemsCsv, itemsJsonl } from '../../run-file/items.ts';
import { cellsOf, Study } from '../../study/study.ts';
import { writeStudyLink } from '../../study/study-link.ts';
import { buildStudyReport, type StudyReport } from '../../study/study-report.ts';
import { studyReportText } from '../../study/study-report-file.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { CompareBox, CompareButton } from '../compare/choose.tsx';
import { withLanguage } from '../page/language.ts';
import { OtherSettings } from '../result/other-settings.tsx';
import { deleteRun, showRun } from '../runs/state.ts';
import { Alert } from '../ui/alert.tsx';
import { ConfirmRemoval } from '../ui/confirm-removal.tsx';
import { Copy } from '../ui/copy.tsx';
import { leadTo, useOpened } from '../ui/focus.ts';
import { saveFile } from '../ui/save-file.ts';
import { askStatus, runStatus } from '../workers.ts';
import { createDraft, valueIn } from './draft.ts';
import { draftProblem, StudyFields } from './fields.tsx';
import { continueStudy, playing } from './playing.ts';
import { StudyResult } from './result.tsx';
import { secondsOfCells } from './seconds.ts';
import { cellStates, extendStudy, finishedCells, foreignCells, readCells } from './state.ts';
import type { StoredStudy } from './store.ts';
import { downloadStudy, packing, packingEnd, stopPacking } from './study-file.ts';
import { cellText, studyName, valueText } from './words.ts';

/** The study. */
export function StudyView({ stored }: { readonly stored: StoredStudy }) {
  const { id, study } = stored;
  const cells = finishedCells.value;
  const report = useMemo(
    () => (study && cells.length > 0 ? buildStudyReport(study, cells) : null),
    [study, cells],
  );
  if (!study) return null;
  const say = words.value.study;
  return (
    <section class="result study stack-4" aria-labelledby="study-title">
      <h2 id="study-title" class="muted small">
        {say.title(studyName(study))}
      </h2>
      {playing.value?.id !== id && (
        <OtherSettings
          what="study"
          of={study.base}
          varied={['trainOn', 'seed', ...(study.sweep ? [study.sweep.setting] : [])]}
        />
      )}
      <StudyState id={id} study={study} />
      {report ? <StudyResult id={id} report={report} /> : <p class="muted">{say.noneFinished}</p>}
      <Adding key={JSON.stringify(study)} id={id} study={study} />
      <details>
        <summary>{say.runsTitle}</summary>
        <div class="scroll">
          <CellTable stored={stored} />
        </div>
        <CompareButton />
      </details>
      {report && <Downloads id={id} report={report} />}
    </section>
  );
}

/** What of the study leaves the lab. Each run has its own file beside it. */
function Downloads({ id, report }: { readonly id: string; readonly report: StudyReport }) {
  const cells = finishedCells.value;
  const items = () => cells.map(({ outcome }) => ({ study: id, run: outcome }));
  const name = `sparkle-study-${id}`;
  const say = words.value.study;
  return (
    <div class="row">
      <DownloadStudy id={id} study={report.study} />
      <button
        type="button"
        onClick={() =>
          saveFile(`${name}.json`, 'application/json', studyReportText(report, cells, `study-${id}`))
        }
      >
        {say.downloadReport}
      </button>
      <button type="button" onClick={() => saveFile(`${name}-items.csv`, 'text/csv', itemsCsv(items()))}>
        {say.itemsAs('CSV')}
      </button>
      <button
        type="button"
        onClick={() => saveFile(`${name}-items.jsonl`, 'application/jsonl', itemsJsonl(items()))}
      >
        {say.itemsAs('JSONL')}
      </button>
    </div>
  );
}

/** The button that packs all of it into one file, and the progress while it works. */
function DownloadStudy({ id, study }: { readonly id: string; readonly study: Study }) {
  const say = words.value.study;
  const now = packing.value;
  const isHere = now?.id === id;
  const end = packingEnd.value;
  return (
    <>
      {/* One button, so that the keyboard stays on it. */}
      <button
        type="button"
        disabled={now !== null && !isHere}
        title={isHere ? undefined : say.aboutDownload}
        onClick={() => (isHere ? stopPacking() : void downloadStudy(id, study))}
      >
        {isHere ? say.stopPacking : say.downloadStudy}
      </button>
      {isHere && (
        <span class="small muted" role="status">
          {say.packingRuns(now.done, now.total)}
        </span>
      )}
      {!isHere && end?.id === id && (
        <span class="small" role={end.kind === 'problem' ? 'alert' : 'status'}>
          {end.text}
        </span>
      )}
    </>
  );
}

/** How much is finished, how long the rest takes, and what can be done. */
function StudyState({ id, study }: { readonly id: string; readonly study: Study }) {
  const cells = cellsOf(study);
  const done = finishedCells.value.map(({ cell }) => cell);
  const open = cells.filter(({ key }) => !done.some((each) => each.key === key));
  const foreign = foreignCells.value;
  const say = words.value.study;
  const seconds = secondsOfCells(open, done);
  const isBusy = runStatus.value !== 'idle' || askStatus.value !== 'idle';
  const link = `${location.origin}${location.pathname}#${withLanguage(writeStudyLink(study))}`;
  return (
    <>
      <div class="row">
        <p>
          {open.length > 0 && seconds !== null && !playing.value
            ? say.doneWithTime(done.length, cells.length, aboutTime(seconds))
            : say.done(done.length, cells.length)}
        </p>
        {open.length > 0 && foreign.length === 0 && playing.value?.id !== id && (
          <button type="button" class="primary" disabled={isBusy} onClick={() => void continueStudy(id)}>
            {done.length > 0 ? say.goOn : say.begin}
          </button>
        )}
        <span class="small muted">{say.link(<Copy text={link} what={say.theLink} />)}</span>
      </div>
      {foreign.length > 0 && <p>{say.foreign(foreign.length)}</p>}
    </>
  );
}

/** More arms, seeds or values for a study that has begun. What is there stays. */
function Adding({ id, study }: { readonly id: string; readonly study: Study }) {
  const draft = useMemo(() => createDraft(study), [study]);
  const [isOpen, setIsOpen] = useState(false);
  const say = words.value.study;
  const factors = draft.factors.value!;
  const next = Study.safeParse({ ...study, ...factors });
  const lost = [
    ...study.seeds.filter((seed) => !factors.seeds.includes(seed)).map(say.seed),
    ...(study.sweep?.values ?? [])
      .filter((value) => !factors.sweep?.values.includes(value))
      .map((value) => say.value(valueText(value))),
  ];
  const problem =
    draftProblem(draft) ??
    (lost.length > 0
      ? say.wouldBeLost(lost)
      : (next.error?.issues.map(({ message }) => inWords(message)).join(' ') ?? null));
  const added = next.data ? cellsOf(next.data).length - cellsOf(study).length : 0;
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{say.addMore}</summary>
      <form
        class="stack-4 study-adding"
        onSubmit={(event) => {
          event.preventDefault();
          if (next.data && !problem && added > 0) void extendStudy(id, next.data);
        }}
      >
        <StudyFields draft={draft} fixed={study} valuesOf={(setting) => valueIn(study.base, setting)} />
        <Alert text={problem} />
        <div class="row">
          <button type="submit" disabled={problem !== null || added <= 0 || runStatus.value !== 'idle'}>
            {added > 0 ? say.addRuns(added) : say.add}
          </button>
        </div>
      </form>
    </details>
  );
}

/** Every run, to be opened when it is finished, and to be deleted when it is not. */
function CellTable({ stored }: { readonly stored: StoredStudy }) {
  const { columns } = words.value.study;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{columns.run}</th>
          <th scope="col">{columns.state}</th>
          <th scope="col">{columns.compare}</th>
        </tr>
      </thead>
      <tbody>
        {cellStates(stored).map((each) => (
          <CellRow key={each.cell.key} stored={stored} {...each} />
        ))}
      </tbody>
    </table>
  );
}

type CellRowProps = { readonly stored: StoredStudy } & ReturnType<typeof cellStates>[number];

function CellRow({ stored, cell, runId, state }: CellRowProps) {
  const question = useOpened();
  const say = words.value.study;
  const name = cellText(cell, stored.study!);
  const isIdle = runStatus.value === 'idle';
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        {state === 'finished' ? (
          <button
            type="button"
            class="quiet"
            aria-label={say.openRun(name)}
            disabled={!isIdle}
            onClick={() => void showRun(runId).then(() => leadTo('#result-title'))}
          >
            {say.open}
          </button>
        ) : (
          say.states[state ?? 'notBegun']
        )}
        {question.isOpen && (
          <ConfirmRemoval
            label={say.deleteRunAsked(name)}
            word={say.delete}
            onRemove={() => void deleteRun(runId).then(() => readCells(stored.id))}
            onKeep={question.close}
          />
        )}
        {state !== null && state !== 'running' && isIdle && !question.isOpen && (
          <button
            type="button"
            class="quiet"
            ref={question.button}
            aria-label={say.deleteRun(name)}
            onClick={question.open}
          >
            ✕
          </button>
        )}
      </td>
      <td>{state === 'finished' && <CompareBox id={runId} name={name} />}</td>
    </tr>
  );
}
