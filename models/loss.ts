/**
 * The loss of answer rows from their hidden states: final norm, LM head, cross-entropy, and the gradient of all three.
 * Not here: the layers (decoder.ts), which rows predict an answer token (batch.ts).
 */
import { type Tensor, tidy } from '@tensorflow/tfjs';
import { crossEntropy, crossEntropyGradientInPlace } from './kernels/cross-entropy.ts';
import { frozenMatmul, frozenMatmulGradient, type GpuMatrix } from './kernels/frozen-matmul.ts';
import { rmsNorm, rmsNormGradient } from './kernels/rms-norm.ts';

/** The frozen part of the decoder after its layers. */
export interface LmHead {
  readonly norm: Tensor; // [H]
  readonly weight: GpuMatrix; // [V, H]
  readonly epsilon: number;
}

/** Logits [R, V] of hidden states [R, H]. */
export function logitsOfRows({ norm, weight, epsilon }: LmHead, hidden: Tensor): Tensor {
  return tidy(() => {
    const normed = rmsNorm(hidden, norm, epsilon); // [R, H]
    return frozenMatmul(normed, hidden.shape[0]!, weight, null, 0, null); // [R, V]
  });
}

/** Cross-entropy of each row against its label, in nats: column 1 of [R, 2]. Rows with a label below 0 do not count. */
export function lossesOfRows(head: LmHead, hidden: Tensor, labels: Tensor): Tensor {
  return tidy(() => crossEntropy(logitsOfRows(head, hidden), labels)); // [R, 2]
}

/** As lossesOfRows, and the gradient of their sum times `scale` with respect to hidden, [R, H]. */
export function lossesAndGradientOfRows(
  head: LmHead,
  hidden: Tensor,
  labels: Tensor,
  scale: number,
): { losses: Tensor; dHidden: Tensor } {
  return tidy(() => {
    const logits = logitsOfRows(head, hidden); // [R, V]
    const losses = crossEntropy(logits, labels); // [R, 2]
    const dLogits = crossEntropyGradientInPlace(logits, losses, labels, scale); // [R, V]
    const dNormed = frozenMatmulGradient(dLogits, hidden.shape[0]!, head.weight, null, null); // [R, H]
    const dHidden = rmsNormGradient(hidden, dNormed, head.norm, head.epsilon, null); // [R, H]
    return { losses, dHidden };
  });
}
