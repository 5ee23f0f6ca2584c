/** English words: collecting the results of a class. Not here: where they stand (src/app). */
import type { ComponentChildren } from 'preact';

const results = (count: number): string => (count === 1 ? '1 result' : `${count} results`);
const students = (count: number): string => (count === 1 ? '1 student' : `${count} students`);
const seeds = (count: number): string => (count === 1 ? '1 seed' : `${count} seeds`);
const files = (count: number): string => (count === 1 ? '1 file' : `${count} files`);

/** The words. */
export const classroom = {
  /** Handing in. */
  handIn: 'Hand it in to your class',
  yourName: 'Your name, as your teacher knows it',
  classCode: 'the class code',
  classCodeWithName: 'the class code with your name',
  copyCode: 'Copy class code',
  downloadWithName: 'Download run with your name',
  aboutHandIn:
    'The code has how many answers were right, the seed, and letters that follow from the settings; it can be sent, or read aloud. The file has everything, and its counts can be checked. Nothing is sent from here.',

  /** Collecting. */
  classResults: 'Class results',
  runFiles: 'Run files of the class',
  resultsOfClass: 'Results of a class',
  aboutCollecting:
    'Students download their run, or copy its class code, under their result. Drop the files here, or paste the codes. Runs of this page do not count unless you hand them in like any other.',
  chooseFiles: 'Choose run files',
  show: (count: number) => `Show ${results(count)}`,
  readingFiles: 'Reading run files',
  filesOf: (done: number, total: number) => `${done} of ${files(total)}`,
  stop: 'Stop',
  codes: 'Class codes, one a line, each after a name',
  codesExample: (start: string) => `Ada: ${start}…`,
  addCodes: 'Add codes',
  closeMessages: (count: number) => (count === 1 ? 'Close this message' : `Close these ${count} messages`),
  notReached: (why: string) => `What was collected before cannot be reached: ${why}`,
  stopped: (done: number, total: number) =>
    `Stopped after ${done} of ${files(total)}; what was read is here. Choose all files again for the rest: none is added twice.`,
  notStored: (why: string) =>
    `A result could not be stored: ${why} It stays here until the page is closed; download the CSV to keep it.`,
  notRemoved: (count: number, why: string) =>
    `${count === 1 ? 'A result' : 'The results'} could not be removed: ${why}`,
  line: (number: number, name: string, why: string) =>
    `Line ${number}${name === '' ? '' : ` (${name})`}: ${why}`,
  /** What is told of what was handed in. */
  nameless: 'a code without a name',
  code: 'code',
  sameAgain: (name: string, other: string) =>
    `${name} is what ${other} handed in, which is here already: it was not added again.`,
  sameRun: (name: string, other: string) =>
    `${name} was added, but does not count: ${other} handed in the same run. Ask them whose it is, and choose in the table which one counts.`,
  sameStudent: (name: string, other: string) =>
    `${name} was added, but does not count: ${other} has handed in a result of these settings before. Choose in the table which one counts.`,

  /** The results. */
  title: (count: number) => `The class: ${results(count)}`,
  close: 'Close the class',
  damaged: (count: number) =>
    `${count === 1 ? '1 kept result' : `${count} kept results`} cannot be read any more and ${count === 1 ? 'is' : 'are'} left out. Ask for the files or codes again.`,
  none: 'Nothing has been handed in yet.',
  keptApart: (count: number) =>
    `Not all of these can be pooled: they are of ${count} different experiments, which are kept apart.`,
  shown: 'Shown',
  experiment: (letter: string) => `Experiment ${letter}`,
  experimentWith: (letter: string, count: number) => `Experiment ${letter}: ${results(count)}`,
  settings: (name: string | null, letters: string) =>
    `${name ?? 'Settings known only by their letters in the codes'} · settings ${letters}`,
  otherItems:
    'the same settings, but other items at the same seed: made by another version of the lab, or with other data',
  noneCounts: 'No result of these counts.',
  theClass: 'the class',
  pooledTitle: (count: number, seedCount: number) => `${students(count)}, ${seeds(seedCount)}`,
  whiskers: (seedCount: number) =>
    `Whiskers: 95 % interval of the mean over ${seedCount} seeds (Student's t, never narrower than the items allow).`,
  pooledOneSeed: (count: number) =>
    `${students(count)} pooled, 1 seed. ${count > 1 ? 'All ran the same items and the same training: it is one experiment made several times, so there' : 'There'} is no interval and no test. Give each student a seed of their own to learn what holds for other trainings.`,
  pooledSharedSeeds: (count: number, seedCount: number) =>
    `${students(count)} pooled, ${seeds(seedCount)}. Students with the same seed had the same items and the same training: they count as one, by their mean.`,
  pooledOwnSeeds: (count: number, seedCount: number) =>
    `${students(count)} pooled, ${seeds(seedCount)}. Each had their own items and their own training.`,
  columns: {
    task: 'task',
    before: 'before',
    after: 'after',
    change: 'change, points (95 %)',
    student: 'student',
    counts: 'counts',
    seed: 'seed',
  },
  p: 'p',
  aboutP: (tests: number) =>
    `Of no change in the mean over seeds (Student's t, as in a study), adjusted for the ${tests} tests of this table (Holm). There is none for a single seed.`,
  removeAllAsked: 'Remove all results of the class?',
  removeAll: 'Remove all',
  removeAllFrom: (count: number) =>
    `Remove all ${results(count)} of the class from this browser? The students' own runs are not touched.`,
  downloadCsv: 'Download CSV',
  aboutCsv: 'A row for each student and task, counted or not',

  /** By student. */
  byStudent: 'By student: right before → after, percent of the items',
  remove: 'Remove',
  removeResult: (name: string) => `Remove the result of ${name}`,
  countResult: (name: string) => `Count the result of ${name}`,
  high: ' (stands out, high)',
  low: ' (stands out, low)',
  standsOut: {
    before: (name: ComponentChildren, task: string, share: string, median: string) => (
      <>
        {name} stands out: {task}, before training {share}, median of the class {median}.
      </>
    ),
    after: (name: ComponentChildren, task: string, share: string, median: string) => (
      <>
        {name} stands out: {task}, after training {share}, median of the class {median}.
      </>
    ),
  },
  nobodyStandsOut: 'Nobody stands out.',
  outlierRule: (pointsMin: number, studentsMin: number) =>
    `Marked: a share more than 1.5 interquartile ranges below the lower or above the upper quartile of the class (Tukey's fences), and at least ${pointsMin} points from its median, if at least ${studentsMin} students count. It is pooled like the others until you untick it.`,
  codesUnchecked:
    'The counts of run files were checked against their answers. Those of codes cannot be: ask for the file where that matters.',
};
