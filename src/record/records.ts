/**
 * The table of records that ship with the lab, the one that the page opens on first. It is written by `npm run record` from
 * the files in public/records/. Not here: what is in a record (record.ts).
 */
import rows from './records.json' with { type: 'json' };

/** A record of the table. */
export interface RecordRow {
  /** The name of its files. */
  readonly name: string;
  /** The link of its study, which says what it is. */
  readonly link: string;
  /** ISO 8601. */
  readonly recordedAt: string;
  readonly bytes: number;
}

/** All records: those with more seeds first, then those with more runs. */
export const records: readonly RecordRow[] = rows;

/** The folder of the files, beside the page. */
const folder = 'records';

/** The file of a record, relative to the page. */
export const recordPath = (name: string): string => `${folder}/${name}.zip`;

/** The file of its adapter, relative to the page. */
export const recordAdapterPath = (name: string): string => `${folder}/${name}-adapter.zip`;
