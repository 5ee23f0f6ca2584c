/** The experiment as a form: what to train on, how long, how many items, and all other settings under "more". */

import { armLabel, namedArms } from '../../experiment/arms.ts';
import { presets } from '../../experiment/config.ts';
import { type Option, optionOf, options } from '../../experiment/option.ts';
import { capabilities } from '../../sparkle/task/task-name.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { taskName } from '../figures/task.ts';
import { modelObstacle, processorObstacle } from '../models/choice.ts';
import { ModelField } from '../models/models.tsx';
import { startRun } from '../run/state.ts';
import { runName } from '../runs/state.ts';
import { isHidden, isLocked, isSeedOpen } from '../teacher/state.ts';
import { Obstacle } from '../ui/alert.tsx';
import { Choice } from '../ui/choice.tsx';
import { FormField } from '../ui/field.tsx';
import { Folded } from '../ui/folded.tsx';
import { Term } from '../ui/term.tsx';
import { askStatus, runStatus } from '../workers.ts';
import { ExpectedTime } from './expected-time.tsx';
import { MoreField } from './fields.tsx';
import { activePreset, chooseArm, config, configForm, takePreset, toggleSkill } from './state.ts';
import { Suites } from './suites.tsx';

/** The settings that are always in sight, beside those with controls of their own. */
const main = ['steps', 'items', 'seed'];
const more = options.filter(
  ({ key, kind }) => key !== 'trainOn' && key !== 'place' && kind !== 'model' && !main.includes(key),
);

/** The other settings, grouped by the part of the config that they are in. */
const parts = {
  questions: ['questionsPerImage', 'style', 'data'],
  scoring: ['evaluation', 'device'],
  adapter: ['lora'],
  training: ['budget', 'training', 'trainingDevice'],
};
const groups = (Object.keys(parts) as (keyof typeof parts)[]).map((name) => ({
  name,
  settings: more.filter(({ path }) => parts[name].includes(path[0]!)),
}));

/** The form; its button starts the run. */
export function SetupView() {
  const isIdle = runStatus.value === 'idle';
  const obstacle = setupObstacle();
  const said = words.value.setup;
  const submit = (event: Event) => {
    event.preventDefault();
    if (isIdle && !obstacle) void startRun(config.value);
  };
  return (
    <section aria-labelledby="setup-title">
      <form class="setup stack-5" onSubmit={submit}>
        <h2 id="setup-title">{said.title}</h2>
        <ModelPart />
        {!isHidden('setup') && <Settings />}
        {isHidden('setup') && <p class="small">{runName(config.value)}</p>}
        {isSeedApart() && <FormField form={configForm} option={optionOf('seed')} />}
        <div class="setup-start stack-2">
          <button
            type="submit"
            class="primary"
            disabled={!isIdle || obstacle !== null}
            aria-describedby={obstacle ? 'setup-obstacle' : undefined}
          >
            {isIdle ? said.run : said.running}
          </button>
          <ExpectedTime />
          <Obstacle id="setup-obstacle" text={obstacle} />
        </div>
      </form>
    </section>
  );
}

/** Whether the seed stands by itself: it can be changed where other settings cannot, or are hidden. */
const isSeedApart = (): boolean => isSeedOpen.value && (isLocked.value || isHidden('setup'));

/** The base model. Where it is missing, it can be got even if a teacher's link hides or locks it. */
function ModelPart() {
  const isMissing = modelObstacle.value !== null;
  if (isHidden('models') && !isMissing) return null;
  return (
    <fieldset disabled={isLocked.value && !isMissing}>
      <ModelField />
    </fieldset>
  );
}

/** All other settings. Locked ones can be looked at. */
function Settings() {
  const hasProblem = (settings: readonly Option[]) =>
    settings.some(({ key }) => configForm.problems.value.has(key));
  const said = words.value.setup;
  return (
    <fieldset class="stack-5" disabled={isLocked.value}>
      <TrainOn />
      <Choice
        legend={said.preset}
        values={(Object.keys(presets) as (keyof typeof presets)[]).map((value) => ({
          value,
          label: said.presets[value],
        }))}
        chosen={activePreset.value}
        onChoose={takePreset}
      />
      <div class="fields-row stack-3">
        {main
          .filter((key) => key !== 'seed' || !isSeedApart())
          .map((key) => (
            <FormField
              key={key}
              form={configForm}
              option={optionOf(key)}
              help={optionOf(key).help}
              isHelpFolded
            />
          ))}
      </div>
      <Folded summary={said.more} isNeeded={hasProblem(more)}>
        {groups.map(({ name, settings }) => (
          <Folded key={name} summary={said.groups[name]} isNeeded={hasProblem(settings)}>
            {name === 'scoring' && <Suites />}
            <div class="fields stack-4">
              {settings.map((option) => (
                <MoreField key={option.key} option={option} />
              ))}
            </div>
          </Folded>
        ))}
      </Folded>
    </fieldset>
  );
}

/** What stands in the way of starting what is set up, as a sentence; null if nothing, and during a run. */
export const setupObstacle = (): string | null =>
  runStatus.value === 'idle' ? (wrongSettings() ?? obstacleOf()) : null;

/** Which settings are wrong, as a sentence; null if none is. */
function wrongSettings(): string | null {
  const wrong = options.filter(({ key }) => configForm.problems.value.has(key)).map(({ label }) => label);
  return wrong.length > 0 ? words.value.setup.wrongSettings(wrong) : null;
}

/** Why a run cannot start although all settings are valid, and what to do; null if it can. */
function obstacleOf(): string | null {
  if (askStatus.value !== 'idle') return words.value.setup.isAnswering;
  const obstacle = modelObstacle.value ?? processorObstacle.value;
  return obstacle && inWords(obstacle);
}

function TrainOn() {
  const { trainOn } = config.value;
  const skills = typeof trainOn === 'string' ? [] : trainOn;
  const said = words.value.setup;
  return (
    <fieldset class="train-on stack-1">
      <legend>{optionOf('trainOn').label}</legend>
      {capabilities.map((skill) => (
        <Toggle
          key={skill}
          hue={skill}
          label={taskName(skill)}
          isOn={skills.includes(skill)}
          onToggle={() => toggleSkill(skill)}
        />
      ))}
      {namedArms().map(({ name }) => (
        <Toggle
          key={name}
          hue="composite"
          label={armLabel(name, words.value.finding)}
          isOn={trainOn === name}
          onToggle={() => chooseArm(trainOn === name ? [...capabilities] : name)}
        />
      ))}
      <div class="train-on-all">
        <button type="button" class="quiet" onClick={() => chooseArm([...capabilities])}>
          {said.allSkills}
        </button>
        <button type="button" class="quiet" onClick={() => chooseArm([])}>
          {said.noSkills}
        </button>
      </div>
      {config.value.data.training !== null && <p class="small">{said.importedInstead}</p>}
      <p class="small muted">
        {said.notTaught(
          <Term word={said.why}>
            {said.whyNotTaught((text) => (
              <a href="https://arxiv.org/abs/2410.16162" target="_blank" rel="noreferrer">
                {text}
              </a>
            ))}
          </Term>,
        )}
      </p>
    </fieldset>
  );
}

interface ToggleProps {
  readonly hue: string;
  readonly label: string;
  readonly isOn: boolean;
  readonly onToggle: () => void;
}

function Toggle({ hue, label, isOn, onToggle }: ToggleProps) {
  return (
    <label class="toggle" data-hue={hue}>
      <input type="checkbox" checked={isOn} onChange={onToggle} />
      <span>{label}</span>
    </label>
  );
}
