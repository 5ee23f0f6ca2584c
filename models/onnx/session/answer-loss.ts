/**
 * The training loss as inference sees it, in float64. Not here: the loss the trainer differentiates.
 */
import { ignoredLabel } from '../../prompt.ts';

/** Mean cross-entropy (nats) over the labelled places of logits [t, vocabulary]: place i foretells token i + 1. */
export function answerLoss(logits: Float32Array, labels: Int32Array, vocabulary: number): number {
  let sum = 0;
  let count = 0;
  for (let place = 1; place < labels.length; place++) {
    const label = labels[place]!;
    if (label === ignoredLabel) continue;
    const row = logits.subarray((place - 1) * vocabulary, place * vocabulary);
    const largest = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    let total = 0;
    for (const value of row) total += Math.exp(value - largest);
    sum += Math.log(total) + largest - row[label]!;
    count++;
  }
  return sum / count;
}
