/** The list of studies: open one, delete one. Not here: how they are stored (store.ts), the opened one (study.tsx). */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { mainView } from '../page/shown.ts';
import { ConfirmRemoval } from '../ui/confirm-removal.tsx';
import { focusIfLost, leadTo, useOpened } from '../ui/focus.ts';
import { timeText } from '../ui/format.ts';
import { runStatus } from '../workers.ts';
import { cellStates, deleteStudy, shownStudyId, showStudy, studies } from './state.ts';
import type { StoredStudy } from './store.ts';
import { studyName } from './words.ts';

/** The list, if there are studies. */
export function StudiesView() {
  const isDeleting = useRef(false);
  useLayoutEffect(() => {
    // The pressed button disappeared with its study.
    if (isDeleting.current) focusIfLost('#studies-title', '.setup .primary');
    isDeleting.current = false;
  }, [studies.value]);
  if (studies.value.length === 0) return null;
  return (
    <section aria-labelledby="studies-title" class="runs">
      <h2 id="studies-title">
        {words.value.study.studies} <span class="muted">{studies.value.length}</span>
      </h2>
      <ul>
        {studies.value.map((each) => (
          <li key={each.id}>
            <StudyLine
              stored={each}
              onDelete={() => {
                isDeleting.current = true;
                void deleteStudy(each.id);
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The time in an id: `2026-11-21T10-15-30`. */
const timeOf = (id: string): string =>
  timeText(`${id.slice(0, 13)}:${id.slice(14, 16)}:${id.slice(17, 19)}.000Z`);

function StudyLine({ stored, onDelete }: { readonly stored: StoredStudy; readonly onDelete: () => void }) {
  const question = useOpened();
  const say = words.value.study;
  const { id, study, damage } = stored;
  const name = study ? studyName(study) : id;
  const cells = cellStates(stored);
  const finished = cells.filter(({ state }) => state === 'finished').length;
  if (question.isOpen)
    return (
      <div class="run-line">
        <ConfirmRemoval
          label={say.deleteStudyAsked(name)}
          word={say.delete}
          onRemove={onDelete}
          onKeep={question.close}
        >
          <p class="small">
            {say.deleteStudyWithRuns(name, (text) => (
              <strong>{text}</strong>
            ))}
          </p>
        </ConfirmRemoval>
      </div>
    );
  const isShown = mainView.value === 'study' && shownStudyId.value === id;
  return (
    <div class="run-line" aria-current={isShown || undefined}>
      <button
        type="button"
        class="quiet run-open"
        disabled={!study || runStatus.value !== 'idle'}
        onClick={() => void showStudy(id).then(() => leadTo('#study-title'))}
      >
        <span class="clamped" title={name}>
          {name}
        </span>
        <span class="small muted">
          {timeOf(id)} · {study ? say.finishedOf(finished, cells.length) : say.damaged}
        </span>
        {damage && (
          <span class="small">
            {say.damage(damage.file, damage.where || say.theWhole, inWords(damage.why))}
          </span>
        )}
      </button>
      {runStatus.value === 'idle' && (
        <button
          type="button"
          class="quiet"
          ref={question.button}
          aria-label={say.deleteStudy(name)}
          onClick={question.open}
        >
          ✕
        </button>
      )}
    </div>
  );
}
