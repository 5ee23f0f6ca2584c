/** Lesson 6: how well places must be seen before paths are found. Data. Not here: its words (src/words/english/lessons/how-much-seen.ts). */
import { words } from '../../words/words.ts';
import { type Facts, shareOf, spanText } from './facts.ts';
import type { LessonOf } from './lesson.ts';

/** Share of right paths minus share of right places, after training on distance alone. */
const pathsAhead = (facts: Facts): number =>
  shareOf(facts, 'distance', 'spp4', 'after') - shareOf(facts, 'distance', 'localization', 'after');

/** How far apart two shares must be to be called different here. */
const apart = 0.1;

const armsInOrder = ['none', 'direction', 'distance', 'localization', 'all'] as const;

/** The lesson. */
export const howMuchSeen: LessonOf<'how-much-seen'> = {
  name: 'how-much-seen',
  minutes: 15,
  record: 'which',
  guesses: [
    { name: 'fewer', holds: (facts) => pathsAhead(facts) < -apart },
    { name: 'as-many', holds: (facts) => Math.abs(pathsAhead(facts)) <= apart },
    { name: 'more', holds: (facts) => pathsAhead(facts) > apart },
  ],
  steps: [
    { name: 'record', done: { what: 'record', record: 'which' } },
    { name: 'distance', done: { what: 'recorded run', record: 'which', arm: 'distance' } },
    { name: 'wrong', done: { what: 'item', task: 'localization' } },
    { name: 'path', done: { what: 'item', task: 'spp4' }, times: 2 },
    { name: 'localization', done: { what: 'recorded run', record: 'which', arm: 'localization' } },
    { name: 'ask', done: { what: 'question', by: 'base model', place: 1 }, isExtra: true },
    { name: 'study', done: { what: 'study set up', study: 'seen' }, isExtra: true },
  ],
  result: (facts) => {
    const say = words.value.lesson['how-much-seen'].result;
    return [
      ...armsInOrder.map((arm) =>
        say[arm](spanText(facts, arm, 'localization', 'after'), spanText(facts, arm, 'spp4', 'after')),
      ),
      say.apart,
    ];
  },
};
