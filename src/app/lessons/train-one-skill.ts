/** Lesson 2: training on one basic skill. Data. */
import { pairsText, raised, raisedText } from './facts.ts';
import type { Lesson } from './lesson.ts';

/** The lesson. */
export const trainOneSkill: Lesson = {
  name: 'train-one-skill',
  title: 'Train one skill',
  minutes: 12,
  about:
    'The model practises one thing only: which way one object lies from another. What does it get better at?',
  record: 'which',
  prediction: {
    question:
      'After training on direction alone, which basic skills have clearly risen: direction, distance, localization?',
    guesses: [
      {
        text: 'Direction alone',
        holds: (facts) => `${raised(facts, 'direction', 'basic')}` === 'direction',
      },
      {
        text: 'Direction, and at least one of the others',
        holds: (facts) => {
          const tasks = raised(facts, 'direction', 'basic');
          return tasks.includes('direction') && tasks.length > 1;
        },
      },
      {
        text: 'Not even direction',
        holds: (facts) => !raised(facts, 'direction', 'basic').includes('direction'),
      },
    ],
  },
  steps: [
    {
      text: 'Open the recorded study “Which skill carries it?”. It trained on nothing, on each skill alone, and on all three.',
      done: { what: 'record', record: 'which' },
    },
    {
      text: 'Under its figures, choose the run trained on direction with seed 1.',
      done: { what: 'recorded run', record: 'which', arm: 'direction', seed: 1 },
    },
    {
      text: 'In the figure of the run, press direction and open two pictures that were fixed: wrong before, right after.',
      done: { what: 'item', task: 'direction' },
      times: 2,
    },
    {
      text: 'Open a picture of localization, which was not practised.',
      done: { what: 'item', task: 'localization' },
    },
    {
      text: 'Choose the run trained on direction with seed 2, and compare distance in both.',
      done: { what: 'recorded run', record: 'which', arm: 'direction', seed: 2 },
    },
    {
      text: 'Train it yourself: in the setup, tick direction alone and run it to the end. The button says how long it takes here.',
      done: { what: 'run', arm: 'direction' },
      isExtra: true,
    },
  ],
  result: (facts) => [
    `Trained on direction alone, right answers before → after, one pair for each training: direction ${pairsText(facts, 'direction', 'direction')}; distance ${pairsText(facts, 'direction', 'distance')}; localization ${pairsText(facts, 'direction', 'localization')}.`,
    `Clearly raised, as the lab judges it over all its trainings: ${raisedText(facts, 'direction', 'basic')}.`,
    'A change that is not clear may still be there: trainings that differ much hide it.',
  ],
  question:
    'What did the model learn from direction alone, and what did it not? Use two numbers. Why may the trainings differ so much in distance?',
  notes: [
    'A training differs from the next only in its seed: the numbers it starts from and the pictures it sees.',
    '“Clearly” is the lab’s word for p below 0.05 after correction for the number of tasks (Holm). Students need only know: so large that chance alone would seldom do it.',
    'Look at distance at seed 2 under “readable” in the table of the run: many answers lost their form. Lesson 5 goes on from there.',
    'A run of one’s own takes minutes without a graphics card. Let one group run it while the others go on with the record.',
  ],
};
