/** How a student hands a result in: a name, the class code to copy, the run file to download. Not here: collecting them (collect.tsx). */
import { signal } from '@preact/signals';
import { useId, useMemo, useState } from 'preact/hooks';
import { writeClassCode } from '../../class/class-code.ts';
import { asName, nameLengthMax } from '../../class/code-lines.ts';
import { resultOf } from '../../class/result.ts';
import type { RunRecord } from '../../experiment/report.ts';
import { saveRunFile } from '../runs/run-files.ts';
import { Copy } from '../ui/copy.tsx';

/** The student's name, for all results of this page until it is closed. */
const studentName = signal('');

/** The line that opens it, and what is behind it. For runs with a report. */
export function HandIn({ run, isOpenAtFirst }: { readonly run: RunRecord; readonly isOpenAtFirst: boolean }) {
  const [isOpen, setIsOpen] = useState(isOpenAtFirst);
  return (
    <details class="hand-in" open={isOpen} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>Hand it in to your class</summary>
      {isOpen && <HandInForm run={run} />}
    </details>
  );
}

function HandInForm({ run }: { readonly run: RunRecord }) {
  const id = useId();
  const code = useMemo(() => writeClassCode(resultOf(run)), [run]);
  const name = asName(studentName.value);
  return (
    <div class="stack-3">
      <div class="field stack-1">
        <label for={id}>Your name, as your teacher knows it</label>
        <input
          id={id}
          type="text"
          autoComplete="off"
          maxLength={nameLengthMax}
          value={studentName.value}
          onInput={(event) => {
            studentName.value = event.currentTarget.value;
          }}
        />
      </div>
      <p class="answer" id={`${id}-code`}>
        {code}
      </p>
      <div class="row">
        <Copy
          text={name ? `${name}: ${code}` : code}
          what={name ? 'the class code with your name' : 'the class code'}
          word="Copy class code"
        />
        <button type="button" onClick={() => saveRunFile(run, name)}>
          Download run with your name
        </button>
      </div>
      <p class="small muted">
        The code has how many answers were right, the seed, and letters that follow from the settings; it can
        be sent, or read aloud. The file has everything, and its counts can be checked. Nothing is sent from
        here.
      </p>
    </div>
  );
}
