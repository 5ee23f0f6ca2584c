/** English words of lesson 6. Not here: what ticks its steps off, where its numbers come from (src/app/lessons/how-much-seen.ts). */

/** The words. */
export const howMuchSeen = {
  title: 'How much must be seen?',
  about:
    'To find a path one must see where its points are. How well must a model see places before it finds paths?',
  prediction:
    'After training on distance alone, the model also says better where objects are. How many shortest paths 4 × 4 does it find, compared with the places that it gets right?',
  guesses: {
    fewer: 'Clearly fewer paths than places',
    'as-many': 'About as many (within 10 of a hundred)',
    more: 'Clearly more paths than places',
  },
  steps: {
    record: (study: string) => `Open the recorded study “${study}”.`,
    distance: 'Choose a run trained on distance. Note localization and shortest path 4 × 4 after training.',
    wrong: 'Open a picture of localization that is wrong after training. How far off is the answer?',
    path: 'Open two pictures of shortest path 4 × 4. What does one place that is seen wrongly do to the whole path?',
    localization: 'Choose a run trained on localization, and note the same two numbers.',
    ask: 'Under the base model, set Strength of place to 1, and ask the base model a question that the lab can mark.',
    study: (study: string) =>
      `Below the setup, open “Make a study of it” and choose the question “${study}”. It changes how sharply the model sees places.`,
  },
  result: {
    none: (places: string, paths: string) =>
      `Trained on nothing: places right ${places}, shortest paths 4 × 4 right ${paths}.`,
    direction: (places: string, paths: string) =>
      `Trained on direction: places right ${places}, shortest paths 4 × 4 right ${paths}.`,
    distance: (places: string, paths: string) =>
      `Trained on distance: places right ${places}, shortest paths 4 × 4 right ${paths}.`,
    localization: (places: string, paths: string) =>
      `Trained on localization: places right ${places}, shortest paths 4 × 4 right ${paths}.`,
    all: (places: string, paths: string) =>
      `Trained on all three: places right ${places}, shortest paths 4 × 4 right ${paths}.`,
    apart:
      'Places are judged in pictures of objects, paths in pictures of points: the two numbers come from different questions.',
  },
  question:
    'How do places and paths go together? Explain with one picture what a single mistake does to a path. Does any line of the result not fit your explanation?',
  notes: {
    several:
      'A path needs several places at once, so one mistake can spoil it: where places are half right, paths fall behind.',
    rest: 'After all three skills the model finds more paths 4 × 4 than after localization alone, although it gets no more places right. Seeing is not all of it; the record does not say what the rest is.',
    study:
      'The study “How much must be seen?” changes the strength of place itself. It has many runs; no record of it ships.',
  },
};
