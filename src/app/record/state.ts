/**
 * The record that is shown: a study that was made elsewhere and ships with the lab. It is never stored, and never in the list
 * of a person's own runs. Not here: loading it (load.ts), its replay (replay.ts), its view (record.tsx).
 */
import { batch, computed, signal } from '@preact/signals';
import type { RunRecord } from '../../experiment/report.ts';
import type { StudyRecord } from '../../record/record.ts';
import { records } from '../../record/records.ts';
import { readStudyLink } from '../../study/study-link.ts';
import { tell } from '../page/notice.ts';
import { mainView } from '../page/shown.ts';
import { studyName } from '../study/words.ts';
import { sentenceOf } from '../ui/format.ts';
import { loadRecord } from './load.ts';

/** A record that was opened. */
interface OpenRecord extends StudyRecord {
  readonly name: string;
}

/** null if none was opened. */
export const openedRecord = signal<OpenRecord | null>(null);

/** The key of the run of the opened record that is looked at. */
const chosenKey = signal<string | null>(null);

/** The run of the opened record that is looked at: at first the one with the adapter. null without a record. */
export const recordedCell = computed(() => {
  const record = openedRecord.value;
  if (!record) return null;
  const byKey = (key: string | undefined | null) => record.runs.find(({ cell }) => cell.key === key);
  return byKey(chosenKey.value) ?? byKey(record.adapter?.key) ?? record.runs[0] ?? null;
});

/** That run as views take one. Its id is that of no stored run. */
export const recordedRun = computed((): RunRecord | null => {
  const [record, found] = [openedRecord.value, recordedCell.value];
  return record && found && { ...found.outcome, adapter: null, id: `${record.name}-${found.cell.key}` };
});

/** Looks at another run of the opened record. */
export function chooseRecordedRun(key: string): void {
  chosenKey.value = key;
}

/** What a record is called: its question, or its arms. */
export function recordTitle(link: string): string {
  const { study } = readStudyLink(link);
  return study ? studyName(study) : link;
}

/** The name of the record that is being loaded; null if none is. If two are opened, the later one is shown. */
export const openingRecord = signal<string | null>(null);

/** Opens a record and shows it; `isWanted` may say, once it is loaded, that it is no longer. Tells in one line if it cannot be read. */
export async function openRecord(name: string, isWanted: () => boolean = () => true): Promise<void> {
  openingRecord.value = name;
  try {
    const record =
      openedRecord.value?.name === name ? openedRecord.value : { ...(await loadRecord(name)), name };
    if (openingRecord.value !== name || !isWanted()) return;
    batch(() => {
      if (openedRecord.value !== record) chosenKey.value = null;
      openedRecord.value = record;
      mainView.value = 'record';
    });
  } catch (error) {
    tell('note', sentenceOf(error));
  } finally {
    if (openingRecord.value === name) openingRecord.value = null;
  }
}

/** Opens the first record, unless something of the person's own is shown by then. */
export async function openFirstRecord(hasOwn: () => boolean): Promise<void> {
  const [first] = records;
  if (first && !hasOwn()) await openRecord(first.name, () => !hasOwn());
}
