/** Where a teacher drops run files and pastes class codes, folded with the rest that is for teachers. Not here: what came of them (class.tsx). */
import { useEffect, useId, useState } from 'preact/hooks';
import { codeStart } from '../../class/class-code.ts';
import { mainView } from '../page/shown.ts';
import { useEscape } from '../ui/escape.ts';
import { FileDrop } from '../ui/file-drop.tsx';
import { leadTo } from '../ui/focus.ts';
import { countText } from '../ui/format.ts';
import {
  closeTold,
  entries,
  loadClass,
  openClass,
  reading,
  stopReading,
  takeCodes,
  takeFiles,
  tell,
  told,
} from './state.ts';

/** The places for files and codes, and what is to be told of them. */
export function CollectView() {
  useEffect(() => void loadClass(), []);
  const count = entries.value.length;
  return (
    <FileDrop
      name="Class results"
      class="class-collect stack-3"
      files={{ name: 'Run files of the class', accept: '.zip,.json' }}
      onFiles={(files) => void takeFiles(files)}
      onProblem={tell}
    >
      {({ chooseFiles }) => (
        <>
          <h3>Results of a class</h3>
          <p class="small muted">
            Students download their run, or copy its class code, under their result. Drop the files here, or
            paste the codes. Runs of this page do not count unless you hand them in like any other.
          </p>
          <div class="row">
            <button type="button" disabled={reading.value !== null} onClick={chooseFiles}>
              Choose run files
            </button>
            {count > 0 && mainView.value !== 'class' && (
              <button type="button" onClick={openClass}>
                Show {countText(count, 'result')}
              </button>
            )}
          </div>
          <Reading />
          <CodesField />
          <Told />
        </>
      )}
    </FileDrop>
  );
}

/** How far the files are, and the button to stop. */
function Reading() {
  const now = reading.value;
  useEscape(now !== null, stopReading);
  if (!now) return null;
  return (
    <div class="stack-1">
      <progress value={now.done} max={now.total} aria-label="Reading run files" />
      <div class="row small">
        <span role="status">
          {now.done} of {countText(now.total, 'file')}
        </span>
        <button type="button" onClick={stopReading}>
          Stop
        </button>
      </div>
    </div>
  );
}

/** A field for codes, one a line. Lines that cannot be read stay in it. */
function CodesField() {
  const id = useId();
  const [text, setText] = useState('');
  return (
    <form
      class="field stack-1"
      onSubmit={(event) => {
        event.preventDefault();
        void takeCodes(text).then((rest) => {
          setText(rest);
          // The button is disabled now, and what was added is shown elsewhere.
          if (rest.trim() === '') leadTo('#class-title');
        });
      }}
    >
      <label for={id}>Class codes, one a line, each after a name</label>
      <textarea
        id={id}
        rows={3}
        spellcheck={false}
        placeholder={`Ada: ${codeStart}…`}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <div class="row">
        <button type="submit" disabled={text.trim() === ''}>
          Add codes
        </button>
      </div>
    </form>
  );
}

/** What could not be read, what is double, and what does not count. */
function Told() {
  if (told.value.length === 0) return null;
  return (
    <div class="class-told stack-2" role="alert">
      <ul class="small stack-1">
        {told.value.map((text, i) => (
          <li key={i}>{text}</li>
        ))}
      </ul>
      <div class="row">
        <button type="button" class="quiet" onClick={closeTold}>
          Close {told.value.length === 1 ? 'this message' : `these ${told.value.length} messages`}
        </button>
      </div>
    </div>
  );
}
