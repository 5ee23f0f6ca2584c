/** Lesson 1: the model before any training. Data. Not here: its words (src/words/english/lessons/what-does-it-see.ts). */
import type { ScoredTask } from '../../sparkle/dataset/imported.ts';
import { words } from '../../words/words.ts';
import { blindText, type Facts, shareOf, spanText } from './facts.ts';
import type { LessonOf } from './lesson.ts';

const placesRight = (facts: Facts): number => shareOf(facts, 'all', 'localization', 'before');

/** The lesson. */
export const whatDoesItSee: LessonOf<'what-does-it-see'> = {
  name: 'what-does-it-see',
  minutes: 10,
  record: 'luck',
  guesses: [
    { name: 'fewer', holds: (facts) => placesRight(facts) < 0.25 },
    { name: 'between', holds: (facts) => placesRight(facts) >= 0.25 && placesRight(facts) <= 0.75 },
    { name: 'more', holds: (facts) => placesRight(facts) > 0.75 },
  ],
  steps: [
    { name: 'record', done: { what: 'record', record: 'luck' } },
    { name: 'localization', done: { what: 'item', task: 'localization' }, times: 2 },
    { name: 'direction', done: { what: 'item', task: 'direction' } },
    { name: 'path', done: { what: 'item', task: 'spp4' } },
    { name: 'ask', done: { what: 'question', by: 'base model' }, times: 2, isExtra: true },
  ],
  result: (facts) => {
    const say = words.value.lesson['what-does-it-see'].result;
    const right = (task: ScoredTask) => spanText(facts, 'all', task, 'before');
    const blind = (task: ScoredTask) => blindText(facts, 'all', task);
    return [
      say.localization(right('localization'), blind('localization')),
      say.direction(right('direction'), blind('direction')),
      say.path(right('spp4'), blind('spp4')),
      say.sets,
    ];
  },
};
