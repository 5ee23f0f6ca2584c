/**
 * A frozen weight matrix as it lies in memory: 4- or 8-bit codes in blocks, or floats of 16 or 32 bits, packed into
 * 32-bit words that kernels read as they are. Not here: reading it from a file (weights.ts), products with it (kernels/).
 */

/** W [outFeatures, inFeatures], row-major. */
export interface FrozenMatrix {
  readonly outFeatures: number;
  readonly inFeatures: number;
  /** Bits of a weight: 4 or 8 are codes in blocks, 16 and 32 are floats. */
  readonly bits: 4 | 8 | 16 | 32;
  /** Neighbours in a row that share a scale: 16, 32, 64 or 128. The whole row where weights are floats. */
  readonly blockSize: number;
  /** [outFeatures · inFeatures · bits / 32]: the first weight of a word in its lowest bits. */
  readonly words: Int32Array<ArrayBuffer>;
  /** [outFeatures · inFeatures / blockSize, 2]: scale and -zero point · scale, weight = code · scale + offset; null for floats. */
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

/** The weights as floats, [outFeatures, inFeatures]. */
export function dequantize({ bits, blockSize, words, blocks }: FrozenMatrix): Float32Array<ArrayBuffer> {
  if (bits === 32) return new Float32Array(words.buffer, words.byteOffset, words.length);
  if (bits === 16) throw new Error('float16 weights are not read yet');
  const perWord = 32 / bits;
  const mask = 2 ** bits - 1;
  return Float32Array.from({ length: words.length * perWord }, (_, i) => {
    const code = (words[Math.floor(i / perWord)]! >>> (bits * (i % perWord))) & mask;
    const block = 2 * Math.floor(i / blockSize);
    return code * blocks![block]! + blocks![block + 1]!;
  });
}

/** A token embedding on the CPU, which looks rows up. */
export interface EmbeddingTable {
  readonly vocabulary: number;
  /** Numbers of a row. */
  readonly width: number;
  /** Writes the row of a token to `into`, from element `at`. The id is below `vocabulary`. */
  readRow(id: number, into: Float32Array, at: number): void;
}

/** A table of float32 rows [vocabulary, width], without a copy. */
export const floatTable = (rows: Float32Array, vocabulary: number, width: number): EmbeddingTable => ({
  vocabulary,
  width,
  readRow: (id, into, at) => into.set(rows.subarray(id * width, (id + 1) * width), at),
});
