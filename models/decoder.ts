/**
 * A Llama-family decoder (Touvron et al. 2023) with LoRA on its linear layers, those that are no targets
 * with a branch of zeros, forward and backward:
 *
 *   x ─ norm ─ q, k, v ─ rope ─ attention ─ o ─ + ─ norm ─ gate, up ─ silu(gate) · up ─ down ─ + ─ next layer
 *   └───────────────────────────────────────────┘ └──────────────────────────────────────────────┘
 *
 * The base weights are frozen and packed, so the backward pass computes gradients of activations and of the LoRA
 * matrices only. It is written out by hand, line against line of the forward pass, in place of TensorFlow.js' tape:
 * ten times fewer operations on the GPU, and memory that is freed as soon as it is used up. A layer is two blocks, from
 * one + to the next. Of each the input is kept; the rest is kept where memory allows, and else computed again.
 *
 * Shapes: B sequences of T places (padded at the end, T a multiple of 8), M = B · T rows, H hidden, F intermediate,
 * N query heads and G key-value heads of size D, W = (N + 2 · G) · D, V vocabulary, r the padded rank. No mask for the
 * padding: it stands behind everything that counts, and attention looks back only. After the attention of the last layer
 * only the R rows that foretell an answer token go on, a fifth of them or so; in that layer and after it, "M" is R.
 *
 * Not here: LoRA itself (lora.ts), the loss (loss.ts), kernels (kernels/), reading weights (weights.ts).
 */
import { dispose, keep, type Tensor, tensor, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TargetModule } from './config.ts';
import { decoderShapeOf, traceBudgetBytes, traceBytes } from './decoder-shape.ts';
import { type AttentionShape, attention, attentionGradient } from './kernels/attention.ts';
import { uploadMatrix } from './kernels/frozen-matmul.ts';
import { rmsNormGradient } from './kernels/rms-norm.ts';
import { ropeInPlace, ropeTable } from './kernels/rope.ts';
import { takeRows } from './kernels/rows.ts';
import { swiglu, swigluGradientInPlace } from './kernels/swiglu.ts';
import {
  type LoraGradient,
  type LoraLayout,
  type LoraLinear,
  type LoraState,
  loraBackward,
  loraGradients,
  loraLinear,
  loraNormProject,
  loraOutput,
  loraProject,
  moduleGroups,
} from './lora.ts';
import { type LmHead, logitsOfRows, lossesAndGradientOfRows, lossesOfRows } from './loss.ts';
import { answerMultiple, placeMultiple } from './pass-sizes.ts';
import { stackMatrices } from './stacked-matrix.ts';
import type { DecoderWeights, LayerWeights } from './weights.ts';

// ---- The model -------------------------------------------------------------------------------------------------

interface DecoderLayer {
  /** [H] */
  readonly inputNorm: Tensor;
  /** q, k and v: [W, H] */
  readonly qkv: LoraLinear;
  /** [H, N · D] */
  readonly o: LoraLinear;
  /** [H] */
  readonly postAttentionNorm: Tensor;
  /** gate and up: [2 · F, H] */
  readonly gateUp: LoraLinear;
  /** [H, F] */
  readonly down: LoraLinear;
}

/** A frozen decoder on the GPU, with the places its LoRA matrices have in the flat adapter. */
export interface Decoder {
  readonly config: DecoderWeights['config'];
  readonly layers: readonly DecoderLayer[];
  readonly head: LmHead;
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
  const places = new Map(layout.places.map((place) => [place.name, place]));
  const linear = (layer: LayerWeights, group: readonly TargetModule[]): LoraLinear => {
    const modules = group.map((module) => layer.linear[module]);
    return loraLinear(
      uploadMatrix(stackMatrices(modules), upload),
      modules.map(({ name }) => places.get(name)!),
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
  return {
    config,
    layers,
    head,
    ropeTables,
    dispose: () => dispose([...kept, ...ropeTables.values()]),
  };
}

/** cos and sin of T places, made once for each T. */
function ropeTableOf({ config, ropeTables }: Decoder, places: number): Tensor {
  const known = ropeTables.get(places);
  if (known) return known;
  const table = keep(ropeTable(places, config.head_dim, config.rope_theta)); // [T, D / 2, 2]
  ropeTables.set(places, table);
  return table;
}

const attentionShape = ({ config }: Decoder, { sequences, places }: Batch): AttentionShape => ({
  sequences,
  places,
  heads: config.num_attention_heads,
  keyHeads: config.num_key_value_heads,
  headSize: config.head_dim,
});

/** The rows that foretell answer tokens. Padded at the end, so that buffers of few sizes are reused. */
export interface AnswerRows {
  /** Rows of the hidden states, int32 [R]; a padding row repeats row 0. */
  readonly rows: Tensor;
  /** For each row of the hidden states its place among the answer rows, or R; int32 [M]. */
  readonly placeOf: Tensor;
  /** The token each row foretells, int32 [R]; -1 for padding. */
  readonly labels: Tensor;
  /** Answer rows without padding. */
  readonly count: number;
}

/** Sequences ready for the decoder; dispose the tensors when done. */
export interface Batch {
  /** Token embeddings with image features in place, [M, H]. */
  readonly embeddings: Tensor;
  readonly sequences: number;
  readonly places: number;
  readonly answers: AnswerRows;
}

export const disposeBatch = ({ embeddings, answers }: Batch): void =>
  dispose([embeddings, answers.rows, answers.placeOf, answers.labels]);

// ---- A layer forward -------------------------------------------------------------------------------------------

/** What the backward pass of the attention block needs beside its input x [M, H]. */
type AttentionTrace = {
  /** [M, H] */
  readonly normed: Tensor;
  /** [M, 3 · r] */
  readonly u: Tensor;
  /** Queries and keys turned by their places, [M, W]. */
  readonly qkv: Tensor;
  /** [M, N · D] */
  readonly attended: Tensor;
  /** [M, N] */
  readonly logSums: Tensor;
  /** The rows of `attended` that go on: itself, or in the last layer those of answers. */
  readonly ongoing: Tensor;
};

/** The attention block up to its last product. */
function attentionTrace(
  decoder: Decoder,
  layer: DecoderLayer,
  lora: LoraState,
  x: Tensor,
  batch: Batch,
): AttentionTrace {
  const { rms_norm_eps: epsilon, head_dim: headSize } = decoder.config;
  const table = ropeTableOf(decoder, batch.places); // [T, D / 2, 2]
  const shape = attentionShape(decoder, batch);
  const turned = (shape.heads + shape.keyHeads) * headSize;
  const { normed, u } = loraNormProject(layer.qkv, lora, x, layer.inputNorm, epsilon); // [M, H], [M, 3 · r]
  const qkv = loraOutput(layer.qkv, lora, normed, u); // [M, W]
  ropeInPlace(qkv, table, batch.places, headSize, turned); // [M, W]
  const { attended, logSums } = attention(qkv, shape); // [M, N · D], [M, N]
  const ongoing = isLast(decoder, layer) ? takeRows(attended, batch.answers.rows) : attended; // [M, N · D]
  return { normed, u, qkv, attended, logSums, ongoing };
}

const isLast = ({ layers }: Decoder, layer: DecoderLayer): boolean => layer === layers.at(-1);

/** What the backward pass of the feed-forward block needs beside its input, `middle` [M, H]. */
type FeedForwardTrace = {
  /** [M, H] */
  readonly normed: Tensor;
  /** [M, 2 · r] */
  readonly u: Tensor;
  /** [M, 2 · F] */
  readonly gateUp: Tensor;
  /** silu(gate) · up, [M, F] */
  readonly activated: Tensor;
};

/** The feed-forward block up to its last product. */
function feedForwardTrace(
  decoder: Decoder,
  layer: DecoderLayer,
  lora: LoraState,
  middle: Tensor,
): FeedForwardTrace {
  const { rms_norm_eps: epsilon } = decoder.config;
  const { normed, u } = loraNormProject(layer.gateUp, lora, middle, layer.postAttentionNorm, epsilon); // [M, H], [M, 2 · r]
  const gateUp = loraOutput(layer.gateUp, lora, normed, u); // [M, 2 · F]
  const activated = swiglu(gateUp); // [M, F]
  return { normed, u, gateUp, activated };
}

/** What is kept of a layer until its backward pass. */
type LayerTrace = {
  /** Its input, [M, H]. */
  readonly x: Tensor;
  /** Between its blocks, [M, H]. */
  readonly middle: Tensor;
  /** Of the blocks' last products, [M, r] each. */
  readonly uOfO: Tensor;
  readonly uOfDown: Tensor;
  /** null: to be computed again. */
  readonly attention: AttentionTrace | null;
  readonly feedForward: FeedForwardTrace | null;
};

/** The output of a layer [M, H], and its trace; with `keepsAll` the traces of its blocks too. */
function layerForward(
  decoder: Decoder,
  layer: DecoderLayer,
  lora: LoraState,
  x: Tensor,
  batch: Batch,
  keepsAll: boolean,
): { y: Tensor; trace: LayerTrace } {
  const attention = attentionTrace(decoder, layer, lora, x, batch);
  const uOfO = loraProject(layer.o, lora, attention.ongoing); // [M, r]
  const xOngoing = isLast(decoder, layer) ? takeRows(x, batch.answers.rows) : x; // [M, H]
  const middle = loraOutput(layer.o, lora, attention.ongoing, uOfO, xOngoing); // + x: [M, H]
  if (xOngoing !== x) xOngoing.dispose();
  if (!keepsAll) dispose(attention);
  const feedForward = feedForwardTrace(decoder, layer, lora, middle);
  const uOfDown = loraProject(layer.down, lora, feedForward.activated); // [M, r]
  const y = loraOutput(layer.down, lora, feedForward.activated, uOfDown, middle); // + middle: [M, H]
  if (!keepsAll) dispose(feedForward);
  const kept = keepsAll ? { attention, feedForward } : { attention: null, feedForward: null };
  return { y, trace: { x, middle, uOfO, uOfDown, ...kept } };
}

// ---- A layer backward ------------------------------------------------------------------------------------------
// From the gradient of a block's output to that of its input; the gradients of its LoRA matrices go into `gradient`.
// What a line has used up, it disposes.

/** dMiddle [M, H] from dOut [M, H]. */
function feedForwardBackward(
  decoder: Decoder,
  layer: DecoderLayer,
  lora: LoraState,
  { middle, uOfDown, feedForward }: LayerTrace,
  dOut: Tensor,
  gradient: LoraGradient,
): Tensor {
  const { rms_norm_eps: epsilon } = decoder.config;
  const { normed, u, gateUp, activated } = feedForward ?? feedForwardTrace(decoder, layer, lora, middle);
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
  decoder: Decoder,
  layer: DecoderLayer,
  lora: LoraState,
  { x, uOfO, attention: kept }: LayerTrace,
  dMiddle: Tensor,
  gradient: LoraGradient,
  batch: Batch,
): Tensor | null {
  const { rms_norm_eps: epsilon } = decoder.config;
  const trace = kept ?? attentionTrace(decoder, layer, lora, x, batch);
  const { normed, u, qkv, attended, logSums, ongoing } = trace;
  const table = ropeTableOf(decoder, batch.places); // [T, D / 2, 2]
  // Rows that did not go on have a gradient of zero.
  const spread = (d: Tensor): Tensor => {
    if (!isLast(decoder, layer)) return d;
    const whole = takeRows(d, batch.answers.placeOf); // [M, ·]
    d.dispose();
    return whole;
  };
  const dAttended = spread(loraBackward(layer.o, lora, ongoing, uOfO, dMiddle, gradient)); // [M, N · D]
  const dQkv = attentionGradient(qkv, trace, dAttended, table, attentionShape(decoder, batch)); // [M, W]
  dispose([uOfO, qkv, attended, logSums, dAttended, ...(ongoing === attended ? [] : [ongoing])]);
  if (layer === decoder.layers[0]) {
    const du = loraGradients(layer.qkv, lora, normed, u, dQkv, gradient); // [M, 3 · r]
    dispose([du, normed, u, dQkv, dMiddle]);
    return null;
  }
  const dNormed = loraBackward(layer.qkv, lora, normed, u, dQkv, gradient); // [M, H]
  dispose([normed, u, dQkv]);
  const dBeside = spread(dMiddle); // [M, H]
  const dX = rmsNormGradient(x, dNormed, layer.inputNorm, epsilon, dBeside); // + dMiddle: [M, H]
  dispose([x, dNormed, dBeside]);
  return dX;
}

// ---- All layers ------------------------------------------------------------------------------------------------

/** Runs all layers without keeping anything for a backward pass; the answer rows' hidden states [R, H]. */
function hiddenStates(decoder: Decoder, lora: LoraState, batch: Batch): Tensor {
  return tidy(() => {
    let x = batch.embeddings; // [M, H]
    for (const layer of decoder.layers) {
      const { y, trace } = layerForward(decoder, layer, lora, x, batch, false);
      dispose([trace.middle, trace.uOfO, trace.uOfDown]);
      if (x !== batch.embeddings) x.dispose();
      x = y;
    }
    return x; // [R, H]
  });
}

/** Logits [R, V] of the batch's answer rows. */
export const logitsOf = (decoder: Decoder, lora: LoraState, batch: Batch): Tensor =>
  tidy(() => logitsOfRows(decoder.head, hiddenStates(decoder, lora, batch)));

/** The loss of each answer row, in nats, as column 1 of [R, 2]. */
export const lossesOf = (decoder: Decoder, lora: LoraState, batch: Batch): Tensor =>
  tidy(() => lossesOfRows(decoder.head, hiddenStates(decoder, lora, batch), batch.answers.labels));

/** How a batch takes part in the gradient of a step. */
export interface GradientOptions {
  /** Factor of each answer's loss in the gradient: 1 / answers of all the step's batches. 1 / those of this batch if left out. */
  readonly scale?: number;
  /** Whether the batch is the first of its step: its gradient is written, that of later ones is added. True if left out. */
  readonly isFirst?: boolean;
  /** Memory for traces of the layers; beyond it each layer is computed again on the way back. */
  readonly budgetBytes?: number;
}

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
  const rows = batch.sequences * batch.places;
  const keepsAll = traceBytes(decoderShapeOf(decoder.config), rows, lora.layout.paddedRank) <= budgetBytes;
  return tidy(() => {
    const traces: LayerTrace[] = [];
    let x = batch.embeddings; // [M, H]
    for (const layer of decoder.layers) {
      // The last layer is the first to go back: nothing is gained by computing it again.
      const { y, trace } = layerForward(decoder, layer, lora, x, batch, keepsAll || isLast(decoder, layer));
      traces.push(trace);
      x = y; // [M, H], after the last layer [R, H]
    }
    const { labels } = batch.answers;
    const { losses, dHidden } = lossesAndGradientOfRows(decoder.head, x, labels, scale); // [R, 2], [R, H]
    x.dispose();

    let dOut = dHidden; // [R, H], then [M, H]
    for (const layer of decoder.layers.toReversed()) {
      const trace = traces.pop()!;
      const into = { flat: gradient, isFirst };
      const dMiddle = feedForwardBackward(decoder, layer, lora, trace, dOut, into); // [M, H]
      const dX = attentionBackward(decoder, layer, lora, trace, dMiddle, into, batch); // [M, H]
      if (dX) dOut = dX;
    }
    return losses; // [R, 2]
  });
}

// ---- Batches ---------------------------------------------------------------------------------------------------

/** A token sequence with one image. */
export interface Sequence {
  readonly inputIds: Int32Array;
  /** -100 where no loss is taken, else the id at that place. */
  readonly labels: Int32Array;
  /** Features of the image, [image tokens, H], put where the image tokens stand. */
  readonly features: Float32Array;
}

/** T of a batch of sequences. */
const paddedPlaces = (sequences: readonly Sequence[]): number =>
  Math.ceil(Math.max(...sequences.map(({ inputIds }) => inputIds.length)) / placeMultiple) * placeMultiple;

/** A batch, with the sequence each answer row belongs to. Throws where a sequence does not fit the model. */
export function createBatch(
  sequences: readonly Sequence[],
  weights: DecoderWeights,
  imageTokenId: number,
): { batch: Batch; sequenceOfAnswer: readonly number[] } {
  const { hidden_size: width } = weights.config;
  const places = paddedPlaces(sequences);
  const rowCount = sequences.length * places;
  const embeddings = new Float32Array(rowCount * width); // [M, H]
  const answerRows: number[] = [];
  const answerLabels: number[] = [];
  const sequenceOfAnswer: number[] = [];
  sequences.forEach((sequence, s) => {
    checkSequence(sequence, weights, imageTokenId);
    const { inputIds, labels, features } = sequence;
    let imageToken = 0;
    inputIds.forEach((id, place) => {
      const isImage = id === imageTokenId;
      const at = (s * places + place) * width;
      if (isImage) embeddings.set(features.subarray(imageToken * width, ++imageToken * width), at);
      else weights.embedding.readRow(id, embeddings, at);
      // The place before a token foretells it.
      if (place === 0 || labels[place]! < 0) return;
      answerRows.push(s * places + place - 1);
      answerLabels.push(labels[place]!);
      sequenceOfAnswer.push(s);
    });
  });
  const count = answerRows.length;
  if (count === 0) throw new Error('Expected at least one labelled token in a batch, got none.');
  const padded = Math.ceil(count / answerMultiple) * answerMultiple;
  const placeOf = new Int32Array(rowCount).fill(padded);
  answerRows.forEach((row, i) => {
    placeOf[row] = i;
  });
  const pad = (values: number[], padding: number) =>
    Int32Array.from({ length: padded }, (_, i) => values[i] ?? padding);
  const batch: Batch = {
    embeddings: tensor2d(embeddings, [rowCount, width]),
    sequences: sequences.length,
    places,
    answers: {
      rows: tensor(pad(answerRows, 0), [padded], 'int32'),
      placeOf: tensor(placeOf, [rowCount], 'int32'),
      labels: tensor(pad(answerLabels, -1), [padded], 'int32'),
      count,
    },
  };
  return { batch, sequenceOfAnswer };
}

function checkSequence(
  { inputIds, labels, features }: Sequence,
  { config }: DecoderWeights,
  imageTokenId: number,
): void {
  const { hidden_size: width, vocab_size: vocabulary, max_position_embeddings: longest } = config;
  const imageTokens = inputIds.filter((id) => id === imageTokenId).length;
  if (inputIds.length === 0 || inputIds.length > longest || labels.length !== inputIds.length) {
    throw new Error(
      `Expected a sequence of 1 to ${longest} tokens with a label each, got ${inputIds.length} tokens and ${labels.length} labels. Use fewer questions a conversation.`,
    );
  }
  if (features.length !== imageTokens * width) {
    throw new Error(
      `Expected image features [${imageTokens}, ${width}] for the image tokens of the sequence, got ${features.length} numbers. Encode the image with the same base model.`,
    );
  }
  if (inputIds.some((id) => id < 0 || id >= vocabulary) || labels.some((id) => id >= vocabulary)) {
    throw new Error(`Expected token ids below ${vocabulary}. Tokenize with the same base model.`);
  }
}
