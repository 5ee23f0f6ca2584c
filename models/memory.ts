/**
 * How much a base model takes, estimated from its shape before anything is loaded: bytes of its files, memory to train
 * an adapter on it, and memory to answer with it. These are estimates, to be shown as "about": exporters differ, and a
 * browser does not say how much memory its GPU has.
 * Not here: the shapes (registry.ts), the training itself (decoder.ts).
 */
import { type ModelConfig, targetModules } from './config.ts';
import { decoderShapeOf, moduleShape, traceBudgetBytes, traceBytes, traceWidths } from './decoder-shape.ts';
import { answerMultiple, attentionBytes, patchesAlong, patchesOf, positionMultiple } from './pass-sizes.ts';
import type { Dtype, Dtypes, ModelPart, ModelShape } from './registry.ts';

/** The shape that a model's config.json states. */
export const shapeOf = ({
  text_config: text,
  vision_config: vision,
  scale_factor,
}: ModelConfig): ModelShape => ({
  ...decoderShapeOf(text),
  vocabulary: text.vocab_size,
  vision: {
    hidden: vision.hidden_size,
    intermediate: vision.intermediate_size,
    layers: vision.num_hidden_layers,
    heads: vision.num_attention_heads,
    imageSizePx: vision.image_size,
    patchSizePx: vision.patch_size,
  },
  scaleFactor: scale_factor,
});

/** Image tokens of one image that is not split. */
export const imageTokensOf = ({ vision, scaleFactor }: ModelShape): number =>
  (patchesAlong(vision) / scaleFactor) ** 2;

/** Weights of the linear modules of all decoder layers. */
const linearWeights = (shape: ModelShape): number =>
  targetModules
    .map((module) => moduleShape(module, shape))
    .reduce((sum, [rows, columns]) => sum + shape.layers * rows * columns, 0);

/** Weights of the token embedding; the LM head has as many. */
const tableWeights = ({ vocabulary, hidden }: ModelShape): number => vocabulary * hidden;

/** Weights in each file. The decoder's includes the LM head, even if that is tied to the embedding. */
export function weightsOf(shape: ModelShape): Record<ModelPart, number> {
  const { hidden, layers, scaleFactor, vision } = shape;
  const { hidden: width, intermediate: inner } = vision;
  const attention = 4 * (width * width + width);
  const mlp = 2 * width * inner + inner + width;
  const norms = 4 * width;
  const patches = patchesOf(vision);
  const embedding = 3 * vision.patchSizePx ** 2 * width + width + patches * width;
  const connector = scaleFactor ** 2 * width * hidden;
  return {
    vision_encoder: embedding + vision.layers * (attention + mlp + norms) + 2 * width + connector,
    embed_tokens: tableWeights(shape),
    decoder_model_merged: linearWeights(shape) + tableWeights(shape) + (2 * layers + 1) * hidden,
  };
}

/**
 * Bits of a weight in a file. Each block of 32 codes of MatMulNBits has a scale of 32 or 16 bits, and perhaps a zero
 * point of 4 bits; 8-bit files have one scale for each row or matrix.
 */
const fileBits: Readonly<Record<Dtype, number>> = {
  fp32: 32,
  fp16: 16,
  q8: 8.5,
  q4: 4 + (32 + 4) / 32,
  q4f16: 4 + (16 + 4) / 32,
};

/** About how large tokenizer.json and the small files are. */
const jsonBytes = ({ vocabulary }: ModelShape): number => 72 * vocabulary;

/** About how many bytes the files are. */
export function estimatedFileBytes(shape: ModelShape, dtypes: Dtypes): number {
  const weights = weightsOf(shape);
  const parts = Object.keys(weights) as ModelPart[];
  return parts.reduce((sum, part) => sum + (weights[part] * fileBits[dtypes[part]]) / 8, jsonBytes(shape));
}

/** What is trained, and on how much at once. */
export interface TrainingLoad {
  /** Rank of the adapter. The target modules make no difference: the flat adapter has slots for all (adapter/layout.ts). */
  readonly rank: number;
  /** Conversations in a batch. */
  readonly batchSize: number;
  /** Tokens of a conversation, image tokens included. */
  readonly tokens: number;
  /** Tokens of a conversation that a loss is taken on. */
  readonly answerTokens: number;
  /** Conversations in a batch of the validation; 0 without validation. */
  readonly validationBatchSize: number;
}

/** Mean tokens of a question with its answer and the words of the template, and of the answer alone. */
const tokensPerTurn = 28;
const answerTokensPerTurn = 6;

/** About how long a conversation with one image and this many questions is. */
export const conversationTokens = (
  shape: ModelShape,
  questions: number,
): Pick<TrainingLoad, 'tokens' | 'answerTokens'> => ({
  tokens: imageTokensOf(shape) + questions * tokensPerTurn,
  answerTokens: questions * answerTokensPerTurn,
});

/** An estimate in bytes. */
interface MemoryEstimate {
  /** Frozen weights on the GPU. */
  readonly weightsBytes: number;
  /** The adapter, its gradient and AdamW's two moments. */
  readonly adapterBytes: number;
  /** What a step needs in addition, at its peak. */
  readonly stepBytes: number;
  /** The sum of these. */
  readonly totalBytes: number;
  /** The largest single buffer, which the GPU's limits must allow. */
  readonly largestBufferBytes: number;
}

/**
 * Bits of a weight on the trainer's GPU: its code, and its share of the scale and the offset, 32 bits each, of a block
 * of 32 weights (frozen-matrix.ts).
 */
const frozenBits: Readonly<Record<Dtype, { readonly code: number; readonly block: number }>> = {
  fp32: { code: 32, block: 0 },
  fp16: { code: 16, block: 0 },
  q8: { code: 8, block: 2 },
  q4: { code: 4, block: 2 },
  q4f16: { code: 4, block: 2 },
};

/** As adapter/layout.ts pads a rank. */
const rankMultiple = 4;
const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

/** Numbers of a flat adapter, whatever modules it adapts (adapter/layout.ts). */
const adapterSize = (shape: ModelShape, paddedRank: number): number =>
  targetModules
    .map((module) => moduleShape(module, shape))
    .reduce((sum, [outs, ins]) => sum + shape.layers * paddedRank * (ins + outs), 0);

/** float32 */
const bytesPerNumber = 4;

/**
 * Memory on the GPU to train an adapter. With B conversations of T positions (M = B · T rows), R answer rows, L layers,
 * H hidden, F intermediate, V vocabulary, N query heads, query width Q, width W of queries, keys and values together,
 * and rank r, in numbers of 4 bytes (decoder.ts has a line for each of these tensors):
 *
 *   adapter     4 · L · Σ over all seven modules of r · (in + out)   weights, gradient, two moments
 *   ends        L · M · (2H + 2r)                                    inputs of every layer's blocks, for the backward pass
 *   blocks      L or 1 · M · (2H + W + Q + N + 3F + 5r)              the rest of a layer: kept of all layers if they fit
 *                                                                   the decoder's budget, and of one if not
 *   gradients   M · (2H + F + W)                                     of one layer's blocks
 *   logits      R · (V + 3H)                                         their gradient overwrites them
 *   validation  R · 2V                                               shifted logits and their exponentials; with another
 *                                                                   batch size also its own logits and one layer
 *
 * A step's memory is the sum of all rows but the first, not their largest: buffers are reused only for tensors of the
 * same size. All rows of the last layer are counted, although only answer rows continue after its attention.
 *
 * The LM head is counted in the decoder's own dtype. Whether an exporter quantized it is known only when the file is
 * read; if it did not, the head takes 4 bytes for each of its H · V weights.
 */
export function trainingMemory(shape: ModelShape, decoder: Dtype, load: TrainingLoad): MemoryEstimate {
  const { hidden, intermediate, layers, vocabulary } = shape;
  const packed = (shape.heads + 2 * shape.keyValueHeads) * shape.headSize;
  const rank = roundUp(load.rank, rankMultiple);
  const positions = roundUp(load.tokens, positionMultiple);
  const rows = load.batchSize * positions;
  const answerRows = roundUp(load.batchSize * load.answerTokens, answerMultiple);

  const adapter = adapterSize(shape, rank);
  const adapterBytes = 4 * adapter * bytesPerNumber;
  const { code, block } = frozenBits[decoder];
  const weightsBytes = ((linearWeights(shape) + tableWeights(shape)) * (code + block)) / 8;

  const widths = traceWidths(shape, rank);
  const keptLayers = traceBytes(shape, rows, rank) <= traceBudgetBytes ? layers : 1;
  const traces = rows * (layers * widths.ends + keptLayers * widths.blocks);
  const gradients = rows * (2 * hidden + intermediate + packed);
  const logits = answerRows * (vocabulary + 3 * hidden);
  const isSameSize = load.validationBatchSize === load.batchSize;
  const validatedPositions = isSameSize ? 0 : load.validationBatchSize * positions;
  const validatedAnswers = roundUp(load.validationBatchSize * load.answerTokens, answerMultiple);
  const validation =
    validatedPositions * (widths.ends + widths.blocks) + validatedAnswers * (isSameSize ? 2 : 3) * vocabulary;
  const stepBytes = (traces + gradients + logits + validation) * bytesPerNumber;

  const largest = Math.max(rows * 2 * intermediate, answerRows * vocabulary, 2 * adapter) * bytesPerNumber;
  return {
    weightsBytes,
    adapterBytes,
    stepBytes,
    totalBytes: weightsBytes + adapterBytes + stepBytes,
    largestBufferBytes: Math.max(largest, (tableWeights(shape) * code) / 8),
  };
}

/**
 * Memory to train an adapter on the processor, in which `workers` compute one conversation each, in numbers of 4 bytes,
 * with the letters of trainingMemory:
 *
 *   weights     2 for each weight                     dense, cut up for both passes
 *   pass        L · T · (38H + 18F + N · T)           all that the tape keeps
 *
 * The factors of a pass are a fit: for the embedded model, WebAssembly's memory was 74, 128, 174 and 241 MB at 119, 239,
 * 367 and 499 tokens, and this gives 70, 121, 177 and 238.
 */
export function processorTrainingBytes(
  shape: ModelShape,
  { rank, tokens }: TrainingLoad,
  workers: number,
): number {
  const { hidden, intermediate, layers, heads } = shape;
  const weights = 2 * (linearWeights(shape) + tableWeights(shape));
  const pass = layers * tokens * (38 * hidden + 18 * intermediate + heads * tokens);
  return (workers * (weights + pass) + 4 * adapterSize(shape, roundUp(rank, rankMultiple))) * bytesPerNumber;
}

/** How many images are encoded, and how many prompts answered, in one pass. */
interface AnsweringLoad {
  readonly images: number;
  readonly prompts: number;
  /** Tokens of a prompt, its image and its answer. */
  readonly tokens: number;
}

/**
 * Memory to answer, on the GPU or the processor: the three files, and the larger of
 *
 *   images     I · P · (2 · N · P + 3 · F)      attention of one layer before and after its softmax, and its MLP
 *   prompts    B · (T · L · 2 · K · 2 + V)      keys and values of all layers, old and new; logits of the last token
 *
 * with I images of P patches, N heads and F intermediate of the vision encoder; B prompts of T tokens, L layers, key
 * width K and vocabulary V of the decoder, in numbers of 4 bytes. A decoder that always computes all logits (see
 * onnx/rewrite/kept-logits.ts) takes B · T · V for them. A small decoder has its weights as floats on the processor, which
 * is up to 67 MB (onnx/rewrite/decoding-loop.ts).
 */
export function answeringMemory(
  shape: ModelShape,
  dtypes: Dtypes,
  load: AnsweringLoad,
): Pick<MemoryEstimate, 'weightsBytes' | 'stepBytes' | 'totalBytes'> {
  const { vision } = shape;
  const weightsBytes = estimatedFileBytes(shape, dtypes) - jsonBytes(shape);
  const mlp = 3 * patchesOf(vision) * vision.intermediate * bytesPerNumber;
  const images = load.images * (attentionBytes(vision) + mlp);
  const cache = load.tokens * shape.layers * 4 * shape.keyValueHeads * shape.headSize;
  const prompts = load.prompts * (cache + shape.vocabulary) * bytesPerNumber;
  const stepBytes = Math.max(images, prompts);
  return { weightsBytes, stepBytes, totalBytes: weightsBytes + stepBytes };
}
