/**
 * The end of the first minute: what the whole record found, in its own verdict, and the ways on, to the finding and to a run
 * of one's own. Not here: the verdicts (src/experiment/verdict.ts, src/study/study-finding.ts).
 */
import { useMemo } from 'preact/hooks';
import { armOf } from '../../experiment/config.ts';
import { aboutTime } from '../../experiment/device.ts';
import { changeOf, verdict } from '../../experiment/verdict.ts';
import { studyFinding } from '../../study/study-finding.ts';
import { buildStudyReport } from '../../study/study-report.ts';
import type { Words } from '../../words/english.ts';
import { words } from '../../words/words.ts';
import { runHere } from '../record/record.tsx';
import { openRecord } from '../record/state.ts';
import { expectedSecondsOf } from '../setup/pace.ts';
import { isLocked } from '../teacher/state.ts';
import { leadTo } from '../ui/focus.ts';
import { runStatus } from '../workers.ts';
import { closeFirstMinute, type FirstMinute } from './state.ts';

/** The sentence and the buttons. */
export function Found({ shown }: { readonly shown: FirstMinute }) {
  const { name, run } = shown;
  const { config } = run.cell;
  const say = words.value;
  const said = useMemo(() => verdictOf(shown, say), [shown, say]);
  const { found, finding, runHere: here, runsHere } = say.firstMinute;
  const seconds = expectedSecondsOf(config);
  const showFinding = async () => {
    await openRecord(name);
    closeFirstMinute();
    leadTo('#record-title, #result-title');
  };
  return (
    <div class="stack-3">
      {said && (
        <p>
          {found} <strong>{said}</strong>
        </p>
      )}
      <div class="row">
        <button type="button" class="primary" onClick={() => void showFinding()}>
          {finding}
        </button>
        {/* On a teacher's page, the settings are the teacher's. */}
        {!isLocked.value && (
          <button
            type="button"
            title={runsHere}
            disabled={runStatus.value !== 'idle'}
            onClick={() => {
              closeFirstMinute();
              runHere(config);
            }}
          >
            {here(seconds === null ? null : aboutTime(seconds))}
          </button>
        )}
      </div>
    </div>
  );
}

/** As the record itself says it: of one seed, a study says less than its run. */
function verdictOf({ record: { study, runs }, run: { cell, outcome } }: FirstMinute, say: Words): string {
  if (study.seeds.length > 1) return studyFinding(buildStudyReport(study, runs), say).verdict;
  const rows = outcome.report?.tasks ?? [];
  return verdict(
    armOf(cell.config),
    rows.map((row) => ({ task: row.task, change: changeOf(row) })),
    say.finding,
  );
}
