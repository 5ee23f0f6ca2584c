/**
 * How training sequences become the batches of each step: in windows, sorted by length within, so that less is padded.
 * Not here: the step (workers/trainer.ts), who makes the sequences (src/experiment/stage/train.ts).
 */
import type { TrainConfig } from './config.ts';

/** Sequences of that many batches are sorted by length before they are cut into batches. */
const batchesSortedTogether = 4;

/** The first batch of the window that a batch lies in. */
export const windowOf = (batch: number): number => batch - (batch % batchesSortedTogether);

/** Where sequences come from, and in which order their batches are dealt out. */
interface WindowSource<T> {
  /** The next `count` sequences, waited for; null: there will be no more. */
  readonly take: (count: number) => Promise<T[] | null>;
  readonly lengthOf: (sequence: T) => number;
  /** The numbers below `count` in the random order of the window that begins with that batch. */
  readonly order: (firstBatch: number, count: number) => readonly number[];
}

/** The batches of each step, from step `first` on, until step `until` is reached or no sequences come. */
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
    // From short to long in every window, the loss would rise and fall with the lengths, and its first and last values
    // would be of batches that differ: the windows' batches are dealt out in a random order.
    for (const [i, rank] of order(start, batchCount).entries()) {
      // Of the window in which training goes on, the batches before were trained on.
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
