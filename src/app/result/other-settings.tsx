/**
 * That a shown run or study has other settings than those that are set up, as after a link with others was opened, and a way
 * to take those. Not here: the settings (../setup/state.ts).
 */
import type { ExperimentConfig } from '../../experiment/config.ts';
import { options, textOf } from '../../experiment/option.ts';
import { words } from '../../words/words.ts';
import { config, takeConfig } from '../setup/state.ts';
import { newStudy } from '../study/draft.ts';
import { isLocked } from '../teacher/state.ts';
import { focusOn } from '../ui/focus.ts';

/** If more settings differ, only their number is told. */
const namedMax = 4;

interface OtherSettingsProps {
  readonly what: 'run' | 'study';
  /** The settings of the run, or those that all runs of the study share. */
  readonly of: ExperimentConfig;
  /** The keys of settings that a study gives its runs itself. */
  readonly varied?: readonly string[];
}

/** The sentence and its button; nothing if the settings are the same, or if the run only measured an adapter. */
export function OtherSettings({ what, of: made, varied = [] }: OtherSettingsProps) {
  const others = options.filter(
    (option) => !varied.includes(option.key) && textOf(made, option) !== textOf(config.value, option),
  );
  if (made.adapter || others.length === 0) return null;
  const say = words.value.result;
  return (
    <div class="row">
      <p class="small">
        {say.others[what](
          others.map(({ label }) => label),
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

/** Sets up what was shown, and leads there: the button is gone then. */
function take(made: ExperimentConfig): void {
  takeConfig(made);
  newStudy.take(null);
  focusOn(document.querySelector<HTMLElement>('#setup-title'));
}
