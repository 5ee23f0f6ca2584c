/** Lesson 4: the same training with other seeds. Data. */

import type { Facts } from './facts.ts';
import { pairsText, raisedText, rowOf } from './facts.ts';
import type { Lesson } from './lesson.ts';

/** How many trainings raised paths, and how many there are. */
function risen(facts: Facts): { readonly risen: number; readonly all: number } {
  const { seeds } = rowOf(facts, 'all', 'spp4');
  return { risen: seeds.filter(({ before, after }) => after > before).length, all: seeds.length };
}

const points = (share: number): string => `${share > 0 ? '+' : ''}${Math.round(share * 100)}`;

/** The lesson. */
export const isItLuck: Lesson = {
  name: 'is-it-luck',
  title: 'Is it luck?',
  minutes: 12,
  about:
    'One training went well. Would it go well again? The same training is repeated with other seeds: other pictures, other starting numbers.',
  record: 'luck',
  prediction: {
    question:
      'The training on all three skills is repeated with several seeds. In how many of the trainings does the model find more shortest paths 4 × 4 after than before?',
    guesses: [
      {
        text: 'In every one',
        holds: (facts) => risen(facts).risen === risen(facts).all,
      },
      {
        text: 'In some, not in others',
        holds: (facts) => risen(facts).risen > 0 && risen(facts).risen < risen(facts).all,
      },
      { text: 'In none', holds: (facts) => risen(facts).risen === 0 },
    ],
  },
  steps: [
    {
      text: 'Open the small recorded run, a single training with few questions. Read what the lab says about one training.',
      done: { what: 'record', record: 'quick' },
    },
    {
      text: 'Open the recorded study “Is it luck?”, which has several trainings and more questions.',
      done: { what: 'record', record: 'luck' },
    },
    {
      text: 'Choose three runs with all skills, each with another seed. Note shortest path 5 × 5 after training, for each.',
      done: { what: 'recorded run', record: 'luck', arm: 'all' },
      times: 3,
    },
    {
      text: 'Choose a run trained on nothing. What has changed in it?',
      done: { what: 'recorded run', record: 'luck', arm: 'none' },
    },
    {
      text: 'Below the setup, open “Make a study of it” and choose the question “Is it luck?”. You need not run it: see how many runs it has.',
      done: { what: 'study set up', study: 'luck' },
      isExtra: true,
    },
  ],
  result: (facts) => {
    const { change } = rowOf(facts, 'all', 'spp5');
    return [
      `Trained on all three skills, shortest paths 4 × 4 before → after, one pair for each training: ${pairsText(facts, 'all', 'spp4')}. Shortest paths 5 × 5: ${pairsText(facts, 'all', 'spp5')}.`,
      ...(change.interval
        ? [
            `Mean change of shortest paths 5 × 5: ${points(change.mean)} points; the range that fits the trainings goes from ${points(change.interval.low)} to ${points(change.interval.high)}.`,
          ]
        : []),
      `Trained on nothing, shortest paths 4 × 4: ${pairsText(facts, 'none', 'spp4')}.`,
      `Composite tasks that rose clearly over all these trainings: ${raisedText(facts, 'all', 'composite')}.`,
    ];
  },
  question:
    'Is the gain luck? Say what all trainings share and how far they differ, and what you could have said after the first one alone.',
  notes: [
    'Two kinds of chance are mixed here: which questions are asked, and which training was had. More questions help against the first only, more seeds against both.',
    'Before training, too, the numbers differ from seed to seed: each seed asks other questions.',
    'Trained on nothing, nothing may change: the same model answers the same questions twice. If it did change, something would be wrong with the lab.',
    'To have the class make such a study: give each student a seed with a link for a class, and pool what they hand in.',
  ],
};
