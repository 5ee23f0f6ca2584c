/**
 * The experiment being set up: its config, what is typed but not yet valid, and the link in the address bar.
 * Not here: the settings (src/experiment/option.ts), the form (views/setup.tsx).
 */
import { computed, effect, signal } from '@preact/signals';
import { defaultConfig, type ExperimentConfig, presets } from '../../experiment/config.ts';
import { readLink, writeLink } from '../../experiment/link.ts';
import { type Option, optionOf, readOption, textOf, withValue } from '../../experiment/option.ts';
import { type Capability, capabilities, type Task } from '../../sparkle/item.ts';
import { tell } from './notice.ts';

/** The experiment as it is set up; always valid. */
export const config = signal<ExperimentConfig>(defaultConfig);

/** Text that is being typed, by the setting's key: kept as typed, also while it is not valid. */
const typed = signal<ReadonlyMap<string, string>>(new Map());

/** What is wrong with the typed text, by the setting's key; empty: the experiment can run. */
export const problems = computed(() => {
  const found = new Map<string, string>();
  for (const [key, text] of typed.value) {
    const reading = readOption(optionOf(key), text);
    if ('problem' in reading) found.set(key, reading.problem);
  }
  return found;
});

/** The text a field shows. */
export const fieldText = (option: Option): string =>
  typed.value.get(option.key) ?? textOf(config.value, option);

/** Takes what is typed into a field: into the config if it is valid, else only into the field. */
export function type(option: Option, text: string): void {
  typed.value = new Map(typed.value).set(option.key, text);
  const reading = readOption(option, text);
  if ('value' in reading) config.value = withValue(config.value, option, reading.value);
}

/** The field was left: a valid text gives way to the config's own writing, a wrong one stays with its message. */
export function leave(option: Option): void {
  if (problems.value.has(option.key)) return;
  const rest = new Map(typed.value);
  rest.delete(option.key);
  typed.value = rest;
}

/** Puts a whole config in place of the present one. */
export function takeConfig(next: ExperimentConfig): void {
  typed.value = new Map();
  config.value = next;
}

/** Takes a preset; what to train on, imported data and the seed stay. */
export function takePreset(name: keyof typeof presets): void {
  const { trainOn, data, seed } = config.value;
  takeConfig({ ...presets[name].config, trainOn, data, seed });
}

/** The preset the config agrees with, but for what to train on, imported data and the seed; null: it is the person's own. */
export const activePreset = computed(() => {
  const { trainOn, data, seed } = config.value;
  const names = Object.keys(presets) as (keyof typeof presets)[];
  return (
    names.find(
      (name) => writeLink({ ...presets[name].config, trainOn, data, seed }) === writeLink(config.value),
    ) ?? null
  );
});

/** Adds a skill to what is trained on, or takes it out. From the control, starts anew with that skill alone. */
export function toggleSkill(skill: Capability): void {
  const { trainOn } = config.value;
  const chosen = trainOn === 'composite' ? [] : trainOn;
  const next = capabilities.filter((each) =>
    each === skill ? !chosen.includes(each) : chosen.includes(each),
  );
  config.value = { ...config.value, trainOn: next };
}

/** Sets which tasks are scored; what is being typed into their field gives way. */
export function chooseTasks(tasks: readonly Task[]): void {
  const option = optionOf('tasks');
  const rest = new Map(typed.value);
  rest.delete(option.key);
  typed.value = rest;
  config.value = withValue(config.value, option, tasks);
}

/** Sets what to train on as a whole: skills, none, or the control. */
export function chooseArm(arm: ExperimentConfig['trainOn']): void {
  config.value = { ...config.value, trainOn: arm };
}

/** Takes the config from the address bar, keeps the address bar up to date, and follows a link opened in place. */
export function followLink(page: Window): () => void {
  const take = () => {
    const { config: linked, problems: wrong } = readLink(page.location.hash);
    takeConfig(linked);
    for (const text of wrong) tell('problem', text);
  };
  take();
  page.addEventListener('hashchange', take);
  const stopWriting = effect(() => {
    const link = writeLink(config.value);
    const { pathname, search } = page.location;
    page.history.replaceState(null, '', `${pathname}${search}${link ? `#${link}` : ''}`);
  });
  return () => {
    page.removeEventListener('hashchange', take);
    stopWriting();
  };
}
