/** Whether a step can be done on this page: a teacher may have hidden or locked what it needs. Not here: whether it is done (deed.ts). */
import { isHidden, isLocked } from '../teacher/state.ts';
import type { Step } from './lesson.ts';

/** Only steps that are extra may need what can be hidden or locked. */
export function isPossible({ done }: Step): boolean {
  switch (done.what) {
    case 'question':
      return !isHidden('ask') && (done.place === undefined || !(isHidden('models') || isLocked.value));
    case 'run':
      return !(isHidden('setup') || isLocked.value);
    case 'study set up':
      return !(isHidden('studies') || isLocked.value);
    default:
      return true;
  }
}
