/** A collection as CSV, a row for each student and task. Not here: the fields of a row of CSV (src/files/csv.ts). */
import { type CsvField, csvText } from '../files/csv.ts';
import { type Entry, groupsOf } from './collection.ts';
import { poolClass } from './pool.ts';
import { itemsOf, rightAfter, rightBefore } from './result.ts';

const head = [
  'group',
  'name',
  'handedIn',
  'counted',
  'seed',
  'task',
  'items',
  'before',
  'after',
  'bothRight',
  'onlyBefore',
  'onlyAfter',
  'neither',
  'blindPercent',
  'outlier',
] as const;

/** All entries, counted or not. `group`: those with the same are pooled, others are not. */
export function classCsv(entries: readonly Entry[]): string {
  const rows = groupsOf(entries).flatMap((group): CsvField[][] => {
    const outliers = poolClass(group.entries)?.outliers ?? [];
    return group.entries.flatMap(({ id, name, file, isCounted, result: { seed, tasks } }) =>
      tasks.map((counts) => [
        group.key,
        asText(name),
        file === null ? 'code' : asText(file),
        isCounted,
        seed,
        counts.task,
        itemsOf(counts),
        rightBefore(counts),
        rightAfter(counts),
        counts.bothRight,
        counts.onlyBefore,
        counts.onlyAfter,
        counts.neither,
        counts.blindPercent,
        outliers
          .filter((each) => each.id === id && each.task === counts.task)
          .map(({ when }) => when)
          .join(' '),
      ]),
    );
  });
  return csvText([head, ...rows]);
}

/** What a student typed is no formula: spreadsheets compute a cell that begins so. */
const asText = (typed: string): string => (/^[=+\-@\t\r]/.test(typed) ? `'${typed}` : typed);
