/** English words of the lessons, by the name of the lesson. Not here: the frame that they all share (lessons.ts). */
import { doesItTransfer } from './lessons/does-it-transfer.ts';
import { formOrSkill } from './lessons/form-or-skill.ts';
import { howMuchSeen } from './lessons/how-much-seen.ts';
import { isItLuck } from './lessons/is-it-luck.ts';
import { trainOneSkill } from './lessons/train-one-skill.ts';
import { whatDoesItSee } from './lessons/what-does-it-see.ts';

/** The words. */
export const lesson = {
  'what-does-it-see': whatDoesItSee,
  'train-one-skill': trainOneSkill,
  'does-it-transfer': doesItTransfer,
  'is-it-luck': isItLuck,
  'form-or-skill': formOrSkill,
  'how-much-seen': howMuchSeen,
};
