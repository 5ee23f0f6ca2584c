/** English words: taking an experiment to other tools. Not here: where they stand (src/app). */

/** The words. */
export const takeaway = {
  section: 'Cluster',
  summary: 'Take it to a cluster: ms-swift trains it there',
  about:
    'A ZIP with the base model, the training conversations, the scored questions without their answers, and the commands for one card or many. Drop what comes back on the list of runs: it becomes a run like any other.',
  take: 'Take it to a cluster',
  takeHelp: 'A ZIP for ms-swift: base model, training conversations, questions, commands',
  stop: 'Stop',
  progress: 'Folder',
  starting: 'starting',
  doing: (what: string, done: number, total: number) => `${what}: ${done} of ${total}`,
  /** What was written, in the words about the file (storage.whole). */
  written: (files: number, size: string) => `${files} files, ${size}. Its README.md says what to do`,
};
