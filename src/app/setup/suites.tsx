/** Which suites are scored beside the plain tasks, as boxes to tick. Not here: what each adds (src/experiment/suites.ts). */
import {
  canSwitch,
  hasSuite,
  type SuiteName,
  suiteGroups,
  suiteLabel,
  withSuite,
} from '../../experiment/suites.ts';
import { words } from '../../words/words.ts';
import { chooseTasks, config } from './state.ts';

/** The boxes, and how many questions a run then asks. */
export function Suites() {
  const { tasks, items } = config.value.evaluation;
  const said = words.value.setup;
  const questions = (tasks.length * items).toLocaleString(words.value.format.timeLocale);
  return (
    <fieldset class="suites">
      <legend>{said.alsoScore}</legend>
      {(Object.keys(suiteGroups) as (keyof typeof suiteGroups)[]).map((group) => (
        <fieldset key={group}>
          <legend class="small muted">{words.value.finding.suites[group]}</legend>
          <div class="suite-boxes">
            {suiteGroups[group].map((suite) => (
              <SuiteBox key={suite} suite={suite} />
            ))}
          </div>
        </fieldset>
      ))}
      <p class="small muted">{said.suiteQuestions(tasks.length, items, questions)}</p>
    </fieldset>
  );
}

function SuiteBox({ suite }: { readonly suite: SuiteName }) {
  const { tasks } = config.value.evaluation;
  const isOn = hasSuite(tasks, suite);
  return (
    <label class="toggle">
      <input
        type="checkbox"
        checked={isOn}
        disabled={!canSwitch(tasks, suite)}
        onChange={() => chooseTasks(withSuite(tasks, suite, !isOn))}
      />
      <span>{suiteLabel(suite, words.value.finding)}</span>
    </label>
  );
}
