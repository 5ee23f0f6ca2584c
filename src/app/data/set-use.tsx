/** What is done with a kept set: train on it, measure on it, save it as a ZIP, change a copy. Not here: looking through it (import.tsx). */
import { words } from '../../words/words.ts';
import { canBeEdited, draft, editCopy } from '../pictures/state.ts';
import { chooseData, config } from '../setup/state.ts';
import { isLocked } from '../teacher/state.ts';
import { Obstacle } from '../ui/alert.tsx';
import { useEscape } from '../ui/escape.ts';
import { leadTo } from '../ui/focus.ts';
import { saveSet, savingSet, setSaved, stopSavingSet } from './set-export-state.ts';
import type { StoredDataset } from './store.ts';

/** The name of the set and its buttons. */
export function SetUse({ set }: { readonly set: StoredDataset }) {
  const said = words.value.data;
  const { id, name, isTestOnly } = set.summary;
  const isBlocked = draft.value.length > 0;
  const saved = setSaved.value?.id === id ? setSaved.value : null;
  return (
    <section class="set-use stack-3" aria-labelledby="set-title">
      <h3 id="set-title">{name}</h3>
      {isLocked.value ? <p class="small">{said.locked}</p> : <Uses set={set} />}
      <div class="row">
        {!isTestOnly && <SaveButton set={set} />}
        {canBeEdited(set) && (
          <button
            type="button"
            disabled={isBlocked}
            aria-describedby={isBlocked ? 'edit-obstacle' : undefined}
            onClick={() => void editCopy(set).then(() => leadTo('#pictures-title'))}
          >
            {said.editCopy}
          </button>
        )}
      </div>
      <Obstacle id="edit-obstacle" text={canBeEdited(set) && isBlocked && said.editObstacle} />
      {saved && (
        <p class="small" role={saved.kind === 'problem' ? 'alert' : 'status'}>
          {saved.text}
        </p>
      )}
    </section>
  );
}

/** Train and measure, each pressed while the setup has this set, and what the next run then does. */
function Uses({ set }: { readonly set: StoredDataset }) {
  const said = words.value.data;
  const { id, name, isTestOnly, questions } = set.summary;
  const { data, evaluation } = config.value;
  const [isTrained, isMeasured] = [data.training === id, data.test === id];
  const notes = [
    isTrained && said.trainsOnThese(name),
    isMeasured && said.measuresOnThese(name, questions, evaluation.items),
    isTrained && isMeasured && said.sameTwice,
  ].filter((note) => note !== false);
  return (
    <>
      <div class="row">
        {!isTestOnly && (
          <button
            type="button"
            aria-pressed={isTrained}
            onClick={() => chooseData('training', isTrained ? null : id)}
          >
            {said.trainOnThese}
          </button>
        )}
        <button
          type="button"
          aria-pressed={isMeasured}
          onClick={() => chooseData('test', isMeasured ? null : id)}
        >
          {said.measureOnThese}
        </button>
        {notes.length > 0 && (
          <button type="button" class="quiet" onClick={() => leadTo('#setup-title')}>
            {said.toSetup}
          </button>
        )}
      </div>
      <div role="status">{notes.length > 0 && <p class="small">{notes.join(' ')}</p>}</div>
    </>
  );
}

function SaveButton({ set }: { readonly set: StoredDataset }) {
  const said = words.value.data;
  const now = savingSet.value;
  useEscape(now !== null, stopSavingSet);
  if (!now)
    return (
      <button type="button" onClick={() => void saveSet(set)}>
        {said.saveZip}
      </button>
    );
  return (
    <>
      <progress value={now.images} max={now.of} aria-label={said.imagesWritten} />
      <button type="button" onClick={stopSavingSet}>
        {said.stop} <kbd>Esc</kbd>
      </button>
    </>
  );
}
