/**
 * The operations of the plain decoder, each with its gradient for TensorFlow.js' tape. They use only what the
 * WebAssembly backend computes correctly and fast: products are fast there only without transposed factors, its oneHot
 * gives wrong floats, and its gather has no gradient. Not here: the decoder (decoder.ts).
 */
import {
  add,
  cast,
  concat,
  customGrad,
  equal,
  exp,
  type GradSaveFunc,
  gather,
  greaterEqual,
  log,
  matMul,
  max,
  mean,
  mul,
  neg,
  range,
  reshape,
  rsqrt,
  sigmoid,
  slice,
  softmax,
  split,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tensor2d,
  tidy,
  transpose,
  unstack,
  zeros,
} from '@tensorflow/tfjs';
import type { LoraSlot } from '../adapter/layout.ts';
import type { Batch } from '../batch.ts';
import { type Dropout, dropoutKey, isKept } from '../dropout-mask.ts';

/** A frozen linear layer in both orders, so that neither pass has to transpose it. */
export interface DenseLinear {
  readonly weight: Tensor2D; // [out, in]
  readonly transposed: Tensor2D; // [in, out]
}

/** A and B of a module: [r, in] and [out, r]. */
export type LoraPair = readonly [A: Tensor, B: Tensor];

/** cos and sin of the positions' angles, [T, D / 2] each. */
export interface Angles {
  readonly cos: Tensor;
  readonly sin: Tensor;
}

/**
 * An operation with its own gradient. `forward` gives the value and what the gradient needs; `backward` gives one
 * gradient for each input.
 */
function operation(
  inputs: readonly Tensor[],
  forward: () => { value: Tensor; needs: Tensor[] },
  backward: (dy: Tensor, needs: Tensor[]) => Tensor[],
): Tensor {
  return customGrad((...given: unknown[]) => {
    const save = given.at(-1) as GradSaveFunc;
    const { value, needs } = forward();
    save(needs);
    // Without tidy, TensorFlow.js frees nothing that a gradient function makes until the whole pass is done.
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => tidy(() => backward(dy, saved)) };
  })(...(inputs as Tensor[]));
}

/** a · b of two matrices, or of two stacks of matrices [.., ·, ·], one by one: only single products are fast. */
function product(a: Tensor, b: Tensor): Tensor {
  if (a.rank === 2) return matMul(a as Tensor2D, b as Tensor2D);
  const apart = (x: Tensor) => unstack(reshape(x, [-1, ...x.shape.slice(-2)])) as Tensor2D[];
  const others = apart(b);
  const products = apart(a).map((each, i) => matMul(each, others[i]!));
  return reshape(stack(products), [...a.shape.slice(0, -1), b.shape.at(-1)!]); // [.., ·, ·]
}

/** Swaps the last two axes. */
const transposeLast = (x: Tensor): Tensor => transpose(x, x.rank === 2 ? [1, 0] : [0, 1, 3, 2]);

/** x · Wᵀ [M, out] of x [M, in]. */
export const frozenLinear = (x: Tensor, { weight, transposed }: DenseLinear): Tensor =>
  operation(
    [x],
    () => ({ value: product(x, transposed), needs: [] }), // [M, out]
    (dy) => [product(dy, weight)], // [M, in]
  );

/** scale · (x · Aᵀ) · Bᵀ [M, out] of x [M, in], A [r, in], B [out, r]. */
export const loraBranch = (x: Tensor, [A, B]: LoraPair, scale: number): Tensor =>
  operation(
    [x, A, B],
    () => {
      const u = product(x, transposeLast(A)); // [M, r]
      return { value: mul(product(u, transposeLast(B)), scale), needs: [x, u, A, B] }; // [M, out]
    },
    (dy, [input, u, a, b]) => {
      const ds = mul(dy, scale); // [M, out]
      const du = product(ds, b!); // [M, r]
      return [product(du, a!), product(transposeLast(du), input!), product(transposeLast(ds), u!)]; // [M, in], [r, in], [out, r]
    },
  );

/** Dropout on a module's input x [M, in], with the same mask as on the GPU. */
export const dropout = (x: Tensor, { rate, seed }: Dropout, { atA }: LoraSlot): Tensor =>
  operation(
    [x],
    () => {
      const key = dropoutKey(seed, atA);
      const mask = Float32Array.from({ length: x.size }, (_, i) =>
        isKept(i, rate, key) ? 1 / (1 - rate) : 0,
      );
      const factors = tensor2d(mask, x.shape as [number, number]); // [M, in]
      return { value: mul(x, factors), needs: [factors] }; // [M, in]
    },
    (dy, [factors]) => [mul(dy, factors!)], // [M, in]
  );

/** x / √(mean of x² + ε) · weight, for each row of x [M, H]. */
export const rmsNorm = (x: Tensor, weight: Tensor, epsilon: number): Tensor =>
  operation(
    [x],
    () => {
      const inverse = rsqrt(add(mean(square(x), 1, true), epsilon)); // [M, 1]
      return { value: mul(mul(x, inverse), weight), needs: [x, inverse] }; // [M, H]
    },
    (dy, [input, inverse]) => {
      const dNormed = mul(dy, weight); // [M, H]
      const normed = mul(input!, inverse!); // [M, H]
      return [mul(inverse!, sub(dNormed, mul(normed, mean(mul(dNormed, normed), 1, true))))]; // [M, H]
    },
  );

/** silu(gate) · up, [M, F]. */
export const swiglu = (gate: Tensor, up: Tensor): Tensor =>
  operation(
    [gate, up],
    () => ({ value: mul(mul(gate, sigmoid(gate)), up), needs: [gate, up] }), // [M, F]
    (dy, [g, u]) => {
      const share = sigmoid(g!); // [M, F]
      const silu = mul(g!, share); // [M, F]
      return [mul(mul(dy, u!), add(share, mul(silu, sub(1, share)))), mul(dy, silu)]; // [M, F] each
    },
  );

/** Rotates pairs of the first and the second half of each head; x [B, h, T, D], cos and sin [T, D / 2]. */
function rotate(x: Tensor, cos: Tensor, sin: Tensor): Tensor {
  const [first, second] = split(x, 2, 3) as [Tensor, Tensor]; // [B, h, T, D / 2]
  return concat([sub(mul(first, cos), mul(second, sin)), add(mul(second, cos), mul(first, sin))], 3); // [B, h, T, D]
}

/** Queries or keys x [B, h, T, D], rotated by the angles of their positions. */
export const rope = (x: Tensor, { cos, sin }: Angles): Tensor =>
  operation(
    [x],
    () => ({ value: rotate(x, cos, sin), needs: [] }), // [B, h, T, D]
    (dy) => [rotate(dy, cos, neg(sin))], // [B, h, T, D]
  );

/**
 * softmax(q · kᵀ / √D + future) · v for each key-value head, with its N / G query heads one below another:
 * q [B, G, N / G · T, D], k and v [B, G, T, D] -> [B, G, N / G · T, D].
 */
export const attention = (q: Tensor, k: Tensor, v: Tensor, future: Tensor): Tensor => {
  const scale = 1 / Math.sqrt(q.shape[3]!);
  return operation(
    [q, k, v],
    () => {
      const shares = softmax(add(mul(product(q, transposeLast(k)), scale), future)); // [B, G, N / G · T, T]
      return { value: product(shares, v), needs: [q, k, v, shares] };
    },
    (dy, [query, key, value, shares]) => {
      const dShares = product(dy, transposeLast(value!)); // [B, G, N / G · T, T]
      const dScores = mul(mul(shares!, sub(dShares, sum(mul(dShares, shares!), 3, true))), scale);
      return [
        product(dScores, key!),
        product(transposeLast(dScores), query!),
        product(transposeLast(shares!), dy),
      ];
    },
  );
};

/** The answer rows [R, ·] of x [M, ·]. */
export const pickRows = (x: Tensor, { answers }: Batch): Tensor =>
  operation(
    [x],
    () => ({ value: gather(x, answers.rows.as1D()), needs: [] }), // [R, ·]
    (dy) => [gather(concat([dy, zeros([1, dy.shape[1]!])]), answers.slotOf.as1D())], // [M, ·]
  );

/** [R, 2] from logits [R, V]: log Σ exp(logit) of each row, and its loss, which is 0 if its label is below 0. */
export const crossEntropy = (logits: Tensor, labels: Tensor): Tensor =>
  operation(
    [logits],
    () => {
      const [rows, vocabulary] = logits.shape as [number, number];
      const top = max(logits, 1, true); // [R, 1]
      const logSum = add(log(sum(exp(sub(logits, top)), 1, true)), top); // [R, 1]
      const counts = cast(greaterEqual(reshape(labels, [rows, 1]), 0), 'float32'); // [R, 1]
      const picked = cast(equal(range(0, vocabulary, 1, 'int32'), reshape(labels, [rows, 1])), 'float32'); // [R, V]
      const own = sum(mul(logits, picked), 1, true); // [R, 1]
      const value = concat([logSum, mul(counts, sub(logSum, own))], 1); // [R, 2]
      return { value, needs: [logits, logSum, counts, picked] };
    },
    (dy, [given, logSum, counts, picked]) => {
      const weight = mul(slice(dy, [0, 1], [-1, 1]), counts!); // [R, 1]
      return [mul(weight, sub(exp(sub(given!, logSum!)), picked!))]; // [R, V]
    },
  );
