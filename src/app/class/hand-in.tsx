/** How a student hands a result in: a name, the class code to copy, the run file to download. Not here: collecting them (collect.tsx). */
import { signal } from '@preact/signals';
import { useId, useMemo, useState } from 'preact/hooks';
import { writeClassCode } from '../../class/class-code.ts';
import { asName, nameLengthMax } from '../../class/code-lines.ts';
import { resultOf } from '../../class/result.ts';
import type { RunRecord } from '../../experiment/report.ts';
import { words } from '../../words/words.ts';
import { saveRunFile } from '../runs/run-files.ts';
import { Copy } from '../ui/copy.tsx';

/** The student's name, for all results of this page until it is closed. */
const studentName = signal('');

/** The line that opens it, and what is behind it. For runs with a report. */
export function HandIn({ run, isOpenAtFirst }: { readonly run: RunRecord; readonly isOpenAtFirst: boolean }) {
  const [isOpen, setIsOpen] = useState(isOpenAtFirst);
  return (
    <details class="hand-in" open={isOpen} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{words.value.classroom.handIn}</summary>
      {isOpen && <HandInForm run={run} />}
    </details>
  );
}

function HandInForm({ run }: { readonly run: RunRecord }) {
  const id = useId();
  const code = useMemo(() => writeClassCode(resultOf(run)), [run]);
  const name = asName(studentName.value);
  const say = words.value.classroom;
  return (
    <div class="stack-3">
      <div class="field stack-1">
        <label for={id}>{say.yourName}</label>
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
          what={name ? say.classCodeWithName : say.classCode}
          word={say.copyCode}
        />
        <button type="button" onClick={() => saveRunFile(run, name)}>
          {say.downloadWithName}
        </button>
      </div>
      <p class="small muted">{say.aboutHandIn}</p>
    </div>
  );
}
