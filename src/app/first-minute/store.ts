/** Remembers that the first minute was seen, if the browser allows it. Not here: when it is shown (state.ts). */
import { readMark, writeMark } from '../storage/marks.ts';

const key = 'first-minute';
const seen = 'seen';

/** Whether it was skipped, or gone through, in this browser. */
export const wasSeen = (): boolean => readMark(window, key) === seen;

/** Remembers it. */
export const rememberSeen = (): void => writeMark(window, key, seen);
