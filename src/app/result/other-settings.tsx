/**
 * That a shown run has other settings than those that are set up, as after a link with others was opened, and a way to take
 * those of the run. Not here: the settings (../setup/state.ts).
 */
import type { ExperimentConfig } from '../../experiment/config.ts';
import { options, textOf } from '../../experiment/option.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { config, takeConfig } from '../setup/state.ts';
import { newStudy } from '../study/draft.ts';
import { isLocked } from '../teacher/state.ts';
import { focusOn } from '../ui/focus.ts';

/** If more settings differ, only their number is told. */
const namedMax = 4;

/** The sentence and its button; nothing if the settings are the same, or if the run only measured an adapter. */
export function OtherSettings({ of: made }: { readonly of: ExperimentConfig }) {
  const others = options.filter((option) => textOf(made, option) !== textOf(config.value, option));
  if (made.adapter || others.length === 0) return null;
  const say = words.value.result;
  return (
    <div class="row">
      <p class="small">
        {say.others(
          others.map(({ label }) => inWords(label)),
          others.length > namedMax,
        )}
      </p>
      {!isLocked.value && (
        <button type="button" onClick={() => take(made)}>
          {say.useThese}
        </button>
      )}
    </div>
  );
}

/** Sets up what the run had, and leads there: the button is gone then. */
function take(made: ExperimentConfig): void {
  takeConfig(made);
  newStudy.take(null);
  focusOn(document.querySelector<HTMLElement>('#setup-title'));
}
