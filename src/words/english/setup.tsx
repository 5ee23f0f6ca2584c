/** English words: the setup of an experiment: the form, its settings, and what a link or a typed value has wrong. Not here: where they stand (src/app). */
import type { ComponentChildren } from 'preact';
import { settings } from './settings.ts';

/** The words. */
export const setup = {
  title: 'Setup',
  settings,
  /** A setting that is not as it starts, in the name of a run. */
  changed: (label: string, value: string) => `${label.toLowerCase()} ${value}`,
  yes: 'yes',
  no: 'no',
  /** Of skills to train on; of imported data. */
  noSkills: 'none',
  none: 'none',
  run: 'Run the experiment',
  running: 'Running',
  preset: 'Preset',
  presets: { quick: 'Quick look', full: 'Full' },
  more: 'More settings',
  groups: { questions: 'Questions', scoring: 'Scoring', adapter: 'Adapter', training: 'Training' },
  wrongSettings: (labels: readonly string[]) => `Some settings are wrong: ${labels.join(', ')}.`,
  isAnswering: 'The model is answering a question. Wait until that has ended, or stop it.',
  locked: 'The settings of this page are locked: they stay as they were. Unlock the page to change them.',
  allSkills: 'all skills',
  importedInstead: 'Imported questions are trained on instead: see Training data under More settings.',
  notTaught: (why: ComponentChildren) => <>Composite tasks are measured, not taught: {why}</>,
  why: 'why?',
  whyNotTaught: (paper: (text: string) => ComponentChildren) => (
    <>
      The paper's claim is that a model trained only on the three basic skills gets better at tasks that need
      them together: shortest paths and routes. Training on those tasks themselves is the control that shows
      how far direct teaching goes; training on nothing shows what the measurement alone changes.{' '}
      {paper('The paper')}
    </>
  ),
  measuringPace: 'Measuring how fast this computer is…',
  onGpu: (time: ComponentChildren) => <>{time} on this computer's GPU.</>,
  onProcessor: (time: ComponentChildren) => <>{time} on this computer's processor.</>,
  quickInstead: (time: string, items: number) =>
    `Quick look would take ${time}: its ${items} items a task show only large effects.`,
  fullInstead: (time: string, items: number) =>
    `Full would take ${time}: its ${items} items a task show smaller effects too.`,
  quickShows: (items: number) => `Quick look: its ${items} items a task show only large effects.`,
  dataset: (name: string, questions: number, date: string) =>
    `${name}, ${questions} question${questions === 1 ? '' : 's'}, ${date}`,
  testOnlyDataset: (dataset: string) => `${dataset}: published captions, for tests only`,
  missingDataset: (id: string) => `${id}: not in this browser`,
  alsoScore: 'Also score',
  suiteQuestions: (tasks: number, items: number, questions: string) =>
    `${tasks} tasks of up to ${items} items: ${questions} questions, asked before and after.`,
  /** What a setting may be, to follow "expected". */
  expected: {
    oneOf: (choices: readonly string[]) => `one of ${choices.join(', ')}`,
    list: (choices: readonly string[]) => `${choices.join(', ')} with commas between them`,
    tasks: (names: string) => `tasks with commas between them: ${names}`,
    arm: (skills: readonly string[], arms: readonly string[]) =>
      `${skills.join(', ')} with commas between them${arms.map((name) => `, or ${name}`).join('')}`,
    dataset: 'none or the id of an imported dataset, up to 200 characters',
    model: (names: readonly string[], folder: string) =>
      `${names.join(', ')}, or ${folder} and the name of a folder`,
    wholeFrom: (min: string, max: string) => `a whole number from ${min} to ${max}`,
    numberFrom: (min: string, max: string) => `a number from ${min} to ${max}`,
    numberAbove: (min: string, max: string) => `a number above ${min} to ${max}`,
  },
  /** What is wrong with a text; `text` is empty if there is none. */
  wrong: (label: string, expected: string, text: string) =>
    `${label}: expected ${expected}, got ${text ? `"${text}"` : 'nothing'}.`,
  link: {
    version: (said: string, latest: string) =>
      `The link is of version "${said}"; this lab reads versions 1 and ${latest}. What it leaves out is read as in version ${latest}: check the settings, or open the link in the lab that made it.`,
    unknown: (key: string, keys: readonly string[]) =>
      `The link has a setting "${key}" that this lab does not know; it was left out. Settings are ${keys.join(', ')}: correct the link, or choose in the form.`,
    wrong: (problem: string, standard: string) =>
      `In the link, ${problem} The default, ${standard}, is used.`,
  },
};
