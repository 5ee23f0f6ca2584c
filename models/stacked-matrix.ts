/**
 * Joins frozen matrices, one above another, so that modules that read the same input become one product.
 * Not here: the product (kernels/frozen-matmul.ts), which modules those are (adapter/layout.ts).
 */
import { dequantize, type FrozenMatrix, floatMatrix } from './frozen-matrix.ts';

/**
 * One matrix [sum of outFeatures, inFeatures] from matrices with the same inFeatures. It is packed if all are packed in
 * the same way; if not, all become float32.
 */
export function stackMatrices(matrices: readonly FrozenMatrix[]): FrozenMatrix {
  const [first] = matrices;
  if (!first) throw new Error('Expected at least one matrix to stack, got none.');
  if (matrices.length === 1) return first;
  const { bits, blockSize, inFeatures } = first;
  const outFeatures = matrices.reduce((sum, matrix) => sum + matrix.outFeatures, 0);
  if (matrices.some((matrix) => matrix.bits !== bits || matrix.blockSize !== blockSize)) {
    const weights = joined(matrices.map(dequantize), Float32Array);
    return floatMatrix(weights, outFeatures, inFeatures);
  }
  return {
    outFeatures,
    inFeatures,
    bits,
    blockSize,
    words: joined(
      matrices.map(({ words }) => words),
      Int32Array,
    ),
    blocks:
      first.blocks &&
      joined(
        matrices.map(({ blocks }) => blocks!),
        Float32Array,
      ),
  };
}

function joined<T extends Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>>(
  parts: readonly T[],
  Elements: new (length: number) => T,
): T {
  const whole = new Elements(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
