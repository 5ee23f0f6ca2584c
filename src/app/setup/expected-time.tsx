/** The line beside the Run button: how long the run takes here, and which preset suits. Not here: the numbers (pace.ts). */
import { presets } from '../../experiment/config.ts';
import { aboutTime } from '../../experiment/device.ts';
import { expectedTime, isCalibrating } from './pace.ts';
import { activePreset } from './state.ts';

/** Full is suggested where it takes less. */
const patienceSeconds = 300;

/** What a preset's number of items can show. */
const showing = {
  quick: `its ${presets.quick.config.evaluation.items} items a task show only large effects`,
  full: `its ${presets.full.config.evaluation.items} items a task show smaller effects too`,
} as const;

/** About how long the run takes, and another preset if that suits better; nothing while it is not known. */
export function ExpectedTime() {
  const expected = expectedTime.value;
  if (!expected)
    return isCalibrating.value ? <p class="small muted">Measuring how fast this computer is…</p> : null;
  const suggested = expected.full < patienceSeconds ? 'full' : 'quick';
  const isOther =
    activePreset.value !== suggested && (suggested === 'full' || expected.quick < expected.seconds);
  return (
    <p class="small muted" id="expected-time">
      <span class="ink">{aboutTime(expected.seconds)}</span> on this computer's {expected.on}.
      {isOther &&
        ` ${presets[suggested].label} would take ${aboutTime(expected[suggested])}: ${showing[suggested]}.`}
      {activePreset.value === 'quick' && ` Quick look: ${showing.quick}.`}
    </p>
  );
}
