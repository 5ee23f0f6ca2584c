/**
 * 4-bit block quantization as the operator MatMulNBits reads it. Not here: the node itself (export-decoder.ts).
 * Operator: https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulNBits
 */

/** Weights that share one scale. */
export const blockSize = 32;

export interface QuantizedMatrix {
  /** [rows, columns / blockSize, blockSize / 2]: two weights a byte, the earlier one in the low half. */
  readonly packed: Uint8Array<ArrayBuffer>;
  /** [rows * columns / blockSize] */
  readonly scales: Float32Array<ArrayBuffer>;
}

/**
 * Quantizes weights [rows, columns] in blocks along a row: weight = (code - 8) * scale, code 0 to 15. The scale is
 * the block's signed value of largest magnitude over -8, so that this value is exactly code 0; a block of zeros
 * has scale 1. All arithmetic in float32, ties to the even code, as PyTorch rounds.
 */
export function quantizeBlocks(
  weights: Float32Array<ArrayBuffer>,
  rows: number,
  columns: number,
): QuantizedMatrix {
  if (weights.length !== rows * columns || columns % blockSize !== 0) {
    throw new RangeError(
      `Expected ${rows} x ${columns} weights with rows of whole blocks of ${blockSize}, got ${weights.length} weights.`,
    );
  }
  const packed = new Uint8Array(weights.length / 2);
  const scales = new Float32Array(weights.length / blockSize);
  for (let block = 0; block < scales.length; block++) {
    const start = block * blockSize;
    let extreme = 0;
    for (let i = start; i < start + blockSize; i++)
      if (Math.abs(weights[i]!) > Math.abs(extreme)) extreme = weights[i]!;
    const scale = extreme === 0 ? 1 : Math.fround(extreme / -8);
    scales[block] = scale;
    for (let i = start; i < start + blockSize; i++) {
      const code = Math.min(15, Math.max(0, roundHalfToEven(Math.fround(weights[i]! / scale)) + 8));
      packed[i >> 1]! |= code << (4 * (i & 1));
    }
  }
  return { packed, scales };
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
