/**
 * Loads records and their adapters, which lie beside the page, when they are opened. Not here: what is in them (src/record).
 */
import type { PeftFiles } from '../../../models/adapter/peft.ts';
import { findAdapterFiles } from '../../files/adapter-files.ts';
import { readRecord, type StudyRecord } from '../../record/record.ts';
import { recordAdapterPath, recordPath } from '../../record/records.ts';

/** A file beside the page. @throws Error with a plain message if it does not come. */
async function fileBesidePage(path: string): Promise<Blob> {
  let answer: Response;
  try {
    answer = await fetch(new URL(path, document.baseURI));
  } catch {
    throw new Error(`${path} did not arrive: there is no connection. Try again when there is one.`);
  }
  if (!answer.ok)
    throw new Error(
      `Expected ${path} beside the page, got HTTP ${answer.status}. Its host has an incomplete copy of the lab.`,
    );
  return answer.blob();
}

/** A record. @throws Error with a plain message if it does not come or cannot be read. */
export const loadRecord = async (name: string): Promise<StudyRecord> =>
  readRecord(name, await fileBesidePage(recordPath(name)));

/** PEFT's files of a record's adapter. @throws Error with a plain message if they do not come or cannot be read. */
export const loadRecordAdapter = async (name: string): Promise<PeftFiles> =>
  (await findAdapterFiles(await fileBesidePage(recordAdapterPath(name)))).files;
