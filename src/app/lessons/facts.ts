/**
 * The numbers that lessons name, read from a record, and as they are written in the language of the page. Not here: the statistics
 * (src/experiment/statistics), the verdict on a row (src/study/study-finding.ts).
 */
import type { ScoredKind, ScoredTask } from '../../sparkle/dataset/imported.ts';
import { verdictOf } from '../../study/study-finding.ts';
import type { FinishedCell, StudyReport, StudyRow } from '../../study/study-report.ts';
import { words } from '../../words/words.ts';
import { taskName } from '../figures/task.ts';

/** A record as lessons read it. */
export interface Facts {
  readonly report: StudyReport;
  readonly runs: readonly FinishedCell[];
}

type When = 'before' | 'after';

/** One task of one arm. Throws if the record has none: a lesson names only what its record has. */
export function rowOf({ report }: Facts, arm: string, task: ScoredTask): StudyRow {
  const row = report.rows.find((each) => each.arm === arm && each.task === task);
  if (!row) throw new Error(`The record has no ${task} of ${arm}.`);
  return row;
}

/** Share of right answers over all seeds, 0 to 1. */
export const shareOf = (facts: Facts, arm: string, task: ScoredTask, when: When): number =>
  rowOf(facts, arm, task)[when].mean;

/** "18 to 27 of 150", from the seed with the fewest right answers to that with the most. */
export function spanText(facts: Facts, arm: string, task: ScoredTask, when: When): string {
  const { seeds } = rowOf(facts, arm, task);
  return span(
    seeds.map((seed) => seed[when]),
    seeds[0]!.items,
  );
}

function span(counts: readonly number[], items: number): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const { lessons } = words.value;
  return least === most ? lessons.count(least, items) : lessons.span(least, most, items);
}

/** "7 → 149, 4 → 139", before and after, seed by seed. */
export const pairsText = (facts: Facts, arm: string, task: ScoredTask): string =>
  rowOf(facts, arm, task)
    .seeds.map(({ before, after }) => `${before} → ${after}`)
    .join(', ');

/** "about 12 of 150": right answers without looking at the picture. */
export function blindText(facts: Facts, arm: string, task: ScoredTask): string {
  const { blindBaseline, seeds } = rowOf(facts, arm, task);
  const { items } = seeds[0]!;
  return words.value.lessons.about(Math.round(blindBaseline * items), items);
}

/** The tasks of a kind that training clearly raised, as the lab judges it. */
export const raised = ({ report }: Facts, arm: string, kind: ScoredKind): ScoredTask[] =>
  report.rows
    .filter((row) => row.arm === arm && row.kind === kind && verdictOf(row) === 'rose')
    .map(({ task }) => task);

/** Those tasks as a list in words. */
export const raisedText = (facts: Facts, arm: string, kind: ScoredKind): string =>
  listText(raised(facts, arm, kind).map(taskName)) || words.value.lessons.noTasks;

/** "a, b and c". */
const listText = (names: readonly string[]): string =>
  new Intl.ListFormat(words.value.format.dateLocale).format(names);

/** Answers of a task that have the asked form, run by run, right or wrong. */
function readableCounts({ runs }: Facts, arm: string, task: ScoredTask, when: When): number[] {
  return runs
    .filter(({ cell }) => cell.arm === arm)
    .map(
      ({ outcome }) =>
        outcome.items.filter((each) => each.item.task === task && each[when]?.score.isParsed).length,
    );
}

/** "149 to 150 of 150": answers in the asked form. */
export const readableText = (facts: Facts, arm: string, task: ScoredTask, when: When): string =>
  span(readableCounts(facts, arm, task, when), rowOf(facts, arm, task).seeds[0]!.items);

/** "143 → 144, 145 → 78": answers in the asked form before and after, seed by seed. */
export function readablePairsText(facts: Facts, arm: string, task: ScoredTask): string {
  const after = readableCounts(facts, arm, task, 'after');
  return readableCounts(facts, arm, task, 'before')
    .map((count, i) => `${count} → ${after[i]}`)
    .join(', ');
}

/** Share of answers in the asked form over all seeds, 0 to 1. */
export function readableShare(facts: Facts, arm: string, task: ScoredTask, when: When): number {
  const counts = readableCounts(facts, arm, task, when);
  const { items } = rowOf(facts, arm, task).seeds[0]!;
  return counts.reduce((sum, each) => sum + each, 0) / (counts.length * items);
}
