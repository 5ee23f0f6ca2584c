/** The table of lessons, in the order in which a class takes them. Not here: what a lesson is (lesson.ts). */
import { doesItTransfer } from './does-it-transfer.ts';
import { formOrSkill } from './form-or-skill.ts';
import { howMuchSeen } from './how-much-seen.ts';
import { isItLuck } from './is-it-luck.ts';
import type { Lesson } from './lesson.ts';
import { trainOneSkill } from './train-one-skill.ts';
import { whatDoesItSee } from './what-does-it-see.ts';

/** All lessons. */
export const lessons: readonly Lesson[] = [
  whatDoesItSee,
  trainOneSkill,
  doesItTransfer,
  isItLuck,
  formOrSkill,
  howMuchSeen,
];
