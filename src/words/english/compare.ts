/** English words: comparing runs. Not here: where they stand (src/app). */

const list = (names: readonly string[]): string => new Intl.ListFormat('en-GB').format(names);
const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** The words. */
export const compare = {
  compare: 'Compare',
  compareRun: (name: string) => `Compare the run ${name}`,
  compareRuns: (count: number) => `Compare ${count} runs`,
  chooseAnother: 'Choose another one.',
  leftOut: (id: string, why: string) => `The run of ${id} is left out of the comparison: ${why}`,
  title: (count: number) => `${count} runs side by side`,
  close: 'Close the comparison',
  /** What a run is called in the figures. */
  run: (number: number) => `run ${number}`,
  named: (run: string, name: string) => `${run}: ${name}`,
  otherWeights: (weights: string) => `(made with ${weights}: another model's numbers)`,
  interval: 'Whiskers: 95 % Wilson interval.',
  sameItems: 'All answered the same items: they are compared item by item.',
  nothingShared: 'No task was scored by two of these runs: there is nothing to compare.',
  otherItems: (runs: readonly string[], isTested: boolean) =>
    `${capital(list(runs))} answered other items than the first run with the same task: another seed, other settings of the tasks, or other data. ${isTested ? 'There, only' : 'Only'} the shares of right answers can be compared, and nothing is tested.`,
  columns: {
    task: 'task',
    run: 'run',
    before: 'before',
    after: 'after (95 %)',
    difference: 'difference after',
  },
  p: 'p',
  aboutP:
    "McNemar's exact test on the answers after training, of the run and of the first run with this task, to the same items; adjusted for all tests of this table (Holm). It holds for these two trainings on these items, not for other trainings.",
  countOf: (count: number, items: number) => `${count} of ${items}`,
  shareOf: (count: number, items: number, percent: string, low: number, high: number) =>
    `${count} of ${items} · ${percent} (${low}–${high})`,
  others: 'other items',
};
