/** English words: the first minute. Not here: where they stand (src/app/first-minute). */

/** The words. */
export const firstMinute = {
  title: 'The first minute',
  /** The button that opens it, and what that does. */
  open: 'first minute',
  opens: 'Answer a question yourself, then see what the model answered before and after training',
  step: (at: number, of: number) => `The first minute · ${at} of ${of}`,
  skip: 'Skip',
  close: 'Close',
  back: 'Back',
  next: 'Next',
  guess: {
    heading: 'What would you answer?',
    about: 'The model gets this picture and this question, too. You first.',
    choices: 'Your answer',
    right: (answer: string) => `Yes, “${answer}” is right. Next: what the model says.`,
    wrong: (chosen: string, answer: string) =>
      `Not “${chosen}”: “${answer}” is right. Next: what the model says.`,
  },
  base: {
    heading: 'What the model says',
    about: 'The same question, asked of the base model, before any training here.',
    parts: 'Before the last colon stands its working-out, after it its answer.',
  },
  drawn: 'On the picture: the broad band is the right answer, the thin dashed arrow the given one.',
  learned: {
    heading: 'What it learned',
    about: (skills: readonly string[]) =>
      `The same question again, after training on the basic skills ${new Intl.ListFormat('en-GB').format(skills)}.`,
  },
  composite: {
    heading: 'What it was never taught',
    about: 'No question of this kind was in its training. Do the basic skills add up to it?',
    before: 'Before',
    after: 'After',
  },
  /** What keeps one item from standing for all. */
  ofTask: (items: number, task: string, before: number, after: number) =>
    `Chosen because it changed. Of all ${items} items of ${task} in this run, ${before} were right before and ${after} after.`,
  found: 'What the recorded study found:',
  finding: 'See the finding',
  runHere: (time: string | null) => (time === null ? 'Run it here' : `Run it here, ${time}`),
  runsHere: 'Sets the settings of this run and starts it on this computer',
};
