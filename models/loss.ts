/**
 * From hidden states to the loss on answer tokens: rows that foretell an answer token are gathered first, so that the
 * final norm, the LM head and the vocabulary-wide softmax are computed for those alone.
 * Not here: the layers (decoder.ts), which places are answers (prompt.ts).
 */
import { concat, gather, matMul, type Tensor, type Tensor2D, tidy, zeros } from '@tensorflow/tfjs';
import { crossEntropy, crossEntropyGradientInPlace } from './kernels/cross-entropy.ts';
import { rmsNorm, rmsNormGradient } from './kernels/rms-norm.ts';

/** The part of the decoder after its layers, frozen. */
export interface LmHead {
  /** [hidden] */
  readonly norm: Tensor;
  /** [hidden, vocabulary] */
  readonly weight: Tensor;
  readonly epsilon: number;
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

/** Logits [R, vocabulary] of the answer rows of hidden [M, H]. */
export function answerLogits(head: LmHead, hidden: Tensor, { rows }: AnswerRows): Tensor {
  return tidy(() => {
    const normed = rmsNorm(gather(hidden, rows.as1D()), head.norm, head.epsilon); // [R, H]
    return matMul(normed as Tensor2D, head.weight as Tensor2D); // [R, V]
  });
}

/** Cross-entropy of each answer row, in nats: column 1 of [R, 2]. */
export function answerLosses(head: LmHead, hidden: Tensor, answers: AnswerRows): Tensor {
  return tidy(() => crossEntropy(answerLogits(head, hidden, answers), answers.labels)); // [R, 2]
}

/** As answerLosses, and the gradient of their mean with respect to hidden, [M, H]. */
export function answerLossesAndGradient(
  head: LmHead,
  hidden: Tensor,
  answers: AnswerRows,
): { losses: Tensor; dHidden: Tensor } {
  return tidy(() => {
    const width = hidden.shape[1]!;
    const gathered = gather(hidden, answers.rows.as1D()); // [R, H]
    const normed = rmsNorm(gathered, head.norm, head.epsilon); // [R, H]
    const logits = matMul(normed as Tensor2D, head.weight as Tensor2D); // [R, V]
    const losses = crossEntropy(logits, answers.labels); // [R, 2]
    const dLogits = crossEntropyGradientInPlace(logits, losses, answers.labels, 1 / answers.count); // [R, V]
    const dNormed = matMul(dLogits as Tensor2D, head.weight as Tensor2D, false, true); // [R, H]
    const dGathered = rmsNormGradient(gathered, dNormed, head.norm, head.epsilon, null); // [R, H]
    // Rows without an answer take the row of zeros at the end.
    const dHidden = gather(concat([dGathered, zeros([1, width])]), answers.placeOf.as1D()); // [M, H]
    return { losses, dHidden };
  });
}
