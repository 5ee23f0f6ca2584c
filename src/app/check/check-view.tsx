/**
 * *Check this computer*: what it does, the button, how far it is, and the report before it is saved. Not here: the check
 * (state.ts), the words of a report (src/check/words.ts).
 */
import { useState } from 'preact/hooks';
import { type ComputerReport, computerReportText } from '../../check/report.ts';
import { reportColumns } from '../../check/words.ts';
import { PlaceView } from '../page/place.tsx';
import { Copy } from '../ui/copy.tsx';
import { useEscape } from '../ui/escape.ts';
import { saveFile } from '../ui/save-file.ts';
import { checkFailure, checking, checkReport, startCheck, stopCheck } from './state.ts';

/** The page. */
export function CheckView() {
  const [withHub, setWithHub] = useState(false);
  const working = checking.value;
  const report = checkReport.value;
  useEscape(working !== null, stopCheck);
  return (
    <>
      <h1>Check this computer</h1>
      <p>
        Tests the GPU, times products, training and answers for a minute or two, and compares the embedded
        model's answers with those that PyTorch gave. The result is one file, by which the lab learns how it
        does on graphics cards that it was never tried on. Close other programs and tabs first: they would be
        measured too.
      </p>
      <PlaceView />
      <label>
        <input
          type="checkbox"
          checked={withHub}
          disabled={working !== null}
          onChange={({ currentTarget }) => setWithHub(currentTarget.checked)}
        />{' '}
        Also ask huggingface.co for one small file, and compare its hash. Without this, nothing leaves this
        computer.
      </label>
      <div class="row">
        {/* One button, so that the keyboard stays on it. */}
        <button
          type="button"
          class="primary"
          onClick={() => (working ? stopCheck() : void startCheck(withHub))}
        >
          {working ? 'Stop' : report ? 'Check again' : 'Check this computer'}
        </button>
        <p role="status" class="small muted">
          {working && `${working.done + 1} of ${working.total}: ${working.doing}`}
        </p>
      </div>
      {working && <progress value={working.done} max={working.total} aria-label="Progress of the check" />}
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
  const text = computerReportText(report);
  return (
    <section class="stack-4" aria-labelledby="report-title">
      <h2 id="report-title">{report.ending === 'finished' ? 'The report' : 'The report, stopped early'}</h2>
      <div class="scroll">
        <table class="check-lines">
          <tbody>
            {reportColumns.map(({ title, text: words }) => (
              <tr key={title}>
                <th scope="row">{title}</th>
                <td>{words(report)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>
        This is the whole file. It has what the browser says of itself and of the GPU, and what was measured;
        no name, no address, no path. Nothing was sent: save it, and give it to the project as its README
        says, under <em>Check this computer</em>.
      </p>
      <textarea class="check-file" readOnly rows={18} spellcheck={false} aria-label="The file" value={text} />
      <div class="row">
        <button
          type="button"
          class="primary"
          onClick={() => saveFile(`sparkle-lab-computer-${report.date}.json`, 'application/json', text)}
        >
          Save the report
        </button>
        <Copy text={text} what="the report" />
      </div>
    </section>
  );
}
