/**
 * A LoRA training step as one would write it without own kernels: the tests' reference decoder on the WebGPU backend, a
 * batch at a time, with TensorFlow.js' tape and its Adam. What the bench compares with.
 * Not here: the decoder itself (../fixtures/decoder-reference.ts), the lab's own (models/decoder.ts).
 */

import * as tf from '@tensorflow/tfjs';
import type { Adapter } from '../../models/adapter/adapter.ts';
import type { Batch } from '../../models/batch.ts';
import type { DecoderWeights } from '../../models/weights.ts';
import {
  type AdapterTensors,
  adapterTensors,
  type DenseDecoder,
  denseDecoder,
  headLogits,
  lastHiddenStates,
} from '../fixtures/decoder-reference.ts';

interface StockDecoder {
  /** The loss before the step and the length of its gradient, and the time until the GPU has all its work. */
  step(batch: Batch): Promise<{ loss: number; gradNorm: number; jsMs: number }>;
  dispose(): void;
}

/** Mean loss over the batch's answers, []. */
function meanLoss(
  decoder: DenseDecoder,
  adapter: Adapter,
  tensors: AdapterTensors,
  { embeddings, sequences, positions, answers }: Batch,
): tf.Scalar {
  const rows = { embeddings: embeddings as tf.Tensor2D, sequences, positions };
  const hidden = lastHiddenStates(decoder, adapter, tensors, rows); // [M, H]
  const ofAnswers = tf.gather(hidden, answers.rows as tf.Tensor1D) as tf.Tensor2D; // [R, H]
  const logShares = tf.logSoftmax(headLogits(decoder, ofAnswers)); // [R, V]
  // The label of a padded row is -1: its one-hot row is zero.
  const picked = tf.mul(logShares, tf.oneHot(answers.labels as tf.Tensor1D, decoder.config.vocab_size));
  return tf.div(tf.neg(tf.sum(picked)), answers.count) as tf.Scalar;
}

/** Uploads the decoder in float and the adapter as variables. */
export function createStockDecoder(
  weights: DecoderWeights,
  adapter: Adapter,
  learningRate: number,
  maxGradNorm: number,
): StockDecoder {
  const decoder = denseDecoder(weights);
  const pairs = adapterTensors(adapter).map(({ A, B }) => ({ A: tf.variable(A), B: tf.variable(B) }));
  const optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
  return {
    async step(batch) {
      const startMs = performance.now();
      const { value, grads } = tf.variableGrads(() => meanLoss(decoder, adapter, pairs, batch));
      // Pair by pair: addN binds all its inputs to one program, and a GPU takes about ten.
      const norm = tf.tidy(() =>
        tf.sqrt(
          Object.values(grads).reduce(
            (sum, gradient) => tf.add(sum, tf.sum(tf.square(gradient))),
            tf.scalar(0),
          ),
        ),
      );
      const clipped = tf.tidy(() => {
        const factor = tf.minimum(1, tf.div(maxGradNorm, norm));
        return Object.entries(grads).map(([name, gradient]) => ({ name, tensor: tf.mul(gradient, factor) }));
      });
      optimizer.applyGradients(clipped);
      const jsMs = performance.now() - startMs;
      const [[loss], [gradNorm]] = await Promise.all([value.data(), norm.data(), pairs[0]!.A.data()]);
      tf.dispose([value, norm, ...Object.values(grads), ...clipped.map(({ tensor }) => tensor)]);
      return { loss: loss!, gradNorm: gradNorm!, jsMs };
    },
    dispose: () => tf.dispose([decoder as unknown as tf.TensorContainer, pairs]),
  };
}
