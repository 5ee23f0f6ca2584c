/** Lesson 5: an answer that looks right and one that is right. Data. */
import { pairsText, readablePairsText, readableShare, readableText, spanText } from './facts.ts';
import type { Lesson } from './lesson.ts';

/** The lesson. */
export const formOrSkill: Lesson = {
  name: 'form-or-skill',
  title: 'Form or skill?',
  minutes: 12,
  about:
    'An answer can look like an answer and be wrong. Did training teach the model a skill, or only how answers look?',
  record: 'which',
  prediction: {
    question:
      'Before any training, how many of the answers to shortest-path questions have the asked form, right or wrong?',
    guesses: [
      {
        text: 'Fewer than a quarter',
        holds: (facts) => readableShare(facts, 'none', 'spp4', 'before') < 0.25,
      },
      {
        text: 'Between a quarter and three quarters',
        holds: (facts) => {
          const share = readableShare(facts, 'none', 'spp4', 'before');
          return share >= 0.25 && share <= 0.75;
        },
      },
      {
        text: 'More than three quarters',
        holds: (facts) => readableShare(facts, 'none', 'spp4', 'before') > 0.75,
      },
    ],
  },
  steps: [
    {
      text: 'Open the recorded study “Which skill carries it?”.',
      done: { what: 'record', record: 'which' },
    },
    {
      text: 'Choose a run trained on nothing. In its table, compare “readable” with the right answers of shortest path 4 × 4.',
      done: { what: 'recorded run', record: 'which', arm: 'none' },
    },
    {
      text: 'Open two pictures of shortest path 4 × 4. Is the answer a path? Is it the right one?',
      done: { what: 'item', task: 'spp4' },
      times: 2,
    },
    {
      text: 'Choose the run trained on direction with seed 2, and look at “readable” of distance.',
      done: { what: 'recorded run', record: 'which', arm: 'direction', seed: 2 },
    },
    {
      text: 'Open two pictures of distance in it. What does the model answer now?',
      done: { what: 'item', task: 'distance' },
      times: 2,
    },
    {
      text: 'Below the setup, open “Make a study of it” and choose the question “Full factorial”. One of its trainings has shuffled answers: the right form, and no truth in it.',
      done: { what: 'study set up', study: 'factorial' },
      isExtra: true,
    },
  ],
  result: (facts) => [
    `Before any training, shortest paths 4 × 4: in the asked form ${readableText(facts, 'none', 'spp4', 'before')}, right ${spanText(facts, 'none', 'spp4', 'before')}.`,
    `After training on localization: in the asked form ${readableText(facts, 'localization', 'spp4', 'after')}, right ${spanText(facts, 'localization', 'spp4', 'after')}.`,
    `Distance, trained on direction alone, one pair for each training: in the asked form ${readablePairsText(facts, 'direction', 'distance')}; right ${pairsText(facts, 'direction', 'distance')}.`,
  ],
  question:
    'Did the training on localization teach paths a form or a skill? How do you know? And what has happened to distance in one of the trainings on direction?',
  notes: [
    'For paths, the form was there before: what rose is not form. That is an argument from this record, not a proof for other models: those often gain form first.',
    'The control for form is training on shuffled answers: the same words, without truth. No record that ships has it; the study “Full factorial” sets it up, and takes long.',
    'Distance after direction is a training that unlearned a form it was not practising. Ask what the right count alone would have hidden.',
  ],
};
