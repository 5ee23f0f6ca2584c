/**
 * The same decoder as in ../decoder.ts, in plain TensorFlow.js operations on the processor, for browsers without WebGPU.
 * Its dense float weights take sixteen times the memory of 4-bit weights, so it is for small models.
 * Not here: the operations and their gradients (operations.ts), starting WebAssembly (processor.ts), batches
 * (../batch.ts).
 */
import {
  add,
  cast,
  concat,
  dispose,
  fill,
  greater,
  keep,
  mul,
  range,
  reshape,
  slice,
  split,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
  transpose,
  valueAndGrads,
} from '@tensorflow/tfjs';
import { adaptedSlots, type LoraLayout, type LoraSlot, type LoraState } from '../adapter/layout.ts';
import type { GradientOptions } from '../backend.ts';
import type { Batch } from '../batch.ts';
import { type TargetModule, targetModules } from '../config.ts';
import { dequantize, type FrozenMatrix } from '../frozen-matrix.ts';
import { loraScale } from '../lora-scale.ts';
import { ropeTable } from '../rope-table.ts';
import type { DecoderWeights } from '../weights.ts';
import {
  type Angles,
  attention,
  crossEntropy,
  type DenseLinear,
  dropout,
  frozenLinear,
  type LoraPair,
  loraBranch,
  pickRows,
  rmsNorm,
  rope,
  swiglu,
} from './operations.ts';
import { elementsOf } from './processor.ts';

// ---- The model -------------------------------------------------------------------------------------------------

/** A frozen linear layer, and the slot of its LoRA matrices. */
interface AdaptedLinear extends DenseLinear {
  /** undefined if it has none. */
  readonly slot: LoraSlot | undefined;
}

interface DenseLayer {
  readonly inputNorm: Tensor; // [H]
  readonly postAttentionNorm: Tensor; // [H]
  readonly linear: Readonly<Record<TargetModule, AdaptedLinear>>;
}

/** A frozen decoder in dense floats, with the slots of its LoRA matrices in the flat adapter. */
interface PlainDecoder {
  readonly config: DecoderWeights['config'];
  readonly layers: readonly DenseLayer[];
  readonly finalNorm: Tensor; // [H]
  readonly head: AdaptedLinear;
  dispose(): void;
}

/** The most weights of linear layers: 512 MiB in both orders. WebAssembly has 2 GiB, and a batch needs the rest. */
const maxWeights = 2 ** 26;

/** Throws if the weights would not fit as dense floats. */
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
  const slots = new Map(layout.slots.map((slot) => [slot.name, slot]));
  const dense = (matrix: FrozenMatrix, slot?: LoraSlot): AdaptedLinear => {
    const weight = hold(tensor2d(dequantize(matrix), [matrix.outFeatures, matrix.inFeatures])); // [out, in]
    return { weight, transposed: hold(transpose(weight)), slot };
  };
  return {
    config: weights.config,
    layers: weights.layers.map(({ inputNorm, postAttentionNorm, linear }) => ({
      inputNorm: hold(tensor1d(inputNorm)),
      postAttentionNorm: hold(tensor1d(postAttentionNorm)),
      linear: Object.fromEntries(
        targetModules.map((module) => [module, dense(linear[module], slots.get(linear[module].name))]),
      ) as Record<TargetModule, AdaptedLinear>,
    })),
    finalNorm: hold(tensor1d(weights.finalNorm)),
    head: dense(weights.lmHead),
    dispose: () => dispose(kept),
  };
}

// ---- The model forward -----------------------------------------------------------------------------------------

/** What depends only on the length of a batch. Made before the tape runs, because the tape frees what is made in it. */
interface PositionTables extends Angles {
  /** 0 where attention looks back, and far below every score where it would look ahead; [N / G · T, T]. */
  readonly future: Tensor;
}

function tablesOf({ config }: PlainDecoder, { positions }: Batch): PositionTables {
  const { head_dim: size, num_attention_heads: heads, num_key_value_heads: keyHeads } = config;
  const [cos, sin] = split(ropeTable(positions, size, config.rope_theta), 2, 2).map((half) =>
    reshape(half, [positions, size / 2]),
  ) as [Tensor, Tensor]; // [T, D / 2]
  const position = range(0, positions); // [T]
  const isAhead = cast(greater(position, reshape(position, [positions, 1])), 'float32'); // [T, T]
  return { cos, sin, future: concat(Array<Tensor>(heads / keyHeads).fill(mul(isAhead, -1e9))) };
}

/** A and B of every adapted module, in the layout's order, from the flat adapter. */
const pairsOf = (lora: LoraState): Tensor[] => {
  const { paddedRank: rank } = lora.layout;
  return adaptedSlots(lora.layout).flatMap(({ inFeatures, outFeatures, atA, atB }) => [
    reshape(slice(lora.flat, atA, rank * inFeatures), [rank, inFeatures]),
    reshape(slice(lora.flat, atB, outFeatures * rank), [outFeatures, rank]),
  ]);
};

/** The output of the final norm for the batch's answer rows, [R, H]. `pairs` are those of pairsOf. */
function hiddenStates(
  decoder: PlainDecoder,
  lora: LoraState,
  pairs: readonly Tensor[],
  tables: PositionTables,
  batch: Batch,
): Tensor {
  const { layout } = lora;
  const { sequences, positions } = batch;
  const { num_attention_heads: heads, num_key_value_heads: keyHeads, head_dim: size } = decoder.config;
  const { rms_norm_eps: epsilon } = decoder.config;
  const share = heads / keyHeads;
  const scale = loraScale(layout);
  const pairOf = new Map(
    adaptedSlots(lora.layout).map(({ name }, i): [string, LoraPair] => [
      name,
      [pairs[2 * i]!, pairs[2 * i + 1]!],
    ]),
  );
  const linear = (x: Tensor, dense: AdaptedLinear): Tensor => {
    const { slot } = dense;
    const frozen = frozenLinear(x, dense); // [M, out]
    if (!slot?.isTarget) return frozen;
    const input = lora.dropout ? dropout(x, lora.dropout, slot) : x; // [M, in]
    return add(frozen, loraBranch(input, pairOf.get(slot.name)!, scale)); // [M, out]
  };
  /** [M, h · D] -> [B, h, T, D] */
  const apart = (x: Tensor, count: number) =>
    transpose(reshape(x, [sequences, positions, count, size]), [0, 2, 1, 3]);

  let x: Tensor = batch.embeddings; // [M, H]
  for (const { inputNorm, postAttentionNorm, linear: modules } of decoder.layers) {
    const isLast = modules === decoder.layers.at(-1)!.linear;
    const normed = rmsNorm(x, inputNorm, epsilon); // [M, H]
    const query = rope(apart(linear(normed, modules.q_proj), heads), tables); // [B, N, T, D]
    const key = rope(apart(linear(normed, modules.k_proj), keyHeads), tables); // [B, G, T, D]
    const value = apart(linear(normed, modules.v_proj), keyHeads); // [B, G, T, D]
    const groups = reshape(query, [sequences, keyHeads, share * positions, size]); // [B, G, N / G · T, D]
    const seen = reshape(attention(groups, key, value, tables.future), [sequences, heads, positions, size]); // [B, N, T, D]
    const attended = reshape(transpose(seen, [0, 2, 1, 3]), [sequences * positions, heads * size]); // [M, N · D]
    // After the attention of the last layer only the answer rows continue: from here on, M is R.
    const [rows, residual] = isLast ? [pickRows(attended, batch), pickRows(x, batch)] : [attended, x];
    const middle = add(residual, linear(rows, modules.o_proj)); // [M, H]
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
    adaptedSlots(lora.layout).forEach(({ atA, atB }, i) => {
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
