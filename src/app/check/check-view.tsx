/**
 * *Check this computer*: what it does, the button, how far it is, and the report before it is saved. Not here: the check
 * (state.ts), the lines of a report (src/check/words.ts).
 */
import { useState } from 'preact/hooks';
import { type ComputerReport, computerReportText } from '../../check/report.ts';
import { reportColumns } from '../../check/words.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { PlaceView } from '../page/place.tsx';
import { Copy } from '../ui/copy.tsx';
import { useEscape } from '../ui/escape.ts';
import { saveFile } from '../ui/save-file.ts';
import { checkFailure, checking, checkReport, startCheck, stopCheck } from './state.ts';

/** The page. */
export function CheckView() {
  const [withHub, setWithHub] = useState(false);
  const { check } = words.value;
  const working = checking.value;
  const report = checkReport.value;
  useEscape(working !== null, stopCheck);
  return (
    <>
      <h1>{check.title}</h1>
      <p>{check.about}</p>
      <PlaceView />
      <label>
        <input
          type="checkbox"
          checked={withHub}
          disabled={working !== null}
          onChange={({ currentTarget }) => setWithHub(currentTarget.checked)}
        />{' '}
        {check.askHub}
      </label>
      <div class="row">
        {/* One button, so that the keyboard stays on it. */}
        <button
          type="button"
          class="primary"
          onClick={() => (working ? stopCheck() : void startCheck(withHub))}
        >
          {working ? check.stop : report ? check.again : check.start}
        </button>
        <p role="status" class="small muted">
          {working && check.doingNow(working.done + 1, working.total, check.doing[working.doing])}
        </p>
      </div>
      {working && <progress value={working.done} max={working.total} aria-label={check.progress} />}
      {checkFailure.value && (
        <p role="alert" class="notice">
          {checkFailure.value}
        </p>
      )}
      {report && <ReportView report={report} />}
    </>
  );
}

function ReportView({ report }: { readonly report: ComputerReport }) {
  const { check } = words.value;
  const text = computerReportText(report);
  return (
    <section class="stack-4" aria-labelledby="report-title">
      <h2 id="report-title">{report.ending === 'finished' ? check.reportTitle : check.stoppedReportTitle}</h2>
      <div class="scroll">
        <table class="check-lines">
          <tbody>
            {reportColumns(words.value, inWords).map(({ title, text: told }) => (
              <tr key={title}>
                <th scope="row">{title}</th>
                <td>{told(report)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>{check.wholeFile(<em lang="en">{check.partOfReadme}</em>)}</p>
      <textarea
        class="check-file"
        readOnly
        rows={18}
        spellcheck={false}
        aria-label={check.file}
        value={text}
      />
      <div class="row">
        <button
          type="button"
          class="primary"
          onClick={() => saveFile(`sparkle-lab-computer-${report.date}.json`, 'application/json', text)}
        >
          {check.save}
        </button>
        <Copy text={text} what={check.theReport} />
      </div>
    </section>
  );
}
