/**
 * A Llama-family decoder (Touvron et al. 2023) with LoRA on every linear layer, forward and backward:
 *
 *   x ─ norm ─ q, k, v ─ rope ─ attention ─ o ─ + ─ norm ─ gate, up ─ silu(gate) · up ─ down ─ + ─ next layer
 *   └───────────────────────────────────────────┘ └──────────────────────────────────────────────┘
 *
 * The base weights are frozen and 4-bit, so the backward pass computes gradients of activations and of the LoRA
 * matrices only. It is written out by hand, line against line of the forward pass, in place of TensorFlow.js' tape:
 * ten times fewer operations on the GPU, and memory that is freed as soon as it is used up.
 *
 * Shapes: B sequences of T places (padded at the end, T a multiple of 8), M = B · T rows, H hidden, F intermediate,
 * N query heads and G key-value heads of size D, V vocabulary. No mask for the padding: it stands behind everything
 * that counts, and attention looks back only. After the attention of the last layer only the R rows that foretell an
 * answer token go on, a fifth of them or so; in that layer and after it, "M" is R.
 *
 * Not here: LoRA itself (lora.ts), the loss (loss.ts), kernels (kernels/), reading weights (weights.ts).
 */
import {
  concat,
  dispose,
  gather,
  keep,
  type Tensor,
  tensor,
  tensor1d,
  tensor2d,
  tidy,
  zeros,
} from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type TargetModule, targetModules } from './config.ts';
import { dequantize } from './frozen-matrix.ts';
import { causalSoftmaxGradientInPlace, causalSoftmaxInPlace } from './kernels/causal-softmax.ts';
import { uploadMatrix } from './kernels/frozen-matmul.ts';
import { type Layout, matmulNN, matmulNT, matmulTN } from './kernels/matmul.ts';
import { rmsNorm, rmsNormGradient } from './kernels/rms-norm.ts';
import { rope, ropeTable } from './kernels/rope.ts';
import { swiglu, swigluGradient } from './kernels/swiglu.ts';
import {
  type LoraGradient,
  type LoraLayout,
  type LoraLinear,
  type LoraState,
  type LoraTrace,
  loraBackward,
  loraForward,
  loraGradients,
  loraOutput,
  loraProject,
} from './lora.ts';
import { type LmHead, logitsOfRows, lossesAndGradientOfRows, lossesOfRows } from './loss.ts';
import type { DecoderWeights, ModuleWeights } from './weights.ts';

// ---- The model -------------------------------------------------------------------------------------------------

interface DecoderLayer {
  /** [H] */
  readonly inputNorm: Tensor;
  readonly q: LoraLinear;
  readonly k: LoraLinear;
  readonly v: LoraLinear;
  readonly o: LoraLinear;
  /** [H] */
  readonly postAttentionNorm: Tensor;
  readonly gate: LoraLinear;
  readonly up: LoraLinear;
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
  const linear = (module: ModuleWeights): LoraLinear => ({
    weight: uploadMatrix(module, upload),
    place: places.get(module.name)!,
  });
  const layers = weights.layers.map((layer): DecoderLayer => {
    const modules = Object.fromEntries(
      targetModules.map((module) => [module, linear(layer.linear[module])]),
    ) as Record<TargetModule, LoraLinear>;
    return {
      inputNorm: upload(tensor1d(layer.inputNorm)),
      q: modules.q_proj,
      k: modules.k_proj,
      v: modules.v_proj,
      o: modules.o_proj,
      postAttentionNorm: upload(tensor1d(layer.postAttentionNorm)),
      gate: modules.gate_proj,
      up: modules.up_proj,
      down: modules.down_proj,
    };
  });
  const head: LmHead = {
    norm: upload(tensor1d(weights.finalNorm)),
    weight: upload(tensor2d(dequantize(weights.lmHead), [config.vocab_size, config.hidden_size])),
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

/** The answer rows [R, ·] of x [M, ·]. */
const pickRows = (x: Tensor, { answers }: Batch): Tensor => gather(x, answers.rows.as1D());

/** The gradient of pickRows: dx [R, ·] among rows of zeros, [M, ·]. */
const spreadRows = (dx: Tensor, { answers }: Batch): Tensor =>
  tidy(() => gather(concat([dx, zeros([1, dx.shape[1]!])]), answers.placeOf.as1D()));

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

// ---- One layer forward -----------------------------------------------------------------------------------------

/** What the backward pass of a layer needs. */
type LayerTrace = {
  /** [M, H] */
  readonly x: Tensor;
  readonly q: LoraTrace;
  readonly k: LoraTrace;
  readonly v: LoraTrace;
  /** Turned by their places: [M, N · D], [M, G · D]. */
  readonly query: Tensor;
  readonly key: Tensor;
  /** [M, G · D] */
  readonly value: Tensor;
  /** Attention shares, [B, N, T, T]. */
  readonly shares: Tensor;
  readonly o: LoraTrace;
  /** [M, H] */
  readonly middle: Tensor;
  readonly gate: LoraTrace;
  readonly up: LoraTrace;
  /** [M, F] */
  readonly gated: Tensor;
  readonly raised: Tensor;
  readonly down: LoraTrace;
};

/** All of a layer but its last product. */
function layerForward(
  decoder: Decoder,
  layer: DecoderLayer,
  lora: LoraState,
  x: Tensor,
  batch: Batch,
): LayerTrace {
  const { rms_norm_eps: epsilon, head_dim: headSize } = decoder.config;
  const table = ropeTableOf(decoder, batch.places);
  return tidy(() => {
    const normed = rmsNorm(x, layer.inputNorm, epsilon); // [M, H]
    const q = loraForward(layer.q, lora, normed); // [M, N · D]
    const k = loraForward(layer.k, lora, normed); // [M, G · D]
    const v = loraForward(layer.v, lora, normed); // [M, G · D]
    const query = rope(q.y, table, batch.places, headSize, 1); // [M, N · D]
    const key = rope(k.y, table, batch.places, headSize, 1); // [M, G · D]
    const { attended, shares } = attention(decoder, query, key, v.y, batch); // [M, N · D], [B, N, T, T]
    const isLast = layer === decoder.layers.at(-1);
    const [attendedRows, xRows] = isLast ? [pickRows(attended, batch), pickRows(x, batch)] : [attended, x];
    const o = loraForward(layer.o, lora, attendedRows, xRows); // + x: [M, H]
    const middle = o.y; // [M, H]

    const normedAgain = rmsNorm(middle, layer.postAttentionNorm, epsilon); // [M, H]
    const gate = loraForward(layer.gate, lora, normedAgain); // [M, F]
    const up = loraForward(layer.up, lora, normedAgain); // [M, F]
    const down = loraProject(layer.down, lora, swiglu(gate.y, up.y)); // [M, F]
    return {
      x,
      q: q.trace,
      k: k.trace,
      v: v.trace,
      query,
      key,
      value: v.y,
      shares,
      o: o.trace,
      middle,
      gate: gate.trace,
      up: up.trace,
      gated: gate.y,
      raised: up.y,
      down,
    };
  });
}

/** The output of a layer: its last product, + middle; [M, H]. */
const layerOutput = (layer: DecoderLayer, lora: LoraState, { down, middle }: LayerTrace): Tensor =>
  loraOutput(layer.down, lora, down, middle);

// ---- One layer backward ----------------------------------------------------------------------------------------

/**
 * From the gradient of the layer's output, dOut [M, H]: writes the gradients of its LoRA matrices into `gradient` and
 * gives the gradient of its input [M, H]; none for the first layer, whose input is frozen.
 */
function layerBackward(
  decoder: Decoder,
  layer: DecoderLayer,
  lora: LoraState,
  trace: LayerTrace,
  dOut: Tensor,
  gradient: LoraGradient,
  batch: Batch,
  isFirst: boolean,
): [Tensor] | [] {
  const { rms_norm_eps: epsilon, head_dim: headSize } = decoder.config;
  const table = ropeTableOf(decoder, batch.places);
  return tidy(() => {
    const dSwiglu = loraBackward(layer.down, lora, trace.down, dOut, gradient); // [M, F]
    const { dGate, dUp } = swigluGradient(trace.gated, trace.raised, dSwiglu); // [M, F], [M, F]
    dSwiglu.dispose();
    const dUpIn = loraBackward(layer.up, lora, trace.up, dUp, gradient); // [M, H]
    const dNormedAgain = loraBackward(layer.gate, lora, trace.gate, dGate, gradient, dUpIn); // [M, H]
    dispose([dGate, dUp, dUpIn]);
    const dMiddle = rmsNormGradient(trace.middle, dNormedAgain, layer.postAttentionNorm, epsilon, dOut); // [M, H]

    const isLast = layer === decoder.layers.at(-1);
    const dAttendedRows = loraBackward(layer.o, lora, trace.o, dMiddle, gradient); // [M, N · D]
    const dAttended = isLast ? spreadRows(dAttendedRows, batch) : dAttendedRows; // [M, N · D]
    const { dQuery, dKey, dValue } = attentionGradient(decoder, trace, dAttended, batch);
    const dQ = rope(dQuery, table, batch.places, headSize, -1); // [M, N · D]
    const dK = rope(dKey, table, batch.places, headSize, -1); // [M, G · D]
    dispose([dQuery, dKey]);
    if (isFirst) {
      loraGradients(layer.q, lora, trace.q, dQ, gradient);
      loraGradients(layer.k, lora, trace.k, dK, gradient);
      loraGradients(layer.v, lora, trace.v, dValue, gradient);
      return [];
    }
    const dFromV = loraBackward(layer.v, lora, trace.v, dValue, gradient); // [M, H]
    const dFromKV = loraBackward(layer.k, lora, trace.k, dK, gradient, dFromV); // [M, H]
    const dNormed = loraBackward(layer.q, lora, trace.q, dQ, gradient, dFromKV); // [M, H]
    const dBeside = isLast ? spreadRows(dMiddle, batch) : dMiddle; // [M, H]
    return [rmsNormGradient(trace.x, dNormed, layer.inputNorm, epsilon, dBeside)]; // [M, H]
  });
}

// ---- Attention -------------------------------------------------------------------------------------------------
// Causal, with grouped heads (Ainslie et al. 2023): N / G query heads share a key-value head. The shares of a layer
// are stored whole, B · N · T² numbers: simple, and quick at the few hundred places of a training sequence.

/** How heads lie side by side in the rows of [M, heads · D]. */
const headsOf = (heads: number, { config }: Decoder, { places }: Batch): Layout => ({
  at: 0,
  row: heads * config.head_dim,
  sequence: places * heads * config.head_dim,
  head: config.head_dim,
});

/** How heads lie in [B, N, T, T]. */
const squaresOf = (heads: number, { places }: Batch): Layout => ({
  at: 0,
  row: places,
  sequence: heads * places * places,
  head: places * places,
});

/** softmax(query · keyᵀ / √D) · value for each head; [M, N · D], and the shares [B, N, T, T]. */
function attention(
  decoder: Decoder,
  query: Tensor,
  key: Tensor,
  value: Tensor,
  batch: Batch,
): { attended: Tensor; shares: Tensor } {
  const { num_attention_heads: heads, num_key_value_heads: keyHeads, head_dim: headSize } = decoder.config;
  const { sequences, places } = batch;
  const queries = headsOf(heads, decoder, batch);
  const keys = headsOf(keyHeads, decoder, batch);
  const squares = squaresOf(heads, batch);
  const share = heads / keyHeads;
  const scores = matmulNT({
    a: { tensor: query, layout: queries },
    b: { tensor: key, layout: keys, share },
    rows: places,
    columns: places,
    inner: headSize,
    alpha: 1 / Math.sqrt(headSize),
    sequences,
    heads,
    isCausal: true,
    output: { shape: [sequences, heads, places, places] },
    layout: squares,
  }); // [B, N, T, T]
  const shares = causalSoftmaxInPlace(scores); // [B, N, T, T]
  const attended = matmulNN({
    a: { tensor: shares, layout: squares },
    b: { tensor: value, layout: keys, share },
    rows: places,
    columns: headSize,
    inner: places,
    sequences,
    heads,
    isCausal: true,
    output: { shape: query.shape },
    layout: queries,
  }); // [M, N · D]
  return { attended, shares };
}

/** The gradients of query [M, N · D], key and value [M, G · D] from that of `attended` [M, N · D]. */
function attentionGradient(
  decoder: Decoder,
  { query, key, value, shares }: LayerTrace,
  dAttended: Tensor,
  batch: Batch,
): { dQuery: Tensor; dKey: Tensor; dValue: Tensor } {
  const { num_attention_heads: heads, num_key_value_heads: keyHeads, head_dim: headSize } = decoder.config;
  const { sequences, places } = batch;
  const queries = headsOf(heads, decoder, batch);
  const keys = headsOf(keyHeads, decoder, batch);
  const squares = squaresOf(heads, batch);
  const share = heads / keyHeads;
  const dShares = matmulNT({
    a: { tensor: dAttended, layout: queries },
    b: { tensor: value, layout: keys, share },
    rows: places,
    columns: places,
    inner: headSize,
    sequences,
    heads,
    isCausal: true,
    output: { shape: [sequences, heads, places, places] },
    layout: squares,
  }); // [B, N, T, T]
  const dScores = causalSoftmaxGradientInPlace(dShares, shares, 1 / Math.sqrt(headSize)); // [B, N, T, T]
  const dQuery = matmulNN({
    a: { tensor: dScores, layout: squares },
    b: { tensor: key, layout: keys, share },
    rows: places,
    columns: headSize,
    inner: places,
    sequences,
    heads,
    isCausal: true,
    output: { shape: query.shape },
    layout: queries,
  }); // [M, N · D]
  /** Σ over the query heads of each key-value head of squaresᵀ · rows: [M, G · D] */
  const collect = (square: Tensor, rows: Tensor) =>
    matmulTN({
      a: { tensor: square, layout: squares },
      b: { tensor: rows, layout: queries },
      rows: places,
      columns: headSize,
      inner: places,
      sequences,
      heads: keyHeads,
      share,
      isCausal: true,
      output: { shape: key.shape },
      layout: keys,
    });
  const dKey = collect(dScores, query); // [M, G · D]
  const dValue = collect(shares, dAttended); // [M, G · D]
  return { dQuery, dKey, dValue };
}

// ---- All layers ------------------------------------------------------------------------------------------------

/** Traces of all layers are kept up to this size; beyond it each layer is computed again on the way back. */
const traceBudgetBytes = 768 * 2 ** 20;

/** Bytes of the traces of all layers for a batch. */
function traceBytes({ config, layers }: Decoder, { sequences, places }: Batch, rank: number): number {
  const { hidden_size: hidden, intermediate_size: inner, num_attention_heads: heads } = config;
  const queries = heads * config.head_dim;
  const keys = config.num_key_value_heads * config.head_dim;
  const perRow = 4 * hidden + 2 * queries + 2 * keys + 3 * inner + 7 * rank + heads * places;
  return 4 * layers.length * sequences * places * perRow;
}

/** Runs all layers without keeping anything for a backward pass; the answer rows' hidden states [R, H]. */
function hiddenStates(decoder: Decoder, lora: LoraState, batch: Batch): Tensor {
  return tidy(() => {
    let x = batch.embeddings; // [M, H]
    for (const layer of decoder.layers) {
      const previous = x;
      x = tidy(() => layerOutput(layer, lora, layerForward(decoder, layer, lora, previous, batch))); // [M, H]
      if (previous !== batch.embeddings) previous.dispose();
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
  const keepsTraces = traceBytes(decoder, batch, lora.layout.paddedRank) <= budgetBytes;
  return tidy(() => {
    const inputs: Tensor[] = [batch.embeddings]; // [M, H] each
    const traces: LayerTrace[] = [];
    for (const layer of decoder.layers) {
      const x = inputs.at(-1)!;
      if (keepsTraces) {
        const trace = layerForward(decoder, layer, lora, x, batch);
        traces.push(trace);
        inputs.push(layerOutput(layer, lora, trace));
      } else {
        inputs.push(tidy(() => layerOutput(layer, lora, layerForward(decoder, layer, lora, x, batch))));
      }
    }
    const hidden = inputs.pop()!; // [R, H]
    const { labels } = batch.answers;
    const { losses, dHidden } = lossesAndGradientOfRows(decoder.head, hidden, labels, scale); // [R, 2], [R, H]
    hidden.dispose();

    let dOut = dHidden; // [R, H], then [M, H]
    for (let l = decoder.layers.length - 1; l >= 0; l--) {
      const layer = decoder.layers[l]!;
      const x = inputs[l]!; // [M, H]
      const trace = traces[l] ?? layerForward(decoder, layer, lora, x, batch);
      const [dX] = layerBackward(
        decoder,
        layer,
        lora,
        trace,
        dOut,
        { flat: gradient, isFirst },
        batch,
        l === 0,
      );
      const { x: input, ...made } = trace;
      dispose([dOut, made]);
      if (l > 0) input.dispose();
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

/** Kernels load four numbers at a time, along places too. */
const placeMultiple = 8;
/** Few sizes, so that buffers are reused. */
const answerMultiple = 64;

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
