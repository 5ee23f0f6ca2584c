/** English words of lesson 3. Not here: what ticks its steps off, where its numbers come from (src/app/lessons/does-it-transfer.ts). */

/** Something said of each training, by what was trained on. */
interface ByArm {
  readonly direction: string;
  readonly distance: string;
  readonly localization: string;
  readonly all: string;
}

/** The words. */
export const doesItTransfer = {
  title: 'Does it transfer?',
  about:
    'No training here practises shortest paths. If the model finds more of them after learning a basic skill, the skill has transferred.',
  prediction: 'Which skill, trained alone, helps the model most to find shortest paths?',
  guesses: { direction: 'Direction', distance: 'Distance', localization: 'Localization' },
  steps: {
    record: (study: string) => `Open the recorded study “${study}”.`,
    direction:
      'Choose a run trained on direction. In its table, compare shortest path 4 × 4 before and after.',
    distance: 'Choose a run trained on distance, and do the same.',
    localization: 'Choose a run trained on localization, and do the same.',
    path: 'In one of these runs, open three pictures of shortest path 4 × 4. Follow the path in the answer with your finger: where does it go wrong?',
    ask: 'Press Ask its adapter in the record, and ask about a path: the adapter has never practised one.',
  },
  result: {
    pairs: ({ direction, distance, localization, all }: ByArm) =>
      `Shortest paths 4 × 4, right before → after, one pair for each training. Trained on direction: ${direction}. Trained on distance: ${distance}. Trained on localization: ${localization}. Trained on all three: ${all}.`,
    raised: ({ direction, distance, localization, all }: ByArm) =>
      `Composite tasks that rose clearly: with direction ${direction}; with distance ${distance}; with localization ${localization}; with all three ${all}.`,
    unclear:
      'A large change in few trainings can still be unclear to the lab. Lesson 4 asks how many trainings it takes.',
  },
  question:
    'Which skill transfers to paths, and why that one? Say what somebody must know to find a path, and which training gives it.',
  notes: {
    point:
      'The point of the lesson: the model can work a path out when it knows where things are, and the training on localization gives it that. It was made so that transfer is possible; another model may differ.',
    certain:
      'Few trainings make wide intervals: all skills together raise paths far, but with these trainings only one composite task clearly. Keep “large” and “certain” apart.',
    control:
      'The study has a control, trained on nothing: its numbers do not change. Ask why one would run that at all.',
  },
};
