/**
 * A LoRA training step of a Llama decoder in stock TensorFlow.js operations on the WebGPU backend, as one would write
 * it without own kernels: dense float weights, a batch at a time, the tape, its Adam. What the bench compares with.
 * Not here: the lab's decoder (models/decoder.ts), the judge of its gradients (test/fixtures/decoder-reference.ts).
 */
import * as tf from '@tensorflow/tfjs';
import type { Adapter } from '../../models/adapter/adapter.ts';
import type { Batch } from '../../models/batch.ts';
import { dequantize } from '../../models/frozen-matrix.ts';
import type { DecoderWeights, ModuleWeights } from '../../models/weights.ts';

export interface StockDecoder {
  /** The loss before the step and the length of its gradient, and the time until the GPU has all its work. */
  step(batch: Batch): Promise<{ loss: number; gradNorm: number; jsMs: number }>;
  dispose(): void;
}

/** The module's weights as dense floats, [inFeatures, outFeatures]. */
function dense(matrix: ModuleWeights): tf.Tensor2D {
  return tf.transpose(tf.tensor2d(dequantize(matrix), [matrix.outFeatures, matrix.inFeatures]));
}

/** Uploads the decoder in float and the adapter as variables. */
export function createStockDecoder(
  weights: DecoderWeights,
  adapter: Adapter,
  learningRate: number,
  maxGradNorm: number,
): StockDecoder {
  const { hidden_size: hidden, head_dim: size, rms_norm_eps: epsilon, rope_theta: theta } = weights.config;
  const { num_attention_heads: heads, num_key_value_heads: keyHeads } = weights.config;
  const { vocab_size: vocabulary } = weights.config;
  const scale = adapter.alpha / adapter.rank;
  const linears = new Map(
    weights.layers.flatMap(({ linear }) =>
      Object.values(linear).map((module) => [module.name, dense(module)] as const),
    ),
  );
  const pairs = new Map(
    adapter.modules.map(({ name, inFeatures, outFeatures, loraA, loraB }) => [
      name,
      {
        A: tf.variable(tf.tensor2d(loraA, [adapter.rank, inFeatures])),
        B: tf.variable(tf.tensor2d(loraB, [outFeatures, adapter.rank])),
      },
    ]),
  );
  const norms = weights.layers.map(({ inputNorm, postAttentionNorm }) => [
    tf.tensor1d(inputNorm),
    tf.tensor1d(postAttentionNorm),
  ]);
  const finalNorm = tf.tensor1d(weights.finalNorm);
  const head = tf.transpose(tf.tensor2d(dequantize(weights.lmHead), [vocabulary, hidden]));
  const optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);

  const norm = (x: tf.Tensor2D, weight: tf.Tensor): tf.Tensor2D =>
    tf.mul(tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), 1, true), epsilon))), weight); // [M, H]
  const linear = (x: tf.Tensor2D, { name }: ModuleWeights): tf.Tensor2D => {
    const { A, B } = pairs.get(name)!;
    const branch = tf.matMul(tf.matMul(x, A as tf.Tensor2D, false, true), B as tf.Tensor2D, false, true);
    return tf.add(tf.matMul(x, linears.get(name)!), tf.mul(branch, scale)); // [M, out]
  };

  /** Mean loss over the batch's answers, []. */
  const meanLoss = ({ embeddings, sequences, positions: places, answers }: Batch): tf.Scalar => {
    const angles = tf.outerProduct(
      tf.range(0, places),
      tf.pow(theta, tf.div(tf.range(0, size / 2), -size / 2)) as tf.Tensor1D,
    ); // [T, D / 2]
    const [cos, sin] = [tf.cos(angles), tf.sin(angles)];
    const ahead = tf.greater(tf.range(0, places), tf.reshape(tf.range(0, places), [places, 1])); // [T, T]
    const future = tf.tile(tf.mul(tf.cast(ahead, 'float32'), -1e9), [heads / keyHeads, 1]); // [h / k · T, T]
    const split = (x: tf.Tensor2D, count: number) =>
      tf.transpose(tf.reshape(x, [sequences, places, count, size]), [0, 2, 1, 3]) as tf.Tensor4D; // [B, h, T, D]
    const turn = (x: tf.Tensor4D) => {
      const [a, b] = tf.split(x, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
      return tf.concat(
        [tf.sub(tf.mul(a, cos), tf.mul(b, sin)), tf.add(tf.mul(b, cos), tf.mul(a, sin))],
        3,
      ) as tf.Tensor4D; // [B, h, T, D]
    };
    let x = embeddings as tf.Tensor2D; // [M, H]
    weights.layers.forEach(({ linear: module }, l) => {
      const [inputNorm, postAttentionNorm] = norms[l]!;
      const normed = norm(x, inputNorm!);
      const q = tf.reshape(turn(split(linear(normed, module.q_proj), heads)), [
        sequences,
        keyHeads,
        (heads / keyHeads) * places,
        size,
      ]); // [B, k, h / k · T, D]
      const k = turn(split(linear(normed, module.k_proj), keyHeads)); // [B, k, T, D]
      const v = split(linear(normed, module.v_proj), keyHeads); // [B, k, T, D]
      const scores = tf.div(tf.matMul(q, k, false, true), Math.sqrt(size)); // [B, k, h / k · T, T]
      const attended = tf.reshape(tf.matMul(tf.softmax(tf.add(scores, future)), v), [
        sequences,
        heads,
        places,
        size,
      ]); // [B, h, T, D]
      const joined = tf.reshape(tf.transpose(attended, [0, 2, 1, 3]), [-1, heads * size]) as tf.Tensor2D; // [M, h · D]
      const middle = tf.add(x, linear(joined, module.o_proj)) as tf.Tensor2D; // [M, H]
      const again = norm(middle, postAttentionNorm!);
      const gate = linear(again, module.gate_proj);
      const gated = tf.mul(tf.mul(gate, tf.sigmoid(gate)), linear(again, module.up_proj)) as tf.Tensor2D;
      x = tf.add(middle, linear(gated, module.down_proj)); // [M, H]
    });
    const rows = tf.gather(x, answers.rows as tf.Tensor1D) as tf.Tensor2D; // [R, H]
    const shares = tf.logSoftmax(tf.matMul(norm(rows, finalNorm), head)); // [R, V]
    // The label of a padded row is -1: its one-hot row is zero.
    const picked = tf.mul(shares, tf.oneHot(answers.labels as tf.Tensor1D, vocabulary));
    return tf.div(tf.neg(tf.sum(picked)), answers.count) as tf.Scalar;
  };

  return {
    async step(batch) {
      const startMs = performance.now();
      const { value, grads } = tf.variableGrads(() => meanLoss(batch));
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
      const [last] = pairs.values();
      const [[loss], [gradNorm]] = await Promise.all([value.data(), norm.data(), last!.A.data()]);
      tf.dispose([value, norm, ...Object.values(grads), ...clipped.map(({ tensor }) => tensor)]);
      return { loss: loss!, gradNorm: gradNorm!, jsMs };
    },
    dispose: () =>
      tf.dispose([
        ...linears.values(),
        ...[...pairs.values()].flatMap(({ A, B }) => [A, B]),
        ...norms.flat(),
        finalNorm,
        head,
      ]),
  };
}
