/** English words of lesson 1. Not here: what ticks its steps off, where its numbers come from (src/app/lessons/what-does-it-see.ts). */

/** The words. */
export const whatDoesItSee = {
  title: 'What does it see?',
  about:
    'A model answers questions about pictures. Before you train it, find out what it can see already, and what it only guesses.',
  prediction:
    'Before any training, the model is asked where an object is in a picture. How many of these questions does it answer right?',
  guesses: {
    fewer: 'Fewer than a quarter',
    between: 'Between a quarter and three quarters',
    more: 'More than three quarters',
  },
  steps: {
    record: (study: string) =>
      `Open the recorded study “${study}”. Below its figure stands one run of it. Its table says for each task how many answers were right before the training and after it. Look at before only.`,
    localization:
      'In the figure of the run, press localization and open two pictures. Answer each question yourself before you read what the model said before.',
    direction: 'Do the same with a picture of direction.',
    path: 'And with a picture of shortest path 4 × 4. What does the model write when it does not see the way?',
    ask: 'Under Ask the model, at the end of the page, ask the base model two of the questions that are offered there.',
  },
  result: {
    localization: (right: string, blind: string) =>
      `Where an object is (localization): right before training ${right}. Who guesses without looking gets ${blind}.`,
    direction: (right: string, blind: string) =>
      `Direction: right before training ${right}; without looking ${blind}.`,
    path: (right: string, blind: string) =>
      `Shortest path 4 × 4: right before training ${right}; without looking ${blind}.`,
    sets: 'Several numbers stand for several sets of questions. A number tells you something about seeing only beside the number for guessing.',
  },
  question:
    'What does the untrained model see, and what does it not see? Name one picture that shows it, and compare one number with guessing.',
  notes: {
    form: 'The model always answers, and in the right form. Students tend to take that for seeing: ask them for the number without looking.',
    faint:
      'It was made to see places only faintly. What is found here is true of this model, not of all models.',
    first:
      'The page opens on a finished study, whose figure shows before and after. Let the class write down the prediction before they scroll.',
    distance:
      'Guessing gets about half of the distance questions; the untrained model gets fewer. A good extra question: how can one be worse than guessing?',
  },
};
