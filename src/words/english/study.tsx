/** English words: studies. Not here: what they found (study-finding.ts), where they stand (src/app). */
import type { ComponentChildren } from 'preact';
import { finding } from './study-finding.ts';

/** Sets a part of a sentence apart from the rest. */
type Marked = (text: string) => ComponentChildren;

const runs = (count: number): string => (count === 1 ? '1 run' : `${count} runs`);

/** The words. */
export const study = {
  finding,
  /** Names of studies, arms and runs. */
  ready: {
    which: 'Which skill carries it?',
    luck: 'Is it luck?',
    factorial: 'Full factorial',
    seen: 'How much must be seen?',
  },
  /** In as few words as a figure has room for; arms of skills are their names. */
  arms: { none: 'nothing', all: 'all skills', composite: 'composite', shuffled: 'shuffled' },
  armAt: (arm: string, value: string) => `${arm}, ${value}`,
  armCount: (count: number) => (count === 1 ? '1 arm' : `${count} arms`),
  seedCount: (count: number) => (count === 1 ? '1 seed' : `${count} seeds`),
  /** A setting with its value or values. */
  setTo: (setting: string, values: string) => `${setting.toLowerCase()} ${values}`,
  seed: (seed: number) => `seed ${seed}`,
  value: (value: string) => `value ${value}`,

  /** The form. */
  study: 'Study',
  make: 'Make a study of it: several arms and seeds',
  about:
    'A study repeats the experiment that is set up above. What Train on and Seed say there does not count.',
  question: 'Question',
  ownQuestion: 'one of my own',
  armsLegend: 'Arms: train on',
  seeds: 'Seeds',
  seedsHelp: 'Each is other items and another training. Three or more say something about trainings.',
  sweep: 'Sweep a setting',
  noSweep: 'none',
  values: 'Values',
  valuesHelp: 'With commas between them; every arm and seed is trained at each.',
  wrongFields: 'Some fields of the study are wrong.',
  amount: (count: number, mark: Marked) => mark(runs(count)),
  amountWithTime: (count: number, time: string, mark: Marked) => (
    <>
      {mark(runs(count))}, {mark(time)} on this computer. It can be stopped at any time and goes on later.
    </>
  ),
  start: 'Start the study',
  expectedSeeds: (part: string) =>
    `Expected whole numbers, or a range such as 1-5, got "${part}". Correct the seeds.`,
  expectedValue: (expected: string, part: string) =>
    `Expected ${expected}, got "${part}". Correct the values.`,
  aNumber: 'a number',
  noSeed: 'Expected at least one seed, got none. Name one.',
  noValue: 'Expected at least one value, got none. Name one.',
  tooManySeeds: (most: number, count: number) => `Expected at most ${most} seeds, got ${count}. Take fewer.`,
  tooManyValues: (most: number, count: number) =>
    `Expected at most ${most} values, got ${count}. Take fewer.`,
  seedTwice: (seed: string) => `The seed ${seed} is named more than once. Name it once.`,
  valueTwice: (value: string) => `The value ${value} is named more than once. Name it once.`,

  /** While it is played. */
  progress: 'Progress of the study',
  timeUnknown: 'how long it takes is known after its first training',
  timeLeft: (time: string, mark: Marked) => <>{mark(time)} left for the whole study</>,
  runOf: (number: number, total: number, name: string) => `Run ${number} of ${total}: ${name}`,
  finishedRuns: 'Finished runs of the study',
  elsewhere: 'This study goes on in another tab of the lab. Look at it there, or stop it there first.',
  unreadable: (run: string, why: string) =>
    `The run ${run} of the study cannot be read: ${why} It is kept as it is, and the study waits for it. Load the page again; if that does not help, delete it under "Runs of this study", and it is made again.`,
  notStored: (why: string) =>
    `The study could not be stored: ${why} It stays here until the page is closed; its link makes it again.`,
  notDeleted: (why: string) => `The study could not be deleted: ${why}`,

  /** The list. */
  studies: 'Studies',
  finishedOf: (finished: number, total: number) => `${finished} of ${total} runs`,
  damaged: 'damaged',
  damage: (file: string, where: string, why: string) =>
    `${file} is damaged: expected a study as this version of the lab writes it, got another (${where}: ${why}). Its runs are in the list of runs; delete the study, or open it in the version that made it.`,
  theWhole: 'the whole',
  deleteStudy: (name: string) => `Delete the study ${name}`,
  deleteStudyAsked: (name: string) => `Delete the study ${name}?`,
  deleteStudyWithRuns: (name: string, mark: Marked) => (
    <>Delete the study {mark(name)} with all its runs, their answers and adapters?</>
  ),
  delete: 'Delete',

  /** The shown study. */
  title: (name: string) => `Study · ${name}`,
  noneFinished: 'No run of this study is finished yet.',
  done: (done: number, total: number) => `${done} of ${runs(total)} finished`,
  doneWithTime: (done: number, total: number, time: string) =>
    `${done} of ${runs(total)} finished, ${time} for the rest`,
  goOn: 'Go on',
  begin: 'Start',
  link: (copy: ComponentChildren) => <>link {copy}</>,
  theLink: 'the link of this study',
  foreign: (count: number) =>
    `${runs(count)} of this study ${count === 1 ? 'was' : 'were'} made with other weights of the base model: the numbers are another model's, and left out here. Start the study anew by its link to compare what belongs together.`,
  tasks: 'Task by task',
  differences: 'Differences',
  armFound: (arm: ComponentChildren, text: string) => (
    <>
      {arm}: {text}
    </>
  ),
  adjusted: (tasks: number) =>
    `p: adjusted (Holm) for the ${tasks} tasks of each training that the study named before it began.`,
  oneSeed: 'One seed, so no interval: one training says nothing about others.',
  whiskers: (fewest: number, most: number) =>
    `Whiskers: 95 % interval of the mean over ${span(fewest, most)} seeds (Student's t, never narrower than the items allow).`,
  intervals: (fewest: number, most: number) =>
    `Below it: 95 % interval of the mean over ${span(fewest, most)} seeds (Student's t, never narrower than the items allow).`,
  addMore: 'Add arms or seeds',
  addRuns: (count: number) => `Add ${runs(count)}`,
  add: 'Add',
  wouldBeLost: (parts: readonly string[]) =>
    `A study keeps what it has: ${parts.join(', ')} would be taken away. Name all again, and more.`,
  runsTitle: 'Runs of this study',
  columns: { run: 'run', state: 'state', compare: 'compare' },
  states: {
    running: 'running',
    interrupted: 'cut off: it goes on from there',
    stopped: 'cut off: it goes on from there',
    failed: 'failed: it is tried again',
    damaged: 'cannot be read: the study waits for it',
    notBegun: 'not begun',
  },
  open: 'open',
  openRun: (name: string) => `Open the run ${name}`,
  deleteRun: (name: string) => `Delete the run ${name}`,
  deleteRunAsked: (name: string) => `Delete the run ${name}?`,
  downloadStudy: 'Download study',
  aboutDownload:
    'The study with all its finished runs and their adapters, as one file: Import in the list of runs takes it in, here or on another computer',
  stopPacking: 'Stop',
  packingRuns: (done: number, total: number) => `Packing: ${done} of ${runs(total)}`,
  packed: (count: number, size: string) => `${runs(count)}, ${size}`,
  readingRun: (file: string, number: number, total: number) => `${file}, run ${number} of ${total}`,
  isHere: (file: string, name: string, added: number) =>
    `${file} is the study ${name}, which is in the list already: ${added === 0 ? 'it has all these runs' : `${runs(added)} that it lacked ${added === 1 ? 'was' : 'were'} added`}.`,
  downloadReport: 'Download report',
  itemsAs: (kind: 'CSV' | 'JSONL') => `Items as ${kind}`,
};

const span = (fewest: number, most: number): string => (fewest === most ? `${most}` : `${fewest} to ${most}`);
