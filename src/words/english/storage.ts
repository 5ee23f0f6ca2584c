/** English words: what the page keeps and where. Not here: where they stand (src/app). */

const counted = (one: string, many: string) => (count: number) => `${count} ${count === 1 ? one : many}`;

/** The words. */
export const storage = {
  /** How the writing of a file ended; `written` is what is in it, in a few words. */
  whole: (name: string, written: string) => `${name} is whole: ${written}.`,
  stopped: 'Stopped. Nothing was kept of the file.',
  /** How many of each kind; of a class, its files. */
  counted: {
    runs: counted('run', 'runs'),
    studies: counted('study', 'studies'),
    datasets: counted('dataset', 'datasets'),
    adapters: counted('adapter', 'adapters'),
    models: counted('model', 'models'),
    class: counted('class result', 'class results'),
  },
  lost: (what: string) =>
    `The lab kept ${what} here at an earlier visit, and does not find them any more: the browser removed them to make room or after weeks without a visit, or its data for this address were cleared. Import what you saved as a file; what was not saved is lost.`,
  askClassAgain: 'Ask the students of the class for their files or codes again.',
};
