/**
 * What a base model takes, computed from its shape before anything of it is loaded: bytes of its files, memory to train
 * an adapter on it and to answer with it. Estimates, to be called "about": exporters differ, and a browser does not
 * tell what its GPU has. Not here: the shapes (registry.ts), the training itself (decoder.ts).
 */
import type { LoraConfig, ModelConfig, TargetModule } from './config.ts';
import type { Dtype, Dtypes, ModelPart, ModelShape } from './registry.ts';

/** The shape that a model's config.json states. */
export const shapeOf = ({
  text_config: text,
  vision_config: vision,
  scale_factor,
}: ModelConfig): ModelShape => ({
  hidden: text.hidden_size,
  intermediate: text.intermediate_size,
  layers: text.num_hidden_layers,
  heads: text.num_attention_heads,
  keyValueHeads: text.num_key_value_heads,
  headSize: text.head_dim ?? text.hidden_size / text.num_attention_heads,
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
  (vision.imageSizePx / vision.patchSizePx / scaleFactor) ** 2;

/** [outFeatures, inFeatures] of the linear modules of a decoder layer. */
function modulesOf(shape: ModelShape): Record<TargetModule, readonly [number, number]> {
  const { hidden, intermediate } = shape;
  const queries = shape.heads * shape.headSize;
  const keys = shape.keyValueHeads * shape.headSize;
  return {
    q_proj: [queries, hidden],
    k_proj: [keys, hidden],
    v_proj: [keys, hidden],
    o_proj: [hidden, queries],
    gate_proj: [intermediate, hidden],
    up_proj: [intermediate, hidden],
    down_proj: [hidden, intermediate],
  };
}

/** Weights of the linear modules of all decoder layers. */
const linearWeights = (shape: ModelShape): number =>
  shape.layers * Object.values(modulesOf(shape)).reduce((sum, [rows, columns]) => sum + rows * columns, 0);

/** Weights of the token embedding, and as many of the LM head. */
const tableWeights = ({ vocabulary, hidden }: ModelShape): number => vocabulary * hidden;

/** Weights that each file holds. A decoder has its LM head, also where that is tied to the embedding. */
export function weightsOf(shape: ModelShape): Record<ModelPart, number> {
  const { hidden, layers, scaleFactor, vision } = shape;
  const { hidden: width, intermediate: inner } = vision;
  const attention = 4 * (width * width + width);
  const mlp = 2 * width * inner + inner + width;
  const norms = 4 * width;
  const patches = (vision.imageSizePx / vision.patchSizePx) ** 2;
  const embedding = 3 * vision.patchSizePx ** 2 * width + width + patches * width;
  const connector = scaleFactor ** 2 * width * hidden;
  return {
    vision_encoder: embedding + vision.layers * (attention + mlp + norms) + 2 * width + connector,
    embed_tokens: tableWeights(shape),
    decoder_model_merged: linearWeights(shape) + tableWeights(shape) + (2 * layers + 1) * hidden,
  };
}

/**
 * Bits a weight takes in a file. In blocks of 32 the codes of MatMulNBits come with a scale, of 32 bits or 16, and
 * perhaps with a zero point of the codes' width; 8-bit files hold one scale for a row or a matrix.
 */
const fileBits: Readonly<Record<Dtype, number>> = {
  fp32: 32,
  fp16: 16,
  q8: 8.5,
  q4: 4 + (32 + 4) / 32,
  q4f16: 4 + (16 + 4) / 32,
};

/** tokenizer.json of a large vocabulary, and the small files. */
const jsonBytes = ({ vocabulary }: ModelShape): number => 72 * vocabulary;

/** About how many bytes the files are. */
export function estimatedFileBytes(shape: ModelShape, dtypes: Dtypes): number {
  const weights = weightsOf(shape);
  const parts = Object.keys(weights) as ModelPart[];
  return parts.reduce((sum, part) => sum + (weights[part] * fileBits[dtypes[part]]) / 8, jsonBytes(shape));
}

/** What is trained, and on how much at once. */
export interface TrainingLoad {
  readonly lora: Pick<LoraConfig, 'rank' | 'targetModules'>;
  /** Conversations in a batch. */
  readonly batchSize: number;
  /** Tokens of a conversation, with those of its image. */
  readonly tokens: number;
  /** Of these, tokens that a loss is taken on. */
  readonly answerTokens: number;
}

/** A question with its answer and the words of the template, and the answer alone: means over default conversations. */
const tokensPerTurn = 28;
const answerTokensPerTurn = 6;

/** About how long a conversation of so many questions about one image is. */
export const conversationTokens = (
  shape: ModelShape,
  questions: number,
): Pick<TrainingLoad, 'tokens' | 'answerTokens'> => ({
  tokens: imageTokensOf(shape) + questions * tokensPerTurn,
  answerTokens: questions * answerTokensPerTurn,
});

export interface MemoryEstimate {
  /** Frozen weights on the GPU. */
  readonly weightsBytes: number;
  /** The adapter, its gradient and AdamW's two moments. */
  readonly adapterBytes: number;
  /** What a step needs beside these at its peak. */
  readonly stepBytes: number;
  /** All of these. */
  readonly totalBytes: number;
  /** The largest single buffer, which the GPU's limits must allow. */
  readonly largestBufferBytes: number;
}

/**
 * Bits a weight takes on the trainer's GPU: codes as they are, and for each block of 32 a scale and an offset of 32 bits
 * (frozen-matrix.ts).
 */
const frozenBits: Readonly<Record<Dtype, number>> = {
  fp32: 32,
  fp16: 16,
  q8: 8 + 2,
  q4: 4 + 2,
  q4f16: 4 + 2,
};

/** As decoder.ts pads: places, answer rows and ranks. */
const placeMultiple = 8;
const answerMultiple = 64;
const rankMultiple = 4;
const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

/** float32 */
const bytesPerNumber = 4;

/**
 * Buffers that are kept for reuse, and those that wait for the GPU: what a step has in all is so many times its tensors.
 * Measured at 256M, batch 4, 160 tokens and rank 8 (test/bench/full-size.worker.ts).
 */
const poolFactor = 1.3;

/**
 * Memory on the GPU to train an adapter. With B conversations of T places (M = B · T rows), R answer rows, L layers,
 * H hidden, F intermediate, V vocabulary, N query heads, query width Q, key width K, W = Q + 2K and rank r, in numbers
 * of 4 bytes (decoder.ts has the same letters, and a line for each of these tensors):
 *
 *   adapter       4 · L · Σ over target modules of r · (in + out)   weights, gradient, two moments
 *   kept          L · M · (2H + 2r)                                 input and middle of every layer, for the way back
 *   feed-forward  M · (2H + 5F + 2r)                                one block forward again, with its gradients
 *   attention     M · (2H + 2W + 2Q + N + 3r)                       the same of the other block
 *   logits        R · (V + 3H)                                      whose gradient takes their place
 *
 * A step's peak is what is kept, and on top the largest of the last three, all of it in a pool of buffers. Where batches are so small that the trainer
 * keeps all of every layer instead of computing it again, that comes on top by choice and is not counted.
 */
export function trainingMemory(shape: ModelShape, decoder: Dtype, load: TrainingLoad): MemoryEstimate {
  const { hidden, intermediate, layers, heads, vocabulary } = shape;
  const queries = heads * shape.headSize;
  const keys = shape.keyValueHeads * shape.headSize;
  const rank = roundUp(load.lora.rank, rankMultiple);
  const places = roundUp(load.tokens, placeMultiple);
  const rows = load.batchSize * places;
  const answerRows = roundUp(load.batchSize * load.answerTokens, answerMultiple);

  const modules = modulesOf(shape);
  const adapter =
    layers *
    load.lora.targetModules.reduce(
      (sum, module) => sum + rank * (modules[module][0] + modules[module][1]),
      0,
    );
  const adapterBytes = 4 * adapter * bytesPerNumber;
  // The LM head is counted as floats: some exporters quantize it, some do not, and nothing tells before it is read.
  const headBytes = tableWeights(shape) * bytesPerNumber;
  const weightsBytes = (linearWeights(shape) * frozenBits[decoder]) / 8 + headBytes;

  const kept = layers * rows * (2 * hidden + 2 * rank);
  const feedForward = rows * (2 * hidden + 5 * intermediate + 2 * rank);
  const attention = rows * (2 * hidden + 2 * (queries + 2 * keys) + 2 * queries + heads + 3 * rank);
  const logits = answerRows * (vocabulary + 3 * hidden);
  const stepBytes = poolFactor * (kept + Math.max(feedForward, attention, logits)) * bytesPerNumber;

  const largest = Math.max(rows * 2 * intermediate, answerRows * vocabulary, 2 * adapter);
  return {
    weightsBytes,
    adapterBytes,
    stepBytes,
    totalBytes: weightsBytes + adapterBytes + stepBytes,
    largestBufferBytes: Math.max(largest * bytesPerNumber, headBytes),
  };
}

/** How many images are encoded, and how many prompts answered, in one pass. */
export interface AnsweringLoad {
  readonly images: number;
  readonly prompts: number;
  /** Tokens of a prompt with its image and its answer. */
  readonly tokens: number;
}

/**
 * Memory to answer, on the GPU or the processor, wherever inference runs: the three files as they are, and the larger of
 *
 *   images     I · P · (2 · N · P + 3 · F)      attention of one layer before and after its softmax, and its MLP
 *   prompts    B · T · L · 2 · K · 2            keys and values of all layers, old and new
 *
 * with I images of P patches, N heads and F intermediate of the vision encoder; B prompts of T tokens, L layers and key
 * width K of the decoder; numbers of 4 bytes.
 */
export function answeringMemory(
  shape: ModelShape,
  dtypes: Dtypes,
  load: AnsweringLoad,
): Pick<MemoryEstimate, 'weightsBytes' | 'stepBytes' | 'totalBytes'> {
  const { vision } = shape;
  const weightsBytes = estimatedFileBytes(shape, dtypes) - jsonBytes(shape);
  const patches = (vision.imageSizePx / vision.patchSizePx) ** 2;
  const attention = load.images * patches * vision.heads * patches;
  const images = 2 * attention + 3 * load.images * patches * vision.intermediate;
  const prompts = load.prompts * load.tokens * shape.layers * 4 * shape.keyValueHeads * shape.headSize;
  const stepBytes = Math.max(images, prompts) * bytesPerNumber;
  return { weightsBytes, stepBytes, totalBytes: weightsBytes + stepBytes };
}
