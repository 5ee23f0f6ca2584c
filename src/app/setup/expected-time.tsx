/** The line beside the Run button: how long the run takes here, and which preset suits. Not here: the numbers (pace.ts). */
import { presets } from '../../experiment/config.ts';
import { aboutTime } from '../../experiment/device.ts';
import { words } from '../../words/words.ts';
import { expectedTime, isCalibrating } from './pace.ts';
import { activePreset } from './state.ts';

/** Full is suggested where it takes less. */
const patienceSeconds = 300;

const itemsOf = (name: keyof typeof presets): number => presets[name].config.evaluation.items;

/** About how long the run takes, and another preset if that suits better; nothing while it is not known. */
export function ExpectedTime() {
  const expected = expectedTime.value;
  const said = words.value.setup;
  if (!expected) return isCalibrating.value ? <p class="small muted">{said.measuringPace}</p> : null;
  const suggested = expected.full < patienceSeconds ? 'full' : 'quick';
  const isOther =
    activePreset.value !== suggested && (suggested === 'full' || expected.quick < expected.seconds);
  const instead = suggested === 'full' ? said.fullInstead : said.quickInstead;
  const time = <span class="ink">{aboutTime(expected.seconds)}</span>;
  return (
    <p class="small muted" id="expected-time">
      {expected.on === 'GPU' ? said.onGpu(time) : said.onProcessor(time)}
      {isOther && ` ${instead(aboutTime(expected[suggested]), itemsOf(suggested))}`}
      {activePreset.value === 'quick' && ` ${said.quickShows(itemsOf('quick'))}`}
    </p>
  );
}
