/** English words: the offline copy. Not here: where they stand (src/app). */

/** The words. */
export const offline = {
  reloadIsolates: 'Once reloaded, the page can compute on all cores of this computer.',
  reload: 'Reload',
  newVersion: 'A new version of the lab is there: reload, or see it at your next visit.',
  newVersionBlocked:
    'A new version of the lab is there, but other windows still show this one: close them, and reload.',
  kept: (size: string) => `Available offline: the whole lab is kept in this browser, ${size}.`,
  remove: 'Remove',
  removeCopy: 'Remove offline copy',
  keeping: 'Keeping the lab for offline use',
  keptOf: (done: string, size: string) => `Keeping the lab for offline use: ${done} of ${size}.`,
  keptWithFile: (done: string, size: string, file: string) =>
    `Keeping the lab for offline use: ${done} of ${size}, now a file of ${file}.`,
  stop: 'Stop',
  stopKeeping: 'Stop keeping',
  absent: 'Not available offline.',
  absentToSave: 'Not available offline: the browser says that you save data, so nothing is kept unasked.',
  keep: (size: string) => `Keep for offline use, ${size}`,
  /** Why no copy was kept. */
  problems: {
    full: (size: string) =>
      `There was no room for the offline copy (${size}). Nothing of it was kept, and all else is as it was. Delete runs, datasets or models that you do not need, and try again.`,
    fetch:
      'A file did not come as this version of the lab has it: the connection broke, or the server has another version by now. Nothing of the copy was kept. Reload the page and try again.',
    refused:
      'The browser did not let the page keep an offline copy, or the server could not be reached. Nothing of it was kept. Try again when the network is back, in a window that is not private.',
  },
};
