/**
 * A frozen weight matrix as stored in memory: 4- or 8-bit codes in blocks, or floats of 16 or 32 bits, packed into
 * 32-bit words that kernels read directly. Not here: reading it from a file (weights.ts), products with it (kernels/).
 */
import { halfToNumber } from './float16.ts';

/** W [outFeatures, inFeatures], row-major. */
export interface FrozenMatrix {
  readonly outFeatures: number;
  readonly inFeatures: number;
  /** Bits of a weight: 4 or 8 for codes in blocks, 16 or 32 for floats. */
  readonly bits: 4 | 8 | 16 | 32;
  /** Neighbours in a row that share a scale: 16, 32, 64 or 128. For floats, the whole row. */
  readonly blockSize: number;
  /** [outFeatures · inFeatures · bits / 32]. The first weight of a word is in its lowest bits. */
  readonly words: Int32Array<ArrayBuffer>;
  /** [outFeatures · inFeatures / blockSize, 2]: scale and offset, weight = code · scale + offset; null for floats. */
  readonly blocks: Float32Array<ArrayBuffer> | null;
}

/** A matrix of float32 weights [outFeatures, inFeatures], without a copy. */
export const floatMatrix = (
  weights: Float32Array<ArrayBuffer>,
  outFeatures: number,
  inFeatures: number,
): FrozenMatrix => ({
  outFeatures,
  inFeatures,
  bits: 32,
  blockSize: inFeatures,
  words: new Int32Array(weights.buffer, weights.byteOffset, weights.length),
  blocks: null,
});

/** `count` rows of the matrix from row `first` on, without a copy. */
export function rowsOf(matrix: FrozenMatrix, first: number, count: number): FrozenMatrix {
  const { inFeatures, bits, blockSize, words, blocks } = matrix;
  const rowWords = (inFeatures * bits) / 32;
  const rowBlocks = (2 * inFeatures) / blockSize;
  return {
    ...matrix,
    outFeatures: count,
    words: words.subarray(first * rowWords, (first + count) * rowWords),
    blocks: blocks?.subarray(first * rowBlocks, (first + count) * rowBlocks) ?? null,
  };
}

/** Writes a row of weights as floats into `into`, from element `at` on. */
function readRow(matrix: FrozenMatrix, row: number, into: Float32Array, at: number): void {
  const { inFeatures: width, bits, blockSize, words, blocks } = matrix;
  const first = row * width;
  if (bits === 32) {
    into.set(new Float32Array(words.buffer, words.byteOffset + 4 * first, width), at);
    return;
  }
  if (bits === 16) {
    const halves = new Uint16Array(words.buffer, words.byteOffset + 2 * first, width);
    for (let i = 0; i < width; i++) into[at + i] = halfToNumber(halves[i]!);
    return;
  }
  const perWord = 32 / bits;
  const mask = 2 ** bits - 1;
  for (let i = 0; i < width; i++) {
    const weight = first + i;
    const code = (words[Math.floor(weight / perWord)]! >>> (bits * (weight % perWord))) & mask;
    const block = 2 * Math.floor(weight / blockSize);
    into[at + i] = code * blocks![block]! + blocks![block + 1]!;
  }
}

/** The weights as floats, [outFeatures, inFeatures]; without a copy if they are float32. */
export function dequantize(matrix: FrozenMatrix): Float32Array<ArrayBuffer> {
  const { outFeatures, inFeatures, bits, words } = matrix;
  if (bits === 32) return new Float32Array(words.buffer, words.byteOffset, words.length);
  const weights = new Float32Array(outFeatures * inFeatures);
  for (let row = 0; row < outFeatures; row++) readRow(matrix, row, weights, row * inFeatures);
  return weights;
}

/** A token embedding in CPU memory. */
export interface EmbeddingTable {
  readonly vocabulary: number;
  /** Numbers in a row. */
  readonly width: number;
  /** Writes the row of a token into `into`, from element `at` on. The id must be below `vocabulary`. */
  readRow(id: number, into: Float32Array, at: number): void;
}

/** A table on a matrix [vocabulary, width], whose rows become floats when they are read. */
export const tableOf = (matrix: FrozenMatrix): EmbeddingTable => ({
  vocabulary: matrix.outFeatures,
  width: matrix.inFeatures,
  readRow: (id, into, at) => readRow(matrix, id, into, at),
});

/** A table on float32 rows [vocabulary, width], without a copy. */
export const floatTable = (
  rows: Float32Array<ArrayBuffer>,
  vocabulary: number,
  width: number,
): EmbeddingTable => tableOf(floatMatrix(rows, vocabulary, width));
