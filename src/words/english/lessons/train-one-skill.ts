/** English words of lesson 2. Not here: what ticks its steps off, where its numbers come from (src/app/lessons/train-one-skill.ts). */

/** The words. */
export const trainOneSkill = {
  title: 'Train one skill',
  about:
    'The model practises one thing only: which way one object lies from another. What does it get better at?',
  prediction:
    'After training on direction alone, which basic skills have clearly risen: direction, distance, localization?',
  guesses: {
    alone: 'Direction alone',
    more: 'Direction, and at least one of the others',
    none: 'Not even direction',
  },
  steps: {
    record: (study: string) =>
      `Open the recorded study “${study}”. It trained on nothing, on each skill alone, and on all three.`,
    first: 'Under its figures, choose the run trained on direction with seed 1.',
    fixed:
      'In the figure of the run, press direction and open two pictures that were fixed: wrong before, right after.',
    localization: 'Open a picture of localization, which was not practised.',
    second: 'Choose the run trained on direction with seed 2, and compare distance in both.',
    own: 'Train it yourself: in the setup, tick direction alone and run it to the end. The button says how long it takes here.',
  },
  result: {
    pairs: (direction: string, distance: string, localization: string) =>
      `Trained on direction alone, right answers before → after, one pair for each training: direction ${direction}; distance ${distance}; localization ${localization}.`,
    raised: (tasks: string) => `Clearly raised, as the lab judges it over all its trainings: ${tasks}.`,
    unclear: 'A change that is not clear may still be there: trainings that differ much hide it.',
  },
  question:
    'What did the model learn from direction alone, and what did it not? Use two numbers. Why may the trainings differ so much in distance?',
  notes: {
    seed: 'A training differs from the next only in its seed: the numbers it starts from and the pictures it sees.',
    clearly:
      '“Clearly” is the lab’s word for p below 0.05 after correction for the number of tasks (Holm). Students need only know: so large that chance alone would seldom do it.',
    readable:
      'Look at distance at seed 2 under “readable” in the table of the run: many answers lost their form. Lesson 5 goes on from there.',
    own: 'A run of one’s own takes minutes without a graphics card. Let one group run it while the others go on with the record.',
  },
};
