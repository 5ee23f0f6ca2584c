/** Lesson 2: training on one basic skill. Data. Not here: its words (src/words/english/lessons/train-one-skill.ts). */
import type { ScoredTask } from '../../sparkle/dataset/imported.ts';
import { words } from '../../words/words.ts';
import { type Facts, pairsText, raised, raisedText } from './facts.ts';
import type { LessonOf } from './lesson.ts';

const raisedSkills = (facts: Facts): readonly ScoredTask[] => raised(facts, 'direction', 'basic');

/** The lesson. */
export const trainOneSkill: LessonOf<'train-one-skill'> = {
  name: 'train-one-skill',
  minutes: 12,
  record: 'which',
  guesses: [
    { name: 'alone', holds: (facts) => `${raisedSkills(facts)}` === 'direction' },
    {
      name: 'more',
      holds: (facts) => raisedSkills(facts).includes('direction') && raisedSkills(facts).length > 1,
    },
    { name: 'none', holds: (facts) => !raisedSkills(facts).includes('direction') },
  ],
  steps: [
    { name: 'record', done: { what: 'record', record: 'which' } },
    { name: 'first', done: { what: 'recorded run', record: 'which', arm: 'direction', seed: 1 } },
    { name: 'fixed', done: { what: 'item', task: 'direction' }, times: 2 },
    { name: 'localization', done: { what: 'item', task: 'localization' } },
    { name: 'second', done: { what: 'recorded run', record: 'which', arm: 'direction', seed: 2 } },
    { name: 'own', done: { what: 'run', arm: 'direction' }, isExtra: true },
  ],
  result: (facts) => {
    const say = words.value.lesson['train-one-skill'].result;
    const pairs = (task: ScoredTask) => pairsText(facts, 'direction', task);
    return [
      say.pairs(pairs('direction'), pairs('distance'), pairs('localization')),
      say.raised(raisedText(facts, 'direction', 'basic')),
      say.unclear,
    ];
  },
};
