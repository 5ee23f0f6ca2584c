/** The controls in the list of runs that choose which are compared. Not here: the comparison (compare.tsx). */
import { words } from '../../words/words.ts';
import { leadTo } from '../ui/focus.ts';
import { runStatus } from '../workers.ts';
import { chosenRuns, compareChosen, toggleRun } from './state.ts';

/** A box that chooses a finished run. */
export function CompareBox({ id, name }: { readonly id: string; readonly name: string }) {
  const say = words.value.compare;
  return (
    <label class="check compare-box" title={say.compare}>
      <input
        type="checkbox"
        aria-label={say.compareRun(name)}
        checked={chosenRuns.value.includes(id)}
        onChange={() => toggleRun(id)}
      />
    </label>
  );
}

/** The button that shows the chosen runs side by side, once two are chosen. */
export function CompareButton() {
  const say = words.value.compare;
  const count = chosenRuns.value.length;
  if (count === 0) return null;
  return (
    <p class="row small">
      <button
        type="button"
        disabled={count < 2 || runStatus.value !== 'idle'}
        onClick={() => void compareChosen().then(() => leadTo('#compare-title'))}
      >
        {say.compareRuns(count)}
      </button>
      {count < 2 && <span class="muted">{say.chooseAnother}</span>}
    </p>
  );
}
