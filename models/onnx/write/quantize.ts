/**
 * Block quantization for the operators MatMulNBits and GatherBlockQuantized. Not here: the nodes (export-*.ts).
 * Operator: https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulNBits
 */

/** How weights are quantized. */
export interface BlockFormat {
  readonly bits: 4 | 8;
  /** Number of neighbours in a row that share a scale. */
  readonly blockSize: 16 | 32 | 64 | 128;
  /** Without zero points, the middle code, 8 or 128, means zero. */
  readonly hasZeroPoints: boolean;
}

/** The format of the embedded model. */
export const plainBlocks: BlockFormat = { bits: 4, blockSize: 32, hasZeroPoints: false };

/** A quantized matrix [rows, columns]. */
export interface QuantizedMatrix extends BlockFormat {
  readonly rows: number;
  readonly blocksPerRow: number;
  /** [rows, blocksPerRow, blockSize · bits / 8]: two weights a byte in 4 bits, the earlier one in the low half. */
  readonly packed: Uint8Array<ArrayBuffer>;
  /** [rows, blocksPerRow] */
  readonly scales: Float32Array<ArrayBuffer>;
  /** The zero points as fractions, [rows, blocksPerRow]; null without zero points. */
  readonly zeroPoints: Float32Array<ArrayBuffer> | null;
}

/**
 * Quantizes weights [rows, columns] in blocks along a row: weight = (code - zero point) * scale. Without zero points
 * the scale is the block's value of largest magnitude, divided by minus the middle code, so that this value is exactly
 * code 0; a block of zeros has scale 1. With zero points the codes range from the block's smallest to its largest
 * value, zero included, and zero points are whole numbers. All arithmetic is in float32 with ties to the even code, as
 * in PyTorch. The last block of a row is padded with zeros.
 */
export function quantizeBlocks(
  weights: Float32Array<ArrayBuffer>,
  rows: number,
  columns: number,
  format: BlockFormat = plainBlocks,
): QuantizedMatrix {
  if (weights.length !== rows * columns) {
    throw new RangeError(`Expected ${rows} x ${columns} weights, got ${weights.length}.`);
  }
  const { bits, blockSize, hasZeroPoints } = format;
  const blocksPerRow = Math.ceil(columns / blockSize);
  const perByte = 8 / bits;
  const [middle, largest] = [2 ** (bits - 1), 2 ** bits - 1];
  const packed = new Uint8Array((rows * blocksPerRow * blockSize) / perByte);
  const scales = new Float32Array(rows * blocksPerRow);
  const zeroPoints = hasZeroPoints ? new Float32Array(scales.length) : null;
  for (let block = 0; block < scales.length; block++) {
    const row = Math.floor(block / blocksPerRow);
    const start = row * columns + (block % blocksPerRow) * blockSize;
    const end = Math.min(start + blockSize, (row + 1) * columns);
    let [extreme, low, high] = [0, 0, 0];
    for (let i = start; i < end; i++) {
      if (Math.abs(weights[i]!) > Math.abs(extreme)) extreme = weights[i]!;
      if (weights[i]! < low) low = weights[i]!;
      if (weights[i]! > high) high = weights[i]!;
    }
    const span = hasZeroPoints ? (high - low) / largest : extreme / -middle;
    const scale = extreme === 0 ? 1 : Math.fround(span);
    const zero = hasZeroPoints ? roundHalfToEven(Math.fround(-low / scale)) : middle;
    scales[block] = scale;
    if (zeroPoints) zeroPoints[block] = zero;
    for (let i = 0; i < blockSize; i++) {
      const weight = start + i < end ? weights[start + i]! : 0;
      const code = Math.min(largest, Math.max(0, roundHalfToEven(Math.fround(weight / scale)) + zero));
      const at = block * blockSize + i;
      packed[Math.floor(at / perByte)]! |= code << (bits * (at % perByte));
    }
  }
  return { ...format, rows, blocksPerRow, packed, scales, zeroPoints };
}

/** Zero points as codes, [rows, blocksPerRow · bits / 8 rounded up]: each row begins with a new byte. */
export function packZeroPoints({
  bits,
  rows,
  blocksPerRow,
  zeroPoints,
}: QuantizedMatrix): Uint8Array<ArrayBuffer> {
  const perByte = 8 / bits;
  const rowBytes = Math.ceil(blocksPerRow / perByte);
  const packed = new Uint8Array(rows * rowBytes);
  zeroPoints?.forEach((point, at) => {
    const block = at % blocksPerRow;
    const byte = Math.floor(at / blocksPerRow) * rowBytes + Math.floor(block / perByte);
    packed[byte]! |= point << (bits * (block % perByte));
  });
  return packed;
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
