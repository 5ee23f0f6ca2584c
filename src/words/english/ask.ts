/** English words: asking the model. Not here: where they stand (src/app/ask). */

/** The words. */
export const ask = {
  title: 'Ask the model',
  newDiscs: 'New discs',
  newGrid: 'New grid',
  question: 'Question',
  stop: 'Stop',
  ask: 'Ask',
  suggestions: 'Questions that fit this scene',
  loadingModel: 'Loading the model',
  loading: (file: string) => `Loading ${file}`,
  loaded: (file: string, soFar: string, whole: string) => `Loading ${file}; ${soFar} of ${whole} so far`,
  right: 'A right answer',
  drawn:
    'Drawn on the pictures: the broad band or ring is the right answer, the thin dashed arrow or ring the given one.',
  unknown:
    'The lab has no right answer to this question in this scene, so the answer will not be marked. sparkle-tiny knows only questions worded like those below: to others it answers something all the same.',
  busy: 'The model is busy with the run; ask when it has ended.',
  nothingChosen: 'Nothing is chosen to answer with: tick the base model or an adapter.',
  noQuestion: 'There is no question yet: type one, or choose one above.',
  failed: (why: string) =>
    `The model could not answer: ${why} Its workers were ended; ask again to start new ones.`,
  otherPlace: (madeAt: string, askedAt: string) =>
    `This adapter was made at strength of place ${madeAt} and answers at ${askedAt}: set it to ${madeAt} to ask as it was trained.`,
};
