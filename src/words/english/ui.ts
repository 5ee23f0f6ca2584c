/** English words: the controls: copying, closing, choosing files. Not here: where they stand (src/app). */

/** The words. */
export const ui = {
  whatIs: (label: string) => `What is ${label}?`,
  keep: 'Keep',
  copy: 'Copy',
  copyWhat: (what: string) => `Copy ${what}`,
  copied: 'Copied',
  notAllowed: 'Not allowed',
  chooseZip: 'Choose a ZIP or files',
  chooseFolder: 'Choose a folder',
  andMore: (file: string, others: number) => `${file} and ${others} more`,
  unreadable:
    'What was chosen cannot be read. Check that it is still there and that this browser may read it, then choose it again.',
  loading: 'Loading',
  notLoaded: 'This part of the page could not be loaded. Reload the page.',
  notAnswered: 'not answered',
  right: 'right',
  wrong: 'wrong',
  notInForm: 'not in the asked form',
};
