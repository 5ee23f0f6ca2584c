/**
 * A record: what a study found elsewhere, one of its runs with its items, its replay, running the same here, and asking its
 * adapter. Not here: loading it (load.ts), what it says (src/experiment/verdict.ts, src/study/study-finding.ts).
 */
import { useCallback, useMemo, useState } from 'preact/hooks';
import type { ExperimentConfig } from '../../experiment/config.ts';
import { aboutTime } from '../../experiment/device.ts';
import { writeStudyLink } from '../../study/study-link.ts';
import { buildStudyReport } from '../../study/study-report.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { chooseAdapter, recordKey } from '../adapters/state.ts';
import { withLanguage } from '../page/language.ts';
import { ResultView } from '../result/result.tsx';
import { startRun } from '../run/state.ts';
import { runName } from '../runs/state.ts';
import { expectedSecondsOf } from '../setup/pace.ts';
import { setupObstacle } from '../setup/setup.tsx';
import { config, takeConfig } from '../setup/state.ts';
import { newStudy } from '../study/draft.ts';
import { StudyResult } from '../study/result.tsx';
import { cellText, studyName } from '../study/words.ts';
import { isHidden, isLocked } from '../teacher/state.ts';
import { focusIfLost, focusOn } from '../ui/focus.ts';
import { dateText } from '../ui/format.ts';
import { runStatus } from '../workers.ts';
import { Replay } from './replay.tsx';
import { chooseRecordedRun, openedRecord, recordedCell, recordedRun } from './state.ts';

/** The opened record. */
export function RecordView() {
  const record = openedRecord.value;
  const [cell, run] = [recordedCell.value, recordedRun.value];
  const [isPlaying, setIsPlaying] = useState(false);
  const report = useMemo(() => record && buildStudyReport(record.study, record.runs), [record]);
  const stop = useCallback(() => {
    setIsPlaying(false);
    // The buttons of the replay are gone.
    setTimeout(() => focusIfLost('#play-record'));
  }, []);
  if (!record || !cell || !run || !report) return null;
  const say = words.value.record;
  const title = studyName(record.study);
  const lead = <Lead onPlay={() => setIsPlaying(true)} />;
  if (isPlaying)
    return (
      <section class="result record stack-4" aria-label={say.recorded(title)}>
        <Label />
        <Replay run={cell.outcome} onEnd={stop} />
      </section>
    );
  // Of one seed, a study says less than its run, whose test is by item.
  if (record.study.seeds.length === 1)
    return (
      <div class="record stack-4">
        <ResultView
          key={run.id}
          run={run}
          heading={say.recordedRun(runName(run.config))}
          lead={lead}
          isOwn={false}
        />
        <RunChoice />
      </div>
    );
  return (
    <div class="record stack-5">
      <section class="result study stack-4" aria-labelledby="record-title">
        <h2 id="record-title" class="muted small">
          {say.recordedStudy(title)}
        </h2>
        <StudyResult id={record.name} report={report} lead={lead} />
      </section>
      <RunChoice />
      <ResultView
        key={run.id}
        run={run}
        heading={say.oneRun(cellText(cell.cell, record.study))}
        isOwn={false}
      />
    </div>
  );
}

/** Where and when it was made: it is nobody's own result here. */
function Label() {
  const record = openedRecord.value!;
  const { recordedAt, machine, lab } = record;
  const commit = lab.commit?.slice(0, 7) ?? null;
  return (
    <p class="small muted">
      {words.value.record.label(dateText(recordedAt), inWords(machine), lab.version, commit)}
    </p>
  );
}

/** The label, and what can be done with the record. */
function Lead({ onPlay }: { readonly onPlay: () => void }) {
  const record = openedRecord.value!;
  const { cell } = recordedCell.value!;
  const seconds = expectedSecondsOf(cell.config);
  const { adapter } = record;
  const say = words.value.record;
  return (
    <div class="stack-3">
      <Label />
      <div class="row">
        <button type="button" id="play-record" onClick={onPlay}>
          {say.play}
        </button>
        {/* On a teacher's page, the settings are the teacher's. */}
        {!isLocked.value && (
          <button
            type="button"
            disabled={runStatus.value !== 'idle'}
            title={say.aboutRunHere}
            onClick={() => runHere(cell.config)}
          >
            {seconds === null ? say.runHere : say.runHereFor(aboutTime(seconds))}
          </button>
        )}
        {adapter && !isHidden('ask') && (
          <button type="button" onClick={() => askAdapter(record.name)}>
            {say.ask}
          </button>
        )}
        {/* The page sets up what its address says. */}
        {record.runs.length > 1 && !isLocked.value && (
          <a href={`#${withLanguage(writeStudyLink(record.study))}`} onClick={() => setTimeout(pointAtSetup)}>
            {say.setUpAll(record.runs.length)}
          </a>
        )}
      </div>
      {adapter && adapter.differing > 0 && <p class="small muted">{say.secondTraining(adapter.differing)}</p>}
    </div>
  );
}

/** Sets the settings of a recorded run and starts it; if something stands in the way, points at what it is. */
export function runHere(recorded: ExperimentConfig): void {
  takeConfig(recorded);
  newStudy.take(null);
  if (setupObstacle() === null) return void startRun(config.value);
  pointAtSetup();
}

/** Leads to the settings. */
function pointAtSetup(): void {
  const title = document.querySelector<HTMLElement>('#setup-title');
  title?.scrollIntoView();
  focusOn(title);
}

/** Chooses the record's adapter beside the base model, and leads to the question. */
function askAdapter(name: string): void {
  chooseAdapter(recordKey(name), true);
  const question = document.querySelector<HTMLElement>('#ask-question');
  question?.scrollIntoView({ block: 'center' });
  focusOn(question);
}

/** Which run of the study is looked at. */
function RunChoice() {
  const { study, runs } = openedRecord.value!;
  const chosen = recordedCell.value!;
  if (runs.length < 2) return null;
  return (
    <label class="row">
      <span class="muted">{words.value.record.aRun}</span>
      <select value={chosen.cell.key} onChange={(event) => chooseRecordedRun(event.currentTarget.value)}>
        {runs.map(({ cell }) => (
          <option key={cell.key} value={cell.key}>
            {cellText(cell, study)}
          </option>
        ))}
      </select>
    </label>
  );
}
