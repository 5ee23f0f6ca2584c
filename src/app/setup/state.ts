/**
 * The experiment being set up: its config, what is typed but not yet valid, and the link in the address bar.
 * Not here: the settings (src/experiment/option.ts), the form (setup.tsx).
 */
import { batch, computed, effect, signal } from '@preact/signals';
import { isTeacherLink, keptSettings, readTeacherLink, writeTeacherLink } from '../../class/teacher-link.ts';
import {
  defaultConfig,
  defaultsOf,
  type ExperimentConfig,
  presetFor,
  presets,
} from '../../experiment/config.ts';
import { readLink, writeLink } from '../../experiment/link.ts';
import { optionOf } from '../../experiment/option.ts';
import { capabilities } from '../../sparkle/task/task-name.ts';
import type { Capability, Task } from '../../sparkle/tasks.ts';
import { isStudyLink, readStudyLink, writeStudyLink } from '../../study/study-link.ts';
import { inWords } from '../../words/thrown.ts';
import { words } from '../../words/words.ts';
import { openLesson } from '../lessons/work.ts';
import { readLanguage, takeLanguage, withLanguage } from '../page/language.ts';
import { tell } from '../page/notice.ts';
import { newStudy } from '../study/draft.ts';
import { taughtPage } from '../teacher/state.ts';
import { createForm } from '../ui/form.ts';

/** The experiment as it is set up; always valid. */
export const config = signal<ExperimentConfig>(defaultConfig);

/** The form over the config; without problems the experiment can run. */
export const configForm = createForm(config);
/** Replaces the whole config. */
export const takeConfig = configForm.take;

/** Sets a preset; the base model, its strength of place, what to train on, imported data and the seed stay as they are. */
export const takePreset = (name: keyof typeof presets): void => takeConfig(presetFor(name, config.value));

/** The preset that the config equals, apart from the base model, its strength of place, what to train on, imported data and the seed; null if none. */
export const activePreset = computed(() => {
  const names = Object.keys(presets) as (keyof typeof presets)[];
  return names.find((name) => writeLink(presetFor(name, config.value)) === writeLink(config.value)) ?? null;
});

const learningRate = optionOf('learningRate');

/** Adds a skill to what is trained on, or removes it. After the control, that skill alone is trained on. */
export function toggleSkill(skill: Capability): void {
  const { trainOn } = config.value;
  const chosen = typeof trainOn === 'string' ? [] : trainOn;
  const next = capabilities.filter((each) =>
    each === skill ? !chosen.includes(each) : chosen.includes(each),
  );
  config.value = { ...config.value, trainOn: next };
}

/**
 * Sets the base model, by its id. A learning rate that is the last model's own becomes the new one's; one that a person
 * chose stays.
 */
export function chooseModel(id: string): void {
  const { model, training } = config.value;
  const isTouched =
    configForm.problems.value.has(learningRate.key) ||
    training.learningRate !== defaultsOf(model).training.learningRate;
  config.value = { ...config.value, model: id };
  if (!isTouched) configForm.set(learningRate, defaultsOf(id).training.learningRate);
}

/** Sets which tasks are scored, and replaces what is typed into their field. */
export function chooseTasks(tasks: readonly Task[]): void {
  configForm.set(optionOf('tasks'), tasks);
}

/** Sets the imported data to train on, or to measure on besides the tasks; null for none. */
export function chooseData(use: 'training' | 'test', dataset: string | null): void {
  configForm.set(optionOf(use === 'training' ? 'trainData' : 'testData'), dataset);
}

/** Sets what to train on as a whole: skills, none, or the control. */
export function chooseArm(arm: ExperimentConfig['trainOn']): void {
  config.value = { ...config.value, trainOn: arm };
}

/** The settings that a teacher's link came with. */
let linkedConfig = defaultConfig;

/** Puts the settings of a locked page back, whoever changed them, and says so. Returns a function that stops this. */
const keepLocked = () =>
  effect(() => {
    const page = taughtPage.value;
    const changed = config.value;
    const kept = page ? keptSettings(page, linkedConfig, changed) : changed;
    if (writeLink(kept) === writeLink(changed)) return;
    takeConfig(kept);
    tell('note', words.value.setup.locked);
  });

/**
 * Reads the experiment, or the study, from the address bar, also when it changes, and keeps the address bar up to date. A
 * study that is read is set up, not started. Returns a function that stops this.
 */
export function followLink(page: Window): () => void {
  const take = () => {
    const { linked, rest, problem } = readLanguage(page.location.hash);
    takeLanguage(linked);
    for (const text of [...(problem ? [problem] : []), ...takeLink(rest).map(inWords)]) tell('problem', text);
  };
  take();
  page.addEventListener('hashchange', take);
  const stopKeeping = keepLocked();
  const stopWriting = effect(() => {
    const link = withLanguage(linkOfPage());
    const { pathname, search } = page.location;
    page.history.replaceState(null, '', `${pathname}${search}${link ? `#${link}` : ''}`);
  });
  return () => {
    page.removeEventListener('hashchange', take);
    stopKeeping();
    stopWriting();
  };
}

/** What the address bar has: the link of a teacher's page, of the study that is set up, or of the experiment. */
function linkOfPage(): string {
  const factors = newStudy.factors.value;
  if (taughtPage.value) return writeTeacherLink(taughtPage.value, config.value);
  if (factors) return writeStudyLink({ version: 1, base: config.value, ...factors });
  return writeLink(config.value);
}

/** Whether the page is set up as the lab starts: no setting, study or teacher's page in its address. */
export const isSetUpAsStarted = (): boolean => linkOfPage() === '';

/** Takes the fragment of an address, and returns what is wrong with it. */
function takeLink(fragment: string): readonly string[] {
  if (isTeacherLink(fragment)) {
    const { page, config: linked, problems } = readTeacherLink(fragment);
    linkedConfig = linked;
    // At once, or the lock would keep what was there before.
    batch(() => {
      takeConfig(linked);
      newStudy.take(null);
      taughtPage.value = page;
    });
    if (page.lesson) void openLesson(page.lesson);
    return problems;
  }
  taughtPage.value = null;
  if (isStudyLink(fragment)) {
    const { study, problems } = readStudyLink(fragment);
    if (study) {
      takeConfig(study.base);
      newStudy.take(study);
    }
    return problems;
  }
  const { config: linked, problems } = readLink(fragment);
  takeConfig(linked);
  newStudy.take(null);
  return problems;
}
