/** Where a teacher drops run files and pastes class codes, folded with the rest that is for teachers. Not here: what came of them (class.tsx). */
import { useEffect, useId, useState } from 'preact/hooks';
import { codeStart } from '../../class/class-code.ts';
import { words } from '../../words/words.ts';
import { useEscape } from '../ui/escape.ts';
import { FileDrop } from '../ui/file-drop.tsx';
import { leadTo } from '../ui/focus.ts';
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
  const say = words.value.classroom;
  const count = entries.value.length;
  return (
    <FileDrop
      name={say.classResults}
      class="class-collect stack-3"
      files={{ name: say.runFiles, accept: '.zip,.json' }}
      onFiles={(files) => void takeFiles(files)}
      onProblem={tell}
    >
      {({ chooseFiles }) => (
        <>
          <h3>{say.resultsOfClass}</h3>
          <p class="small muted">{say.aboutCollecting}</p>
          <div class="row">
            <button type="button" disabled={reading.value !== null} onClick={chooseFiles}>
              {say.chooseFiles}
            </button>
            {count > 0 && (
              <button
                type="button"
                onClick={() => {
                  openClass();
                  // It stands at the top of the page, far above this place.
                  leadTo('#class-title');
                }}
              >
                {say.show(count)}
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
  const say = words.value.classroom;
  return (
    <div class="stack-1">
      <progress value={now.done} max={now.total} aria-label={say.readingFiles} />
      <div class="row small">
        <span role="status">{say.filesOf(now.done, now.total)}</span>
        <button type="button" onClick={stopReading}>
          {say.stop}
        </button>
      </div>
    </div>
  );
}

/** A field for codes, one a line. Lines that cannot be read stay in it. */
function CodesField() {
  const id = useId();
  const [text, setText] = useState('');
  const say = words.value.classroom;
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
      <label for={id}>{say.codes}</label>
      <textarea
        id={id}
        rows={3}
        spellcheck={false}
        placeholder={say.codesExample(codeStart)}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <div class="row">
        <button type="submit" disabled={text.trim() === ''}>
          {say.addCodes}
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
          {words.value.classroom.closeMessages(told.value.length)}
        </button>
      </div>
    </div>
  );
}
