/** Lesson 6: how well places must be seen before paths are found. Data. */
import { type Facts, shareOf, spanText } from './facts.ts';
import type { Lesson } from './lesson.ts';

/** Share of right paths minus share of right places, after training on distance alone. */
const pathsAhead = (facts: Facts): number =>
  shareOf(facts, 'distance', 'spp4', 'after') - shareOf(facts, 'distance', 'localization', 'after');

/** How far apart two shares must be to be called different here. */
const apart = 0.1;

const armsInOrder = [
  ['none', 'nothing'],
  ['direction', 'direction'],
  ['distance', 'distance'],
  ['localization', 'localization'],
  ['all', 'all three'],
] as const;

/** The lesson. */
export const howMuchSeen: Lesson = {
  name: 'how-much-seen',
  title: 'How much must be seen?',
  minutes: 15,
  about:
    'To find a path one must see where its points are. How well must a model see places before it finds paths?',
  record: 'which',
  prediction: {
    question:
      'After training on distance alone, the model also says better where objects are. How many shortest paths 4 × 4 does it find, compared with the places that it gets right?',
    guesses: [
      { text: 'Clearly fewer paths than places', holds: (facts) => pathsAhead(facts) < -apart },
      {
        text: 'About as many (within 10 of a hundred)',
        holds: (facts) => Math.abs(pathsAhead(facts)) <= apart,
      },
      { text: 'Clearly more paths than places', holds: (facts) => pathsAhead(facts) > apart },
    ],
  },
  steps: [
    {
      text: 'Open the recorded study “Which skill carries it?”.',
      done: { what: 'record', record: 'which' },
    },
    {
      text: 'Choose a run trained on distance. Note localization and shortest path 4 × 4 after training.',
      done: { what: 'recorded run', record: 'which', arm: 'distance' },
    },
    {
      text: 'Open a picture of localization that is wrong after training. How far off is the answer?',
      done: { what: 'item', task: 'localization' },
    },
    {
      text: 'Open two pictures of shortest path 4 × 4. What does one place that is seen wrongly do to the whole path?',
      done: { what: 'item', task: 'spp4' },
      times: 2,
    },
    {
      text: 'Choose a run trained on localization, and note the same two numbers.',
      done: { what: 'recorded run', record: 'which', arm: 'localization' },
    },
    {
      text: 'Under the base model, set Strength of place to 1, and ask the base model a question that the lab can mark.',
      done: { what: 'question', by: 'base model', place: 1 },
      isExtra: true,
    },
    {
      text: 'Below the setup, open “Make a study of it” and choose the question “How much must be seen?”. It changes how sharply the model sees places.',
      done: { what: 'study set up', study: 'seen' },
      isExtra: true,
    },
  ],
  result: (facts) => [
    ...armsInOrder.map(
      ([arm, text]) =>
        `Trained on ${text}: places right ${spanText(facts, arm, 'localization', 'after')}, shortest paths 4 × 4 right ${spanText(facts, arm, 'spp4', 'after')}.`,
    ),
    'Places are judged in pictures of objects, paths in pictures of points: the two numbers come from different questions.',
  ],
  question:
    'How do places and paths go together? Explain with one picture what a single mistake does to a path. Does any line of the result not fit your explanation?',
  notes: [
    'A path needs several places at once, so one mistake can spoil it: where places are half right, paths fall behind.',
    'After all three skills the model finds more paths 4 × 4 than after localization alone, although it gets no more places right. Seeing is not all of it; the record does not say what the rest is.',
    'The study “How much must be seen?” changes the strength of place itself. It has many runs; no record of it ships.',
  ],
};
