/**
 * A Llama-family decoder (Touvron et al. 2023) with LoRA on its linear layers, forward and backward on the GPU:
 *
 *   x ─ norm ─ q, k, v ─ rope ─ attention ─ o ─ + ─ norm ─ gate, up ─ silu(gate) · up ─ down ─ + ─ next layer
 *   └───────────────────────────────────────────┘ └──────────────────────────────────────────────┘
 *
 * The base weights are frozen and packed, so the backward pass computes gradients of activations and of the LoRA
 * matrices only. It is written by hand, one line for each line of the forward pass, instead of with TensorFlow.js' tape:
 * this takes a tenth of the operations on the GPU, and frees memory as early as possible. A layer is two blocks, each of
 * which ends with a +. The input of each block is kept for the backward pass; everything else is kept if memory allows,
 * and computed again if not.
 *
 * Shapes: B sequences of T positions (padded at the end, T a multiple of 8), M = B · T rows, H hidden, F intermediate,
 * N query heads and G key-value heads of size D, W = (N + 2 · G) · D, V vocabulary, r the padded rank. The padding needs
 * no mask: it comes after all tokens, and attention looks back only. After the attention of the last layer only the R
 * rows that predict an answer token continue, about a fifth of them; from there on, "M" is R.
 *
 * Not here: LoRA itself (lora.ts), batches (batch.ts), the loss (loss.ts), kernels (kernels/), reading weights
 * (weights.ts).
 */
import { dispose, keep, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type LoraLayout, type LoraState, moduleGroups } from './adapter/layout.ts';
import type { GradientOptions } from './backend.ts';
import type { Batch } from './batch.ts';
import type { TargetModule } from './config.ts';
import { decoderShapeOf, traceBudgetBytes, traceBytes } from './decoder-shape.ts';
import { type AttentionShape, attention, attentionGradient } from './kernels/attention.ts';
import { uploadMatrix } from './kernels/frozen-matmul.ts';
import { rmsNormGradient } from './kernels/rms-norm.ts';
import { ropeInPlace } from './kernels/rope.ts';
import { takeRows } from './kernels/rows.ts';
import { swiglu, swigluGradientInPlace } from './kernels/swiglu.ts';
import {
  type LoraGradient,
  type LoraLinear,
  loraBackward,
  loraGradients,
  loraLinear,
  loraNormProject,
  loraOutput,
  loraProject,
} from './lora.ts';
import { type LmHead, logitsOfRows, lossesAndGradientOfRows, lossesOfRows } from './loss.ts';
import { ropeTable } from './rope-table.ts';
import { stackMatrices } from './stacked-matrix.ts';
import type { DecoderWeights, LayerWeights } from './weights.ts';

// ---- The model -------------------------------------------------------------------------------------------------

interface DecoderLayer {
  readonly inputNorm: Tensor; // [H]
  /** q, k and v. */
  readonly qkv: LoraLinear; // [W, H]
  readonly o: LoraLinear; // [H, N · D]
  readonly postAttentionNorm: Tensor; // [H]
  /** gate and up. */
  readonly gateUp: LoraLinear; // [2 · F, H]
  readonly down: LoraLinear; // [H, F]
}

/** A frozen decoder on the GPU, with the slots of its LoRA matrices in the flat adapter. */
export interface Decoder {
  readonly config: DecoderWeights['config'];
  readonly layers: readonly DecoderLayer[];
  readonly head: LmHead;
  /** cos and sin of the positions of each sequence length that was computed. */
  readonly ropeTables: Map<number, Tensor>;
  dispose(): void;
}

/** Uploads the weights, still packed, to the GPU of `backend`. `layout` is that of the adapters it will run with. */
export function createDecoder(weights: DecoderWeights, layout: LoraLayout, backend: WebGPUBackend): Decoder {
  const { config } = weights;
  const kept: Tensor[] = [];
  const upload = (fresh: Tensor): Tensor => {
    backend.uploadToGPU(fresh.dataId);
    kept.push(keep(fresh));
    return fresh;
  };
  const slots = new Map(layout.slots.map((slot) => [slot.name, slot]));
  const linear = (layer: LayerWeights, group: readonly TargetModule[]): LoraLinear => {
    const modules = group.map((module) => layer.linear[module]);
    return loraLinear(
      uploadMatrix(stackMatrices(modules), upload),
      modules.map(({ name }) => slots.get(name)!),
      layout,
    );
  };
  const layers = weights.layers.map((layer): DecoderLayer => {
    const [qkv, o, gateUp, down] = moduleGroups.map((group) => linear(layer, group));
    return {
      inputNorm: upload(tensor1d(layer.inputNorm)),
      qkv: qkv!,
      o: o!,
      postAttentionNorm: upload(tensor1d(layer.postAttentionNorm)),
      gateUp: gateUp!,
      down: down!,
    };
  });
  const head: LmHead = {
    norm: upload(tensor1d(weights.finalNorm)),
    weight: uploadMatrix(weights.lmHead, upload),
    epsilon: config.rms_norm_eps,
  };
  const ropeTables = new Map<number, Tensor>();
  return { config, layers, head, ropeTables, dispose: () => dispose([...kept, ...ropeTables.values()]) };
}

/** What is the same for all layers of a pass. */
interface Pass {
  readonly decoder: Decoder;
  readonly lora: LoraState;
  readonly batch: Batch;
  readonly shape: AttentionShape;
  /** cos and sin of the positions' angles. */
  readonly angles: Tensor; // [T, D / 2, 2]
  readonly epsilon: number;
}

function passOf(decoder: Decoder, lora: LoraState, batch: Batch): Pass {
  const { config, ropeTables } = decoder;
  const { sequences, positions } = batch;
  const { num_attention_heads: heads, num_key_value_heads: keyHeads, head_dim: headSize } = config;
  const angles = ropeTables.get(positions) ?? keep(ropeTable(positions, headSize, config.rope_theta)); // [T, D / 2, 2]
  ropeTables.set(positions, angles);
  const shape = { sequences, positions, heads, keyHeads, headSize };
  return { decoder, lora, batch, shape, angles, epsilon: config.rms_norm_eps };
}

/**
 * The rows that continue after a layer's attention: all of them, or in the last layer those that predict an answer
 * token. `take` picks them from [M, ·]. `spread` puts their gradients back into [M, ·], zero for the other rows, and
 * disposes its argument.
 */
function ongoingRows(
  { decoder, batch }: Pass,
  layer: DecoderLayer,
): { take: (x: Tensor) => Tensor; spread: (d: Tensor) => Tensor } {
  if (layer !== decoder.layers.at(-1)) return { take: (x) => x, spread: (d) => d };
  const { rows, slotOf } = batch.answers;
  return {
    take: (x) => takeRows(x, rows), // [R, ·]
    spread: (d) => {
      const whole = takeRows(d, slotOf); // [M, ·]
      d.dispose();
      return whole;
    },
  };
}

// ---- A layer forward -------------------------------------------------------------------------------------------

/** What the backward pass of the attention block needs besides its input x [M, H]. */
type AttentionTrace = {
  readonly normed: Tensor; // [M, H]
  readonly u: Tensor; // [M, 3 · r]
  /** With rotated queries and keys. */
  readonly qkv: Tensor; // [M, W]
  readonly attended: Tensor; // [M, N · D]
  readonly logSums: Tensor; // [M, N]
  /** The rows of `attended` that continue; `attended` itself if all do. */
  readonly ongoing: Tensor; // [M, N · D]
};

/** The attention block up to its last product. */
function attentionTrace(pass: Pass, layer: DecoderLayer, x: Tensor): AttentionTrace {
  const { lora, shape, angles, epsilon } = pass;
  const rotated = (shape.heads + shape.keyHeads) * shape.headSize;
  const { normed, u } = loraNormProject(layer.qkv, lora, x, layer.inputNorm, epsilon); // [M, H], [M, 3 · r]
  const qkv = loraOutput(layer.qkv, lora, normed, u); // [M, W]
  ropeInPlace(qkv, angles, shape.positions, shape.headSize, rotated); // [M, W]
  const { attended, logSums } = attention(qkv, shape); // [M, N · D], [M, N]
  const ongoing = ongoingRows(pass, layer).take(attended); // [M, N · D]
  return { normed, u, qkv, attended, logSums, ongoing };
}

/** What the backward pass of the feed-forward block needs besides its input, `middle` [M, H]. */
type FeedForwardTrace = {
  readonly normed: Tensor; // [M, H]
  readonly u: Tensor; // [M, 2 · r]
  readonly gateUp: Tensor; // [M, 2 · F]
  /** silu(gate) · up. */
  readonly activated: Tensor; // [M, F]
};

/** The feed-forward block up to its last product. */
function feedForwardTrace(
  { lora, epsilon }: Pass,
  { gateUp: linear, postAttentionNorm }: DecoderLayer,
  middle: Tensor,
): FeedForwardTrace {
  const { normed, u } = loraNormProject(linear, lora, middle, postAttentionNorm, epsilon); // [M, H], [M, 2 · r]
  const gateUp = loraOutput(linear, lora, normed, u); // [M, 2 · F]
  const activated = swiglu(gateUp); // [M, F]
  return { normed, u, gateUp, activated };
}

/** What is kept of a layer until its backward pass. */
type LayerTrace = {
  readonly x: Tensor; // [M, H]
  /** The output of its first block. */
  readonly middle: Tensor; // [M, H]
  /** u of the blocks' last products. */
  readonly uOfO: Tensor; // [M, r]
  readonly uOfDown: Tensor; // [M, r]
  /** null if it is to be computed again. */
  readonly attention: AttentionTrace | null;
  readonly feedForward: FeedForwardTrace | null;
};

/** The output of a layer [M, H] and its trace; with `keepsAll` the traces of its blocks too. */
function layerForward(
  pass: Pass,
  layer: DecoderLayer,
  x: Tensor,
  keepsAll: boolean,
): { y: Tensor; trace: LayerTrace } {
  const { lora } = pass;
  const attention = attentionTrace(pass, layer, x);
  const uOfO = loraProject(layer.o, lora, attention.ongoing); // [M, r]
  const xOngoing = ongoingRows(pass, layer).take(x); // [M, H]
  const middle = loraOutput(layer.o, lora, attention.ongoing, uOfO, xOngoing); // + x: [M, H]
  if (xOngoing !== x) xOngoing.dispose();
  if (!keepsAll) dispose(attention);
  const feedForward = feedForwardTrace(pass, layer, middle);
  const uOfDown = loraProject(layer.down, lora, feedForward.activated); // [M, r]
  const y = loraOutput(layer.down, lora, feedForward.activated, uOfDown, middle); // + middle: [M, H]
  if (!keepsAll) dispose(feedForward);
  const kept = keepsAll ? { attention, feedForward } : { attention: null, feedForward: null };
  return { y, trace: { x, middle, uOfO, uOfDown, ...kept } };
}

// ---- A layer backward ------------------------------------------------------------------------------------------
// From the gradient of a block's output to that of its input; the gradients of its LoRA matrices go into `gradient`.
// Every tensor is disposed after its last use.

/** dMiddle [M, H] from dOut [M, H]. */
function feedForwardBackward(
  pass: Pass,
  layer: DecoderLayer,
  { middle, uOfDown, feedForward }: LayerTrace,
  dOut: Tensor,
  gradient: LoraGradient,
): Tensor {
  const { lora, epsilon } = pass;
  const { normed, u, gateUp, activated } = feedForward ?? feedForwardTrace(pass, layer, middle);
  const dActivated = loraBackward(layer.down, lora, activated, uOfDown, dOut, gradient); // [M, F]
  dispose([activated, uOfDown]);
  const dGateUp = swigluGradientInPlace(gateUp, dActivated); // [M, 2 · F]
  dActivated.dispose();
  const dNormed = loraBackward(layer.gateUp, lora, normed, u, dGateUp, gradient); // [M, H]
  dispose([normed, u, dGateUp]);
  const dMiddle = rmsNormGradient(middle, dNormed, layer.postAttentionNorm, epsilon, dOut); // + dOut: [M, H]
  dispose([middle, dNormed, dOut]);
  return dMiddle;
}

/** dX [M, H] from dMiddle [M, H]; null for the first layer, whose input is frozen. */
function attentionBackward(
  pass: Pass,
  layer: DecoderLayer,
  { x, uOfO, attention: kept }: LayerTrace,
  dMiddle: Tensor,
  gradient: LoraGradient,
): Tensor | null {
  const { decoder, lora, shape, angles, epsilon } = pass;
  const { spread } = ongoingRows(pass, layer);
  const trace = kept ?? attentionTrace(pass, layer, x);
  const { normed, u, qkv, attended, logSums, ongoing } = trace;
  const dAttended = spread(loraBackward(layer.o, lora, ongoing, uOfO, dMiddle, gradient)); // [M, N · D]
  const dQkv = attentionGradient(qkv, trace, dAttended, angles, shape); // [M, W]
  dispose([uOfO, qkv, attended, ongoing, logSums, dAttended]);
  if (layer === decoder.layers[0]) {
    const du = loraGradients(layer.qkv, lora, normed, u, dQkv, gradient); // [M, 3 · r]
    dispose([du, normed, u, dQkv, dMiddle]);
    return null;
  }
  const dNormed = loraBackward(layer.qkv, lora, normed, u, dQkv, gradient); // [M, H]
  dispose([normed, u, dQkv]);
  const dResidual = spread(dMiddle); // [M, H]
  const dX = rmsNormGradient(x, dNormed, layer.inputNorm, epsilon, dResidual); // + dMiddle: [M, H]
  dispose([x, dNormed, dResidual]);
  return dX;
}

// ---- All layers ------------------------------------------------------------------------------------------------

/** The hidden states [R, H] of the answer rows. Keeps nothing for a backward pass. */
function hiddenStates(pass: Pass): Tensor {
  return tidy(() => {
    const { decoder, batch } = pass;
    let x = batch.embeddings; // [M, H]
    for (const layer of decoder.layers) {
      const { y, trace } = layerForward(pass, layer, x, false);
      dispose([trace.middle, trace.uOfO, trace.uOfDown]);
      if (x !== batch.embeddings) x.dispose();
      x = y;
    }
    return x; // [R, H]
  });
}

/** Logits [R, V] of the batch's answer rows. */
export const logitsOf = (decoder: Decoder, lora: LoraState, batch: Batch): Tensor =>
  tidy(() => logitsOfRows(decoder.head, hiddenStates(passOf(decoder, lora, batch))));

/** The loss of each answer row, in nats, as column 1 of [R, 2]. */
export const lossesOf = (decoder: Decoder, lora: LoraState, batch: Batch): Tensor =>
  tidy(() => lossesOfRows(decoder.head, hiddenStates(passOf(decoder, lora, batch)), batch.answers.labels));

/**
 * As lossesOf, and the gradient of their sum times `scale` with respect to all LoRA matrices, written into or added to
 * `gradient` [size of the flat adapter].
 */
export function lossesAndGradient(
  decoder: Decoder,
  lora: LoraState,
  batch: Batch,
  gradient: Tensor,
  { scale = 1 / batch.answers.count, isFirst = true, budgetBytes = traceBudgetBytes }: GradientOptions = {},
): Tensor {
  const pass = passOf(decoder, lora, batch);
  const rows = batch.sequences * batch.positions;
  const keepsAll = traceBytes(decoderShapeOf(decoder.config), rows, lora.layout.paddedRank) <= budgetBytes;
  return tidy(() => {
    const traces: LayerTrace[] = [];
    let x = batch.embeddings; // [M, H]
    for (const layer of decoder.layers) {
      // The backward pass begins with the last layer: computing it again would save no memory.
      const { y, trace } = layerForward(pass, layer, x, keepsAll || layer === decoder.layers.at(-1));
      traces.push(trace);
      x = y; // [M, H], after the last layer [R, H]
    }
    const { labels } = batch.answers;
    const { losses, dHidden } = lossesAndGradientOfRows(decoder.head, x, labels, scale); // [R, 2], [R, H]
    x.dispose();

    let dOut = dHidden; // [R, H], then [M, H]
    const into = { flat: gradient, isFirst };
    for (const layer of decoder.layers.toReversed()) {
      const trace = traces.pop()!;
      const dMiddle = feedForwardBackward(pass, layer, trace, dOut, into); // [M, H]
      const dX = attentionBackward(pass, layer, trace, dMiddle, into); // [M, H]
      if (dX) dOut = dX;
    }
    return losses; // [R, 2]
  });
}
