/** English words of lesson 4. Not here: what ticks its steps off, where its numbers come from (src/app/lessons/is-it-luck.ts). */

/** The words. */
export const isItLuck = {
  title: 'Is it luck?',
  about:
    'One training went well. Would it go well again? The same training is repeated with other seeds: other pictures, other starting numbers.',
  prediction:
    'The training on all three skills is repeated with several seeds. In how many of the trainings does the model find more shortest paths 4 × 4 after than before?',
  guesses: { every: 'In every one', some: 'In some, not in others', none: 'In none' },
  steps: {
    one: 'Open the small recorded run, a single training with few questions. Read what the lab says about one training.',
    record: (study: string) =>
      `Open the recorded study “${study}”, which has several trainings and more questions.`,
    seeds:
      'Choose three runs with all skills, each with another seed. Note shortest path 5 × 5 after training, for each.',
    nothing: 'Choose a run trained on nothing. What has changed in it?',
    study: (study: string) =>
      `Below the setup, open “Make a study of it” and choose the question “${study}”. You need not run it: see how many runs it has.`,
  },
  result: {
    pairs: (four: string, five: string) =>
      `Trained on all three skills, shortest paths 4 × 4 before → after, one pair for each training: ${four}. Shortest paths 5 × 5: ${five}.`,
    change: (mean: string, low: string, high: string) =>
      `Mean change of shortest paths 5 × 5: ${mean} points; the range that fits the trainings goes from ${low} to ${high}.`,
    nothing: (pairs: string) => `Trained on nothing, shortest paths 4 × 4: ${pairs}.`,
    raised: (tasks: string) => `Composite tasks that rose clearly over all these trainings: ${tasks}.`,
  },
  question:
    'Is the gain luck? Say what all trainings share and how far they differ, and what you could have said after the first one alone.',
  notes: {
    chance:
      'Two kinds of chance are mixed here: which questions are asked, and which training was had. More questions help against the first only, more seeds against both.',
    before: 'Before training, too, the numbers differ from seed to seed: each seed asks other questions.',
    nothing:
      'Trained on nothing, nothing may change: the same model answers the same questions twice. If it did change, something would be wrong with the lab.',
    pool: 'To have the class make such a study: give each student a seed with a link for a class, and pool what they hand in.',
  },
};
