/**
 * How well logits predict answer tokens: their loss, and how often the right token has the largest logit. Validation is
 * rare, so TensorFlow.js' own operations are fast enough. Not here: the training loss and its gradient (loss.ts).
 */
import {
  exp,
  gatherND,
  greaterEqual,
  log,
  max,
  maximum,
  mul,
  range,
  scalar,
  stack,
  sub,
  sum,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs';

/**
 * From logits [R, V] and labels [R]: the sum of the rows' cross-entropies in nats, and the number of rows whose label
 * has the largest logit; [2]. Rows with a label below 0 do not count.
 */
export function scoresOf(logits: Tensor, labels: Tensor): Tensor {
  return tidy(() => {
    const counts = greaterEqual(labels, 0).cast('float32'); // [R]
    const rows = range(0, logits.shape[0]!, 1, 'int32'); // [R]
    const own = gatherND(logits, stack([rows, maximum(labels, scalar(0, 'int32'))], 1)); // [R]
    const largest = max(logits, 1); // [R]
    const total = log(sum(exp(sub(logits, largest.expandDims(1))), 1)).add(largest); // [R]
    const isLargest = greaterEqual(own, largest).cast('float32'); // [R]
    return stack([sum(mul(sub(total, own), counts)), sum(mul(isLargest, counts))]); // [2]
  });
}
