/** Lesson 4: the same training with other seeds. Data. Not here: its words (src/words/english/lessons/is-it-luck.ts). */
import { words } from '../../words/words.ts';
import { type Facts, pairsText, raisedText, rowOf } from './facts.ts';
import type { LessonOf } from './lesson.ts';

/** How many trainings raised paths, and how many there are. */
function risen(facts: Facts): { readonly risen: number; readonly all: number } {
  const { seeds } = rowOf(facts, 'all', 'spp4');
  return { risen: seeds.filter(({ before, after }) => after > before).length, all: seeds.length };
}

const points = (share: number): string => `${share > 0 ? '+' : ''}${Math.round(share * 100)}`;

/** The lesson. */
export const isItLuck: LessonOf<'is-it-luck'> = {
  name: 'is-it-luck',
  minutes: 12,
  record: 'luck',
  guesses: [
    { name: 'every', holds: (facts) => risen(facts).risen === risen(facts).all },
    { name: 'some', holds: (facts) => risen(facts).risen > 0 && risen(facts).risen < risen(facts).all },
    { name: 'none', holds: (facts) => risen(facts).risen === 0 },
  ],
  steps: [
    { name: 'one', done: { what: 'record', record: 'quick' } },
    { name: 'record', done: { what: 'record', record: 'luck' } },
    { name: 'seeds', done: { what: 'recorded run', record: 'luck', arm: 'all' }, times: 3 },
    { name: 'nothing', done: { what: 'recorded run', record: 'luck', arm: 'none' } },
    { name: 'study', done: { what: 'study set up', study: 'luck' }, isExtra: true },
  ],
  result: (facts) => {
    const say = words.value.lesson['is-it-luck'].result;
    const { mean, interval } = rowOf(facts, 'all', 'spp5').change;
    return [
      say.pairs(pairsText(facts, 'all', 'spp4'), pairsText(facts, 'all', 'spp5')),
      ...(interval ? [say.change(points(mean), points(interval.low), points(interval.high))] : []),
      say.nothing(pairsText(facts, 'none', 'spp4')),
      say.raised(raisedText(facts, 'all', 'composite')),
    ];
  },
};
