/**
 * The items of runs as a table, a row an item: what was asked, what was answered before and after training, and how that was
 * judged. As JSON lines or as CSV. Not here: the whole run (run-zip.ts), why an answer is wrong (src/sparkle/reasons.ts).
 */

import { armRow } from '../experiment/arms.ts';
import { armOf } from '../experiment/config.ts';
import type { ItemResult, JudgedAnswer, RunOutcome } from '../experiment/report.ts';
import { reasonsOfAnswer } from '../experiment/statistics/reasons.ts';
import { type CsvField, csvText } from '../files/csv.ts';

/** A run whose items are written. */
interface ItemSource {
  /** The name of its study; null if it is none's. */
  readonly study: string | null;
  readonly run: Pick<RunOutcome, 'config' | 'items'>;
}

/** An answer, as both files have it. Nothing of it is known if the item was not answered. */
const answerFields = ['text', 'parsed', 'right', 'listingRight', 'lengthRatio'] as const;

/** The fields of a row that are not of an answer. */
const itemFields = ['study', 'arm', 'seed', 'task', 'item', 'question', 'reference'] as const;

type Fields<Name extends string> = Readonly<Record<Name, CsvField>>;

interface ItemRow extends Fields<(typeof itemFields)[number]> {
  readonly before: Fields<(typeof answerFields)[number]> | null;
  readonly after: Fields<(typeof answerFields)[number]> | null;
}

const rowsOf = ({ study, run: { config, items } }: ItemSource): ItemRow[] =>
  items.map((result) => ({
    study,
    arm: armRow(armOf(config)).name,
    seed: config.seed,
    task: result.item.task,
    item: result.item.id,
    question: result.item.question,
    reference: result.item.answer,
    before: answerOf(result, result.before),
    after: answerOf(result, result.after),
  }));

/** `listingRight`: whether the positions that it lists are those of the picture; null if it lists none that can be read. */
function answerOf({ item }: ItemResult, answer: JudgedAnswer | null) {
  if (!answer) return null;
  const { text, score } = answer;
  const { workingOut } = reasonsOfAnswer(item, answer) ?? { workingOut: null };
  const listingRight =
    workingOut &&
    (workingOut.grid?.isRight ?? true) &&
    workingOut.positions.every(({ match }) => match === 'exact');
  return {
    text,
    parsed: score.isParsed,
    right: score.isCorrect,
    listingRight,
    lengthRatio: score.lengthRatio,
  };
}

/** A JSON object a line. */
export const itemsJsonl = (sources: readonly ItemSource[]): string =>
  sources
    .flatMap(rowsOf)
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');

/** With a head; the fields of an answer have `before` or `after` in front of their names. */
export function itemsCsv(sources: readonly ItemSource[]): string {
  const times = ['before', 'after'] as const;
  const head = times.flatMap((when) =>
    answerFields.map((field) => `${when}${field[0]!.toUpperCase()}${field.slice(1)}`),
  );
  const rows = sources
    .flatMap(rowsOf)
    .map((row) => [
      ...itemFields.map((field) => row[field]),
      ...times.flatMap((when) => answerFields.map((field) => row[when]?.[field] ?? null)),
    ]);
  return csvText([[...itemFields, ...head], ...rows]);
}
