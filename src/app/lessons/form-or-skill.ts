/** Lesson 5: an answer that looks right and one that is right. Data. Not here: its words (src/words/english/lessons/form-or-skill.ts). */
import { words } from '../../words/words.ts';
import { type Facts, pairsText, readablePairsText, readableShare, readableText, spanText } from './facts.ts';
import type { LessonOf } from './lesson.ts';

const readablePaths = (facts: Facts): number => readableShare(facts, 'none', 'spp4', 'before');

/** The lesson. */
export const formOrSkill: LessonOf<'form-or-skill'> = {
  name: 'form-or-skill',
  minutes: 12,
  record: 'which',
  guesses: [
    { name: 'fewer', holds: (facts) => readablePaths(facts) < 0.25 },
    { name: 'between', holds: (facts) => readablePaths(facts) >= 0.25 && readablePaths(facts) <= 0.75 },
    { name: 'more', holds: (facts) => readablePaths(facts) > 0.75 },
  ],
  steps: [
    { name: 'record', done: { what: 'record', record: 'which' } },
    { name: 'nothing', done: { what: 'recorded run', record: 'which', arm: 'none' } },
    { name: 'path', done: { what: 'item', task: 'spp4' }, times: 2 },
    { name: 'direction', done: { what: 'recorded run', record: 'which', arm: 'direction', seed: 2 } },
    { name: 'distance', done: { what: 'item', task: 'distance' }, times: 2 },
    { name: 'study', done: { what: 'study set up', study: 'factorial' }, isExtra: true },
  ],
  result: (facts) => {
    const say = words.value.lesson['form-or-skill'].result;
    return [
      say.before(readableText(facts, 'none', 'spp4', 'before'), spanText(facts, 'none', 'spp4', 'before')),
      say.after(
        readableText(facts, 'localization', 'spp4', 'after'),
        spanText(facts, 'localization', 'spp4', 'after'),
      ),
      say.distance(
        readablePairsText(facts, 'direction', 'distance'),
        pairsText(facts, 'direction', 'distance'),
      ),
    ];
  },
};
