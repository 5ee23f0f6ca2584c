/** Lesson 3: composite tasks that were never practised. Data. */
import type { ScoredTask } from '../../sparkle/dataset/imported.ts';
import { type Facts, pairsText, raisedText, shareOf } from './facts.ts';
import type { Lesson } from './lesson.ts';

const path: ScoredTask = 'spp4';
const skills = ['direction', 'distance', 'localization'] as const;

/** The skill whose training alone gave most right paths. */
const bestSkill = (facts: Facts): string =>
  skills.toSorted((a, b) => shareOf(facts, b, path, 'after') - shareOf(facts, a, path, 'after'))[0]!;

/** The lesson. */
export const doesItTransfer: Lesson = {
  name: 'does-it-transfer',
  title: 'Does it transfer?',
  minutes: 15,
  about:
    'No training here practises shortest paths. If the model finds more of them after learning a basic skill, the skill has transferred.',
  record: 'which',
  prediction: {
    question: 'Which skill, trained alone, helps the model most to find shortest paths?',
    guesses: skills.map((skill) => ({
      text: skill[0]!.toUpperCase() + skill.slice(1),
      holds: (facts) => bestSkill(facts) === skill,
    })),
  },
  steps: [
    {
      text: 'Open the recorded study “Which skill carries it?”.',
      done: { what: 'record', record: 'which' },
    },
    {
      text: 'Choose a run trained on direction. In its table, compare shortest path 4 × 4 before and after.',
      done: { what: 'recorded run', record: 'which', arm: 'direction' },
    },
    {
      text: 'Choose a run trained on distance, and do the same.',
      done: { what: 'recorded run', record: 'which', arm: 'distance' },
    },
    {
      text: 'Choose a run trained on localization, and do the same.',
      done: { what: 'recorded run', record: 'which', arm: 'localization' },
    },
    {
      text: 'In one of these runs, open three pictures of shortest path 4 × 4. Follow the path in the answer with your finger: where does it go wrong?',
      done: { what: 'item', task: path },
      times: 3,
    },
    {
      text: 'Press Ask its adapter in the record, and ask about a path: the adapter has never practised one.',
      done: { what: 'question', by: 'adapter' },
      isExtra: true,
    },
  ],
  result: (facts) => [
    `Shortest paths 4 × 4, right before → after, one pair for each training. ${[...skills, 'all']
      .map((arm) => `Trained on ${arm === 'all' ? 'all three' : arm}: ${pairsText(facts, arm, path)}.`)
      .join(' ')}`,
    `Composite tasks that rose clearly: ${[...skills, 'all']
      .map((arm) => `with ${arm === 'all' ? 'all three' : arm} ${raisedText(facts, arm, 'composite')}`)
      .join('; ')}.`,
    'A large change in few trainings can still be unclear to the lab. Lesson 4 asks how many trainings it takes.',
  ],
  question:
    'Which skill transfers to paths, and why that one? Say what somebody must know to find a path, and which training gives it.',
  notes: [
    'The point of the lesson: the model can work a path out when it knows where things are, and the training on localization gives it that. It was made so that transfer is possible; another model may differ.',
    'Few trainings make wide intervals: all skills together raise paths far, but with these trainings only one composite task clearly. Keep “large” and “certain” apart.',
    'The study has a control, trained on nothing: its numbers do not change. Ask why one would run that at all.',
  ],
};
