/**
 * How training sequences become the batches of each step: in windows, each sorted by length, so that batches need less
 * padding. Not here: the step (workers/trainer.ts), making the sequences (src/experiment/stage/train.ts).
 */
import type { TrainConfig } from './config.ts';

/** Batches in a window: their sequences are sorted by length before they are divided into batches. */
const batchesSortedTogether = 4;

/** The first batch of the window that contains a batch. */
export const windowOf = (batch: number): number => batch - (batch % batchesSortedTogether);

/** The first batch after the window that contains the batch before this one: batches up to here are taken together. */
export const windowEnd = (batch: number): number =>
  Math.ceil(batch / batchesSortedTogether) * batchesSortedTogether;

/** Where sequences come from, and the order of the batches in a window. */
interface WindowSource<T> {
  /** Waits for the next `count` sequences; null if there will be no more. */
  readonly take: (count: number) => Promise<T[] | null>;
  readonly lengthOf: (sequence: T) => number;
  /** The numbers from 0 to count - 1 in the random order of the window that begins with this batch. */
  readonly order: (firstBatch: number, count: number) => readonly number[];
}

/** The batches of each step from step `first` to before step `until`, or until there are no more sequences. */
export async function* batchesOfSteps<T>(
  { steps, batchSize, accumulate }: Pick<TrainConfig, 'steps' | 'batchSize' | 'accumulate'>,
  first: number,
  until: number,
  { take, lengthOf, order }: WindowSource<T>,
): AsyncGenerator<T[][]> {
  let batches: T[][] = [];
  let step = first;
  for (let start = windowOf(first * accumulate); step < until; start += batchesSortedTogether) {
    const batchCount = Math.min(batchesSortedTogether, steps * accumulate - start);
    const window = await take(batchCount * batchSize);
    if (!window) return;
    window.sort((a, b) => lengthOf(a) - lengthOf(b));
    // In order of length, the loss would rise and fall within each window, and its first and last values would come from
    // different kinds of batches. So the order is random.
    for (const [i, rank] of order(start, batchCount).entries()) {
      // A resumed training skips the batches of its first window that it has already trained on.
      if (start + i < first * accumulate) continue;
      batches.push(window.slice(rank * batchSize, (rank + 1) * batchSize));
      if (batches.length < accumulate) continue;
      if (step >= until) return;
      yield batches;
      batches = [];
      step++;
    }
  }
}
