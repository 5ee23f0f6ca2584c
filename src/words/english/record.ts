/** English words: the recorded studies and their replay. Not here: where they stand (src/app). */

/** The words. */
export const record = {
  list: 'Recorded elsewhere',
  opening: 'opening',
  recorded: (title: string) => `Recorded: ${title}`,
  recordedRun: (name: string) => `Recorded run · ${name}`,
  recordedStudy: (name: string) => `Recorded study · ${name}`,
  oneRun: (name: string) => `One run of the recorded study · ${name}`,
  label: (date: string, machine: string, version: string, commit: string | null) =>
    `Recorded on ${date} on ${machine}, version ${version}${commit === null ? '' : `, commit ${commit}`}. It ships with the lab and is no run of yours.`,
  play: 'Play it',
  runHere: 'Run it here',
  runHereFor: (time: string) => `Run it here, ${time}`,
  aboutRunHere: 'Sets the settings of this run and starts it on this computer',
  ask: 'Ask its adapter',
  setUpAll: (count: number) => `Set up all ${count} runs`,
  secondTraining: (differing: number) =>
    `Its adapter is of a second training with the same settings, which answered ${differing === 1 ? '1 item' : `${differing} items`} otherwise.`,
  aRun: 'A run of it',
  replay: 'Replay of the recorded run',
  next: 'Next',
  skip: 'Skip',
  stop: 'Stop',
};
