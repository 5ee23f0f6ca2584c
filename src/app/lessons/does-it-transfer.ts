/** Lesson 3: composite tasks that were never practised. Data. Not here: its words (src/words/english/lessons/does-it-transfer.ts). */
import type { ScoredTask } from '../../sparkle/dataset/imported.ts';
import { words } from '../../words/words.ts';
import { type Facts, pairsText, raisedText, shareOf } from './facts.ts';
import type { LessonOf } from './lesson.ts';

const path: ScoredTask = 'spp4';
const skills = ['direction', 'distance', 'localization'] as const;

/** The skill whose training alone gave most right paths. */
const bestSkill = (facts: Facts): string =>
  skills.toSorted((a, b) => shareOf(facts, b, path, 'after') - shareOf(facts, a, path, 'after'))[0]!;

/** What is said of each training. */
const byArm = (textOf: (arm: string) => string) => ({
  direction: textOf('direction'),
  distance: textOf('distance'),
  localization: textOf('localization'),
  all: textOf('all'),
});

/** The lesson. */
export const doesItTransfer: LessonOf<'does-it-transfer'> = {
  name: 'does-it-transfer',
  minutes: 15,
  record: 'which',
  guesses: skills.map((skill) => ({ name: skill, holds: (facts) => bestSkill(facts) === skill })),
  steps: [
    { name: 'record', done: { what: 'record', record: 'which' } },
    ...skills.map((arm) => ({
      name: arm,
      done: { what: 'recorded run' as const, record: 'which', arm },
    })),
    { name: 'path', done: { what: 'item', task: path }, times: 3 },
    { name: 'ask', done: { what: 'question', by: 'adapter' }, isExtra: true },
  ],
  result: (facts) => {
    const say = words.value.lesson['does-it-transfer'].result;
    return [
      say.pairs(byArm((arm) => pairsText(facts, arm, path))),
      say.raised(byArm((arm) => raisedText(facts, arm, 'composite'))),
      say.unclear,
    ];
  },
};
