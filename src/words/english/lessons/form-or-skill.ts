/** English words of lesson 5. Not here: what ticks its steps off, where its numbers come from (src/app/lessons/form-or-skill.ts). */

/** The words. */
export const formOrSkill = {
  title: 'Form or skill?',
  about:
    'An answer can look like an answer and be wrong. Did training teach the model a skill, or only how answers look?',
  prediction:
    'Before any training, how many of the answers to shortest-path questions have the asked form, right or wrong?',
  guesses: {
    fewer: 'Fewer than a quarter',
    between: 'Between a quarter and three quarters',
    more: 'More than three quarters',
  },
  steps: {
    record: (study: string) => `Open the recorded study “${study}”.`,
    nothing:
      'Choose a run trained on nothing. In its table, compare “readable” with the right answers of shortest path 4 × 4.',
    path: 'Open two pictures of shortest path 4 × 4. Is the answer a path? Is it the right one?',
    direction: 'Choose the run trained on direction with seed 2, and look at “readable” of distance.',
    distance: 'Open two pictures of distance in it. What does the model answer now?',
    study: (study: string) =>
      `Below the setup, open “Make a study of it” and choose the question “${study}”. One of its trainings has shuffled answers: the right form, and no truth in it.`,
  },
  result: {
    before: (readable: string, right: string) =>
      `Before any training, shortest paths 4 × 4: in the asked form ${readable}, right ${right}.`,
    after: (readable: string, right: string) =>
      `After training on localization: in the asked form ${readable}, right ${right}.`,
    distance: (readable: string, right: string) =>
      `Distance, trained on direction alone, one pair for each training: in the asked form ${readable}; right ${right}.`,
  },
  question:
    'Did the training on localization teach paths a form or a skill? How do you know? And what has happened to distance in one of the trainings on direction?',
  notes: {
    before:
      'For paths, the form was there before: what rose is not form. That is an argument from this record, not a proof for other models: those often gain form first.',
    shuffled:
      'The control for form is training on shuffled answers: the same words, without truth. No record that ships has it; the study “Full factorial” sets it up, and takes long.',
    distance:
      'Distance after direction is a training that unlearned a form it was not practising. Ask what the right count alone would have hidden.',
  },
};
