/** English words: the kept runs. Not here: where they stand (src/app). */
import type { ComponentChildren } from 'preact';

/** The words. */
export const runs = {
  title: 'Runs',
  files: 'Run files',
  import: (hidden: (text: string) => ComponentChildren) => <>Import{hidden(' a run')}</>,
  importTitle:
    "A run or a study that was saved here or on another computer as a ZIP, a study's run as JSON, or results.zip as it came back from a cluster. Files can be dropped here too.",
  reading: (file: string) => `Reading ${file}`,
  isInList: (file: string, run: string, time: string) =>
    `${file} is the run ${run} of ${time}, which is in the list already.`,
  /** How a run ended, if not well. */
  states: {
    finished: 'finished',
    stopped: 'stopped',
    failed: 'failed',
    interrupted: 'interrupted',
    running: 'running',
    damaged: 'damaged',
  },
  imported: 'imported',
  otherWeights: 'other weights',
  resume: 'Resume',
  resumeRun: (name: string) => `Resume the run ${name}`,
  starRun: (name: string) => `Star the run ${name}`,
  nameRun: (name: string) => `Name the run ${name}`,
  deleteRun: (name: string) => `Delete the run ${name}`,
  delete: 'Delete',
  deleteTitle: (name: string) => `Delete the run ${name}?`,
  /** `time` is empty if it is not known. */
  deleteQuestion: (name: ComponentChildren, time: string) => (
    <>
      Delete the run {name}
      {time && ` of ${time}`} with its answers and its adapter?
    </>
  ),
  labelOf: (run: string) => `Name and note of the run ${run}`,
  name: 'Name',
  note: 'Note',
  save: 'Save',
  cancel: 'Cancel',
  /** Of a run that measures an adapter. */
  measured: (adapter: string) => `measured: ${adapter}`,
  tasks: (names: string) => `tasks ${names}`,
  taskCount: (count: number) => `${count} tasks`,
  cannotOpen: (id: string, why: string) =>
    `The run of ${id} cannot be opened: ${why} The other runs are not touched; this one can be deleted.`,
  notStored: (why: string) =>
    `The run could not be stored: ${why} It stays here until the page is closed; download the run to keep it.`,
  labelNotStored: (why: string) => `The name, note and star of the run could not be stored: ${why}`,
  notDeleted: (why: string) => `The run could not be deleted: ${why}`,
  isElsewhere: 'This run goes on in another tab of the lab. Look at it there, or stop it there first.',
  notPacked: (why: string) => `The run could not be packed: ${why}`,
};
