/** Lesson 1: the model before any training. Data. */
import { blindText, shareOf, spanText } from './facts.ts';
import type { Lesson } from './lesson.ts';

/** The lesson. */
export const whatDoesItSee: Lesson = {
  name: 'what-does-it-see',
  title: 'What does it see?',
  minutes: 10,
  about:
    'A model answers questions about pictures. Before you train it, find out what it can see already, and what it only guesses.',
  record: 'luck',
  prediction: {
    question:
      'Before any training, the model is asked where an object is in a picture. How many of these questions does it answer right?',
    guesses: [
      {
        text: 'Fewer than a quarter',
        holds: (facts) => shareOf(facts, 'all', 'localization', 'before') < 0.25,
      },
      {
        text: 'Between a quarter and three quarters',
        holds: (facts) => {
          const share = shareOf(facts, 'all', 'localization', 'before');
          return share >= 0.25 && share <= 0.75;
        },
      },
      {
        text: 'More than three quarters',
        holds: (facts) => shareOf(facts, 'all', 'localization', 'before') > 0.75,
      },
    ],
  },
  steps: [
    {
      text: 'Open the recorded study “Is it luck?”. Below its figure stands one run of it. Its table says for each task how many answers were right before the training and after it. Look at before only.',
      done: { what: 'record', record: 'luck' },
    },
    {
      text: 'In the figure of the run, press localization and open two pictures. Answer each question yourself before you read what the model said before.',
      done: { what: 'item', task: 'localization' },
      times: 2,
    },
    {
      text: 'Do the same with a picture of direction.',
      done: { what: 'item', task: 'direction' },
    },
    {
      text: 'And with a picture of shortest path 4 × 4. What does the model write when it does not see the way?',
      done: { what: 'item', task: 'spp4' },
    },
    {
      text: 'Under Ask the model, at the end of the page, ask the base model two of the questions that are offered there.',
      done: { what: 'question', by: 'base model' },
      times: 2,
      isExtra: true,
    },
  ],
  result: (facts) => [
    `Where an object is (localization): right before training ${spanText(facts, 'all', 'localization', 'before')}. Who guesses without looking gets ${blindText(facts, 'all', 'localization')}.`,
    `Direction: right before training ${spanText(facts, 'all', 'direction', 'before')}; without looking ${blindText(facts, 'all', 'direction')}.`,
    `Shortest path 4 × 4: right before training ${spanText(facts, 'all', 'spp4', 'before')}; without looking ${blindText(facts, 'all', 'spp4')}.`,
    'Several numbers stand for several sets of questions. A number tells you something about seeing only beside the number for guessing.',
  ],
  question:
    'What does the untrained model see, and what does it not see? Name one picture that shows it, and compare one number with guessing.',
  notes: [
    'The model always answers, and in the right form. Students tend to take that for seeing: ask them for the number without looking.',
    'It was made to see places only faintly. What is found here is true of this model, not of all models.',
    'The page opens on a finished study, whose figure shows before and after. Let the class write down the prediction before they scroll.',
    'Guessing gets about half of the distance questions; the untrained model gets fewer. A good extra question: how can one be worse than guessing?',
  ],
};
