/**
 * The first minute while it is shown: what it shows, when it greets by itself, and that it does so once. Not here: what is
 * chosen of a record (chosen.ts), which screen is looked at (first-minute.tsx).
 */
import { signal } from '@preact/signals';
import type { StudyRecord } from '../../record/record.ts';
import { records } from '../../record/records.ts';
import { closeLesson, openedLesson } from '../lessons/work.ts';
import { tell } from '../page/notice.ts';
import { mainView } from '../page/shown.ts';
import { loadRecord } from '../record/load.ts';
import { openedRecord } from '../record/state.ts';
import { runs } from '../runs/state.ts';
import { isSetUpAsStarted } from '../setup/state.ts';
import { studies } from '../study/state.ts';
import { focusIfLost, leadTo } from '../ui/focus.ts';
import { sentenceOf } from '../ui/format.ts';
import { type Chosen, chosenOf } from './chosen.ts';
import { rememberSeen, wasSeen } from './store.ts';

/** What the first minute shows. */
export interface FirstMinute extends Chosen {
  readonly record: StudyRecord;
  /** The name of the record. */
  readonly name: string;
}

/** null if it is not shown. */
export const firstMinute = signal<FirstMinute | null>(null);

/** Whether it is being loaded. */
export const isOpening = signal(false);

/** Shows it of a record that has something for it; returns whether it does. */
function show(name: string, record: StudyRecord): boolean {
  const chosen = chosenOf(record);
  if (chosen) firstMinute.value = { ...chosen, record, name };
  return chosen !== null;
}

/**
 * Shows it above the record that the page has just opened on, to a person who was never here: whoever has runs, has seen it,
 * or comes by a link that says what to do, is left alone.
 */
export function greet(): void {
  const record = openedRecord.value;
  if (!record || mainView.value !== 'record' || wasSeen() || !isSetUpAsStarted()) return;
  if (runs.value.length > 0 || studies.value.length > 0 || openedLesson.value) return;
  show(record.name, record);
}

/** Shows it whenever a person asks for it, of the record that the page opens on. Tells in one line if it cannot be read. */
export async function openFirstMinute(): Promise<void> {
  const [first] = records;
  if (!first || isOpening.value) return;
  isOpening.value = true;
  try {
    const opened = openedRecord.value;
    const record = opened?.name === first.name ? opened : await loadRecord(first.name);
    if (!firstMinute.value && !show(first.name, record)) return;
    closeLesson();
    leadTo('#first-minute-title');
  } catch (error) {
    tell('note', sentenceOf(error));
  } finally {
    isOpening.value = false;
  }
}

/** Ends it for good: it does not greet again in this browser. The focus goes to what stood below. */
export function closeFirstMinute(): void {
  rememberSeen();
  firstMinute.value = null;
  // The pressed button is gone.
  setTimeout(() => focusIfLost('#record-title', '#result-title', '#setup-title'));
}
