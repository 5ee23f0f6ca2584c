/**
 * Token sequences as one batch for a decoder: embeddings, and which rows predict an answer token. The same for GPU and
 * processor. Shapes: B sequences of T positions, M = B · T rows, H hidden, R answer rows.
 * Not here: which sequences go together (batch-windows.ts), how they are tokenized (prompt.ts).
 */
import { dispose, type Tensor, tensor1d, tensor2d } from '@tensorflow/tfjs';
import { answerMultiple, positionMultiple } from './pass-sizes.ts';
import type { DecoderWeights } from './weights.ts';

/** A token sequence with one image. */
export interface Sequence {
  readonly inputIds: Int32Array;
  /** The id at each position, or -100 where no loss is taken. */
  readonly labels: Int32Array;
  /** Features of the image, [image tokens, H], which replace the embeddings of the image tokens. */
  readonly features: Float32Array;
}

/** Sequences ready for the decoder, padded at the end to the same length. Dispose with disposeBatch. */
export interface Batch {
  /** Token embeddings with the image features, [M, H]. */
  readonly embeddings: Tensor;
  readonly sequences: number;
  /** T, a multiple of 8. */
  readonly positions: number;
  readonly answers: AnswerRows;
}

/** The rows that predict answer tokens, padded at the end: with few sizes, buffers are reused. */
interface AnswerRows {
  /** Their numbers among all rows, int32 [R]; a padding row repeats row 0. */
  readonly rows: Tensor;
  /** For each of all rows its number among the answer rows, or R if it is none; int32 [M]. */
  readonly slotOf: Tensor;
  /** The token that each row predicts, int32 [R]; -1 for padding. */
  readonly labels: Tensor;
  /** Answer rows without padding. */
  readonly count: number;
}

/** Frees the tensors of a batch. */
export const disposeBatch = ({ embeddings, answers }: Batch): void =>
  dispose([embeddings, answers.rows, answers.slotOf, answers.labels]);

/** A batch, and for each answer row the number of its sequence. Throws if a sequence does not fit the model. */
export function createBatch(
  sequences: readonly Sequence[],
  weights: DecoderWeights,
  imageTokenId: number,
): { batch: Batch; sequenceOfAnswer: readonly number[] } {
  const { hidden_size: width } = weights.config;
  const positions = paddedLength(sequences);
  const rowCount = sequences.length * positions;
  const embeddings = new Float32Array(rowCount * width); // [M, H]
  const answerRows: number[] = [];
  const answerLabels: number[] = [];
  const sequenceOfAnswer: number[] = [];
  sequences.forEach((sequence, s) => {
    checkSequence(sequence, weights, imageTokenId);
    const { inputIds, labels, features } = sequence;
    let imageToken = 0;
    inputIds.forEach((id, position) => {
      const isImage = id === imageTokenId;
      const at = (s * positions + position) * width;
      if (isImage) embeddings.set(features.subarray(imageToken * width, ++imageToken * width), at);
      else weights.embedding.readRow(id, embeddings, at);
      // The position before a token predicts it.
      if (position === 0 || labels[position]! < 0) return;
      answerRows.push(s * positions + position - 1);
      answerLabels.push(labels[position]!);
      sequenceOfAnswer.push(s);
    });
  });
  const answers = createAnswerRows(answerRows, answerLabels, rowCount);
  const batch = {
    embeddings: tensor2d(embeddings, [rowCount, width]),
    sequences: sequences.length,
    positions,
    answers,
  };
  return { batch, sequenceOfAnswer };
}

/** T of a batch of sequences. */
const paddedLength = (sequences: readonly Sequence[]): number =>
  Math.ceil(Math.max(...sequences.map(({ inputIds }) => inputIds.length)) / positionMultiple) *
  positionMultiple;

function createAnswerRows(rows: readonly number[], labels: readonly number[], rowCount: number): AnswerRows {
  const count = rows.length;
  if (count === 0) throw new Error('Expected at least one labelled token in a batch, got none.');
  const padded = Math.ceil(count / answerMultiple) * answerMultiple;
  const slotOf = new Int32Array(rowCount).fill(padded);
  rows.forEach((row, slot) => {
    slotOf[row] = slot;
  });
  const pad = (values: readonly number[], padding: number) =>
    tensor1d(
      Int32Array.from({ length: padded }, (_, i) => values[i] ?? padding),
      'int32',
    );
  return { rows: pad(rows, 0), slotOf: tensor1d(slotOf, 'int32'), labels: pad(labels, -1), count };
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
