/**
 * A pass of the plain decoder: one conversation of a batch, as plain arrays that a worker can be sent. On the processor a
 * conversation a pass is faster than all at once: it needs no padding, and what it computes stays in the caches.
 * Not here: what a pass computes (decoder.ts), who computes it (crew.ts).
 */
import type { Batch } from '../batch.ts';
import type { Dropout } from '../dropout-mask.ts';
import { elementsOf } from './processor.ts';

/** One conversation, cut after the last row that predicts an answer: later rows change nothing. */
export interface Pass {
  /** [T, H] */
  readonly embeddings: Float32Array;
  /** T */
  readonly positions: number;
  /** The rows that predict an answer token, rising, [R]. */
  readonly rows: Int32Array;
  /** The token that each of them predicts, [R]. */
  readonly labels: Int32Array;
  readonly dropout: PassDropout | null;
}

/** Dropout of a conversation that is part of a batch: its rows have other numbers in the batch's mask. */
interface PassDropout extends Dropout {
  /** The number of the conversation's first row in the batch. */
  readonly firstRow: number;
  /** The number of its first answer row among those of the batch. */
  readonly firstAnswer: number;
}

/** The conversations of a batch that have answers, in its order: together, their answer rows are those of the batch. */
export function passesOf({ embeddings, positions, answers }: Batch, dropout: Dropout | null = null): Pass[] {
  const width = embeddings.shape[1]!;
  const rows = answers.rows.dataSync<'int32'>().subarray(0, answers.count);
  const labels = answers.labels.dataSync<'int32'>();
  const all = elementsOf(embeddings); // [B · T, H]
  const passes: Pass[] = [];
  for (let first = 0; first < rows.length; ) {
    const firstRow = rows[first]! - (rows[first]! % positions);
    const next = rows.findIndex((row, i) => i > first && row >= firstRow + positions);
    const end = next < 0 ? rows.length : next;
    const length = rows[end - 1]! - firstRow + 1;
    passes.push({
      embeddings: all.slice(firstRow * width, (firstRow + length) * width),
      positions: length,
      rows: rows.slice(first, end).map((row) => row - firstRow),
      labels: labels.slice(first, end),
      dropout: dropout && { ...dropout, firstRow, firstAnswer: first },
    });
    first = end;
  }
  return passes;
}
