/**
 * The decoder of decoder.ts once more, in plain TensorFlow.js operations on dense float weights: for browsers without
 * WebGPU, on the processor. It takes sixteen times the memory of 4-bit weights, so it is for small models.
 * The tape orders the backward pass, but each operation states its gradient here, in operations that the WebAssembly
 * backend has and computes fast: among products, only those without transposed factors are.
 * Not here: the backend (processor.ts), batches (decoder.ts).
 */
import {
  add,
  cast,
  concat,
  customGrad,
  dispose,
  equal,
  exp,
  fill,
  type GradSaveFunc,
  gather,
  greater,
  greaterEqual,
  keep,
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
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  transpose,
  valueAndGrads,
  zeros,
} from '@tensorflow/tfjs';
import { type TargetModule, targetModules } from './config.ts';
import type { Batch, GradientOptions } from './decoder.ts';
import { dequantize, type FrozenMatrix } from './frozen-matrix.ts';
import { type Dropout, dropoutKey, isKept } from './kernels/dropout.ts';
import { ropeTable } from './kernels/rope.ts';
import { type LoraLayout, type LoraPlace, type LoraState, loraScale } from './lora.ts';
import { elementsOf } from './processor.ts';
import type { DecoderWeights } from './weights.ts';

// ---- The model -------------------------------------------------------------------------------------------------

/** A frozen linear layer in both orders, so that neither pass has to turn it. */
interface DenseLinear {
  /** [out, in] */
  readonly weight: Tensor2D;
  /** [in, out] */
  readonly turned: Tensor2D;
  /** The place of its LoRA matrices; undefined where it has none. */
  readonly place: LoraPlace | undefined;
}

interface DenseLayer {
  /** [H] */
  readonly inputNorm: Tensor;
  /** [H] */
  readonly postAttentionNorm: Tensor;
  readonly linear: Readonly<Record<TargetModule, DenseLinear>>;
}

/** A frozen decoder in dense floats, with the places its LoRA matrices have in the flat adapter. */
export interface PlainDecoder {
  readonly config: DecoderWeights['config'];
  readonly layers: readonly DenseLayer[];
  /** [H] */
  readonly finalNorm: Tensor;
  readonly head: DenseLinear;
  dispose(): void;
}

/** Weights of linear layers, 512 MiB in both orders: WebAssembly has 2 GiB, and a batch needs the rest. */
const maxWeights = 2 ** 26;

/** Throws where the weights would not fit as dense floats. */
export function checkPlainSize({ layers, lmHead }: DecoderWeights): void {
  const matrices = [lmHead, ...layers.flatMap(({ linear }) => Object.values(linear))];
  const count = matrices.reduce((sum, { outFeatures, inFeatures }) => sum + outFeatures * inFeatures, 0);
  if (count > maxWeights) {
    throw new Error(
      `Expected a model of at most ${Math.floor(maxWeights / 1e6)} million weights to train without WebGPU, got ${Math.round(count / 1e6)} million. Choose the embedded model, or a browser with WebGPU.`,
    );
  }
}

/** Dequantizes the weights. `layout` is that of the adapters it will run with. */
export function createPlainDecoder(weights: DecoderWeights, layout: LoraLayout): PlainDecoder {
  const kept: Tensor[] = [];
  const hold = <T extends Tensor>(fresh: T): T => {
    kept.push(keep(fresh));
    return fresh;
  };
  const places = new Map(layout.places.map((place) => [place.name, place]));
  const dense = (matrix: FrozenMatrix, place?: LoraPlace): DenseLinear => {
    const weight = hold(tensor2d(dequantize(matrix), [matrix.outFeatures, matrix.inFeatures])); // [out, in]
    return { weight, turned: hold(transpose(weight)), place };
  };
  return {
    config: weights.config,
    layers: weights.layers.map(({ inputNorm, postAttentionNorm, linear }) => ({
      inputNorm: hold(tensor1d(inputNorm)),
      postAttentionNorm: hold(tensor1d(postAttentionNorm)),
      linear: Object.fromEntries(
        targetModules.map((module) => [module, dense(linear[module], places.get(linear[module].name))]),
      ) as Record<TargetModule, DenseLinear>,
    })),
    finalNorm: hold(tensor1d(weights.finalNorm)),
    head: dense(weights.lmHead),
    dispose: () => dispose(kept),
  };
}

// ---- Operations and their gradients ----------------------------------------------------------------------------

/**
 * An operation whose gradient is given. `forward` gives its value and what the gradient needs; `backward` gives one
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
    // TensorFlow.js frees nothing that a gradient function makes until the whole pass is done.
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => tidy(() => backward(dy, saved)) };
  })(...(inputs as Tensor[]));
}

const product = (a: Tensor, b: Tensor): Tensor => matMul(a as Tensor2D, b as Tensor2D);

/** Swaps the last two axes. */
const turn = (x: Tensor): Tensor => transpose(x, x.rank === 2 ? [1, 0] : [0, 1, 3, 2]);

/** x · Wᵀ [M, out] of x [M, in]. */
const frozenLinear = (x: Tensor, { weight, turned }: DenseLinear): Tensor =>
  operation(
    [x],
    () => ({ value: product(x, turned), needs: [] }), // [M, out]
    (dy) => [product(dy, weight)], // [M, in]
  );

/** scale · (x · Aᵀ) · Bᵀ [M, out] of x [M, in], A [r, in], B [out, r]. */
const loraBranch = (x: Tensor, [A, B]: LoraPair, scale: number): Tensor =>
  operation(
    [x, A, B],
    () => {
      const u = product(x, turn(A)); // [M, r]
      return { value: mul(product(u, turn(B)), scale), needs: [x, u, A, B] }; // [M, out]
    },
    (dy, [input, u, a, b]) => {
      const ds = mul(dy, scale); // [M, out]
      const du = product(ds, b!); // [M, r]
      return [product(du, a!), product(turn(du), input!), product(turn(ds), u!)]; // [M, in], [r, in], [out, r]
    },
  );

/** What dropout leaves of a module's input x [M, in], by the mask that the kernels compute. */
const dropout = (x: Tensor, { rate, seed }: Dropout, { atA }: LoraPlace): Tensor =>
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

/** x / √(mean of x² + ε) · weight, each row of [M, H] by itself. */
const rmsNorm = (x: Tensor, weight: Tensor, epsilon: number): Tensor =>
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
const swiglu = (gate: Tensor, up: Tensor): Tensor =>
  operation(
    [gate, up],
    () => ({ value: mul(mul(gate, sigmoid(gate)), up), needs: [gate, up] }), // [M, F]
    (dy, [g, u]) => {
      const share = sigmoid(g!); // [M, F]
      const silu = mul(g!, share); // [M, F]
      return [mul(mul(dy, u!), add(share, mul(silu, sub(1, share)))), mul(dy, silu)]; // [M, F] each
    },
  );

/** The first half of each head against the second, turned by the angles of its place; x [B, h, T, D]. */
function rotate(x: Tensor, cos: Tensor, sin: Tensor): Tensor {
  const [first, second] = split(x, 2, 3) as [Tensor, Tensor]; // [B, h, T, D / 2]
  return concat([sub(mul(first, cos), mul(second, sin)), add(mul(second, cos), mul(first, sin))], 3); // [B, h, T, D]
}

const rope = (x: Tensor, { cos, sin }: PlaceTables): Tensor =>
  operation(
    [x],
    () => ({ value: rotate(x, cos, sin), needs: [] }), // [B, h, T, D]
    (dy) => [rotate(dy, cos, neg(sin))], // [B, h, T, D]
  );

/**
 * softmax(q · kᵀ / √D + future) · v for each key-value head, whose N / G query heads stand one under the other:
 * q [B, G, N / G · T, D], k and v [B, G, T, D] -> [B, G, N / G · T, D].
 */
const attention = (q: Tensor, k: Tensor, v: Tensor, future: Tensor): Tensor => {
  const scale = 1 / Math.sqrt(q.shape[3]!);
  return operation(
    [q, k, v],
    () => {
      const shares = softmax(add(mul(product(q, turn(k)), scale), future)); // [B, G, N / G · T, T]
      return { value: product(shares, v), needs: [q, k, v, shares] };
    },
    (dy, [query, key, value, shares]) => {
      const dShares = product(dy, turn(value!)); // [B, G, N / G · T, T]
      const dScores = mul(mul(shares!, sub(dShares, sum(mul(dShares, shares!), 3, true))), scale);
      return [product(dScores, key!), product(turn(dScores), query!), product(turn(shares!), dy)];
    },
  );
};

/** The answer rows [R, ·] of x [M, ·]. */
const pickRows = (x: Tensor, { answers }: Batch): Tensor =>
  operation(
    [x],
    () => ({ value: gather(x, answers.rows.as1D()), needs: [] }), // [R, ·]
    (dy) => [gather(concat([dy, zeros([1, dy.shape[1]!])]), answers.placeOf.as1D())], // [M, ·]
  );

/** The logarithm of Σ exp(logit), and the loss of each row, 0 where its label is below 0: [R, 2] of logits [R, V]. */
const crossEntropy = (logits: Tensor, labels: Tensor): Tensor =>
  operation(
    [logits],
    () => {
      const [rows, vocabulary] = logits.shape as [number, number];
      const top = max(logits, 1, true); // [R, 1]
      const logSum = add(log(sum(exp(sub(logits, top)), 1, true)), top); // [R, 1]
      const counts = cast(greaterEqual(reshape(labels, [rows, 1]), 0), 'float32'); // [R, 1]
      // The WebAssembly backend's oneHot gives wrong floats.
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

// ---- The model forward -----------------------------------------------------------------------------------------

/** A and B of a module: [r, in] and [out, r]. */
type LoraPair = readonly [A: Tensor, B: Tensor];

/** What depends on the places of a batch alone. Made before the tape runs, which frees what is made under it. */
interface PlaceTables {
  /** cos and sin of the places' angles, [T, D / 2] each. */
  readonly cos: Tensor;
  readonly sin: Tensor;
  /** 0 where a place is seen, else far below every score: [N / G · T, T]. */
  readonly future: Tensor;
}

function tablesOf({ config }: PlainDecoder, { places }: Batch): PlaceTables {
  const { head_dim: size, num_attention_heads: heads, num_key_value_heads: keyHeads } = config;
  const [cos, sin] = split(ropeTable(places, size, config.rope_theta), 2, 2).map((half) =>
    reshape(half, [places, size / 2]),
  ) as [Tensor, Tensor]; // [T, D / 2]
  const place = range(0, places); // [T]
  const isAhead = cast(greater(place, reshape(place, [places, 1])), 'float32'); // [T, T]
  return { cos, sin, future: concat(Array<Tensor>(heads / keyHeads).fill(mul(isAhead, -1e9))) };
}

/** The modules that are adapted. */
const adapted = ({ layout }: LoraState): LoraPlace[] => layout.places.filter(({ isTarget }) => isTarget);

/** A and B of every adapted module, in the layout's order, out of the flat adapter. */
const pairsOf = (lora: LoraState): Tensor[] => {
  const { paddedRank: rank } = lora.layout;
  return adapted(lora).flatMap(({ inFeatures, outFeatures, atA, atB }) => [
    reshape(slice(lora.flat, atA, rank * inFeatures), [rank, inFeatures]),
    reshape(slice(lora.flat, atB, outFeatures * rank), [outFeatures, rank]),
  ]);
};

/** The final norm's output for the batch's answer rows, [R, H]. `pairs` as pairsOf gives them. */
function hiddenStates(
  decoder: PlainDecoder,
  lora: LoraState,
  pairs: readonly Tensor[],
  tables: PlaceTables,
  batch: Batch,
): Tensor {
  const { layout } = lora;
  const { sequences, places } = batch;
  const { num_attention_heads: heads, num_key_value_heads: keyHeads, head_dim: size } = decoder.config;
  const { rms_norm_eps: epsilon } = decoder.config;
  const share = heads / keyHeads;
  const scale = loraScale(layout);
  const pairOf = new Map(
    adapted(lora).map(({ name }, i): [string, LoraPair] => [name, [pairs[2 * i]!, pairs[2 * i + 1]!]]),
  );
  const linear = (x: Tensor, dense: DenseLinear): Tensor => {
    const { place } = dense;
    const frozen = frozenLinear(x, dense); // [M, out]
    if (!place?.isTarget) return frozen;
    const input = lora.dropout ? dropout(x, lora.dropout, place) : x; // [M, in]
    return add(frozen, loraBranch(input, pairOf.get(place.name)!, scale)); // [M, out]
  };
  /** [M, h · D] -> [B, h, T, D] */
  const apart = (x: Tensor, count: number) =>
    transpose(reshape(x, [sequences, places, count, size]), [0, 2, 1, 3]);

  let x: Tensor = batch.embeddings; // [M, H]
  for (const { inputNorm, postAttentionNorm, linear: modules } of decoder.layers) {
    const isLast = modules === decoder.layers.at(-1)!.linear;
    const normed = rmsNorm(x, inputNorm, epsilon); // [M, H]
    const query = rope(apart(linear(normed, modules.q_proj), heads), tables); // [B, N, T, D]
    const key = rope(apart(linear(normed, modules.k_proj), keyHeads), tables); // [B, G, T, D]
    const value = apart(linear(normed, modules.v_proj), keyHeads); // [B, G, T, D]
    const groups = reshape(query, [sequences, keyHeads, share * places, size]); // [B, G, N / G · T, D]
    const seen = reshape(attention(groups, key, value, tables.future), [sequences, heads, places, size]); // [B, N, T, D]
    const attended = reshape(transpose(seen, [0, 2, 1, 3]), [sequences * places, heads * size]); // [M, N · D]
    // After the attention of the last layer only the answer rows go on: M is R from here.
    const [rows, beside] = isLast ? [pickRows(attended, batch), pickRows(x, batch)] : [attended, x];
    const middle = add(beside, linear(rows, modules.o_proj)); // [M, H]
    const again = rmsNorm(middle, postAttentionNorm, epsilon); // [M, H]
    const gated = swiglu(linear(again, modules.gate_proj), linear(again, modules.up_proj)); // [M, F]
    x = add(middle, linear(gated, modules.down_proj)); // [M, H]
  }
  return rmsNorm(x, decoder.finalNorm, epsilon); // [R, H]
}

/** Logits [R, V] of the batch's answer rows. */
export const logitsOf = (decoder: PlainDecoder, lora: LoraState, batch: Batch): Tensor =>
  tidy(() =>
    frozenLinear(hiddenStates(decoder, lora, pairsOf(lora), tablesOf(decoder, batch), batch), decoder.head),
  );

/** The loss of each answer row, in nats, as column 1 of [R, 2]. */
export const lossesOf = (decoder: PlainDecoder, lora: LoraState, batch: Batch): Tensor =>
  tidy(() => crossEntropy(logitsOf(decoder, lora, batch), batch.answers.labels));

/**
 * As lossesOf, and the gradient of their sum times `scale` with respect to all LoRA matrices, written into or added to
 * `gradient` [size of the flat adapter].
 */
export function lossesAndGradient(
  decoder: PlainDecoder,
  lora: LoraState,
  batch: Batch,
  gradient: Tensor,
  { scale = 1 / batch.answers.count, isFirst = true }: GradientOptions = {},
): Tensor {
  return tidy(() => {
    const tables = tablesOf(decoder, batch);
    const { value, grads } = valueAndGrads((...pairs: Tensor[]) =>
      crossEntropy(
        frozenLinear(hiddenStates(decoder, lora, pairs, tables, batch), decoder.head),
        batch.answers.labels,
      ),
    )(pairsOf(lora), fill([batch.answers.labels.size, 2], scale)); // [R, 2]
    const total = elementsOf(gradient); // [size]
    if (isFirst) total.fill(0);
    adapted(lora).forEach(({ atA, atB }, i) => {
      for (const [at, part] of [
        [atA, grads[2 * i]!],
        [atB, grads[2 * i + 1]!],
      ] as const) {
        elementsOf(part).forEach((slope, j) => {
          total[at + j]! += slope;
        });
      }
    });
    return value; // [R, 2]
  });
}
