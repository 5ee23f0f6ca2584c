/**
 * Causal attention of one sequence, and its gradient, on the processor. The products are TensorFlow.js'; plain loops move
 * numbers between [T, heads · D] and one matrix a head, because TensorFlow.js' WebAssembly backend copies a whole tensor
 * for each slice of it. Computing fewer of the scores that the mask takes away, in tiles, was tried: at 368 positions the
 * overhead of more operations cost as much as it saved.
 * Shapes: T positions, N query heads, G key-value heads, D head size.
 * Not here: rotary embedding and the other operations (operations.ts), the tape that calls the gradient (decoder.ts).
 */
import { add, mul, softmax, sub, sum, type Tensor, transpose } from '@tensorflow/tfjs';
import { operation, product } from './operations.ts';
import { compute } from './processor.ts';

/** How a model's attention is divided into heads. */
interface HeadShape {
  /** N */
  readonly heads: number;
  /** G; N is a multiple of it. */
  readonly keyHeads: number;
  /** D */
  readonly size: number;
}

/** 0 where attention looks back, and far below every score where it would look ahead; [T, T]. */
export const futureOf = (positions: number): Tensor =>
  compute([positions, positions], [], (masked) => {
    for (let t = 0; t < positions; t++) masked.fill(-1e9, t * positions + t + 1, (t + 1) * positions);
  });

/** softmax(q · kᵀ / √D + future) · v of each head: q [T, N · D], k and v [T, G · D] -> [T, N · D]. */
export function attention(
  q: Tensor,
  k: Tensor,
  v: Tensor,
  future: Tensor,
  { heads, keyHeads, size }: HeadShape,
): Tensor {
  const scale = 1 / Math.sqrt(size);
  // The first column of each query head, and that of its keys and values.
  const columns = Array.from({ length: heads }, (_, head) => ({
    own: head * size,
    shared: Math.floor((head * keyHeads) / heads) * size,
  }));
  return operation(
    [q, k, v],
    () => {
      const found = columns.map(({ own, shared }) => {
        const query = mul(takeColumns(q, own, size), scale); // [T, D]
        const key = takeColumns(k, shared, size); // [T, D]
        const value = takeColumns(v, shared, size); // [T, D]
        const shares = softmax(add(product(query, transpose(key)), future)); // [T, T]
        return [query, key, value, shares, product(shares, value)];
      });
      const seen = found.map((parts, i) => ({ matrix: parts.at(-1)!, at: columns[i]!.own })); // [T, D] each
      return { value: joinColumns(seen, q.shape), needs: found.flat() }; // [T, N · D]
    },
    (dy, needs) => {
      const found = columns.map(({ own, shared }, i) => {
        const [query, key, value, shares, seen] = needs.slice(5 * i, 5 * i + 5) as FiveTensors;
        const dSeen = takeColumns(dy, own, size); // [T, D]
        const dShares = product(dSeen, transpose(value)); // [T, T]
        // The mean of each row of dShares by its shares, without another pass over the large matrix.
        const mean = sum(mul(dSeen, seen), 1, true); // [T, 1]
        const dScores = mul(shares, sub(dShares, mean)); // [T, T]
        // The second factor of a product is packed, which is slow: it is never the large matrix.
        return {
          dQuery: { matrix: mul(product(dScores, key), scale), at: own }, // [T, D]
          dKey: { matrix: product(transpose(dScores), query), at: shared }, // [T, D]
          dValue: { matrix: product(transpose(shares), dSeen), at: shared }, // [T, D]
        };
      });
      return [
        joinColumns(
          found.map(({ dQuery }) => dQuery),
          q.shape,
        ),
        joinColumns(
          found.map(({ dKey }) => dKey),
          k.shape,
        ),
        joinColumns(
          found.map(({ dValue }) => dValue),
          v.shape,
        ),
      ];
    },
  );
}
type FiveTensors = [Tensor, Tensor, Tensor, Tensor, Tensor];

/** `count` columns of x from column `at` on, [T, count]. */
const takeColumns = (x: Tensor, at: number, count: number): Tensor =>
  compute([x.shape[0]!, count], [x], (out, [from]) => {
    const width = x.shape[1]!;
    for (let row = 0; row * count < out.length; row++)
      for (let i = 0; i < count; i++) out[row * count + i] = from![row * width + at + i]!;
  });

/** The sum of matrices, each from its column on: [T, heads · D]. Query heads that share a key add to the same columns. */
const joinColumns = (parts: readonly { matrix: Tensor; at: number }[], shape: number[]): Tensor =>
  compute(
    shape,
    parts.map(({ matrix }) => matrix),
    (out, matrices) => {
      const width = shape[1]!;
      parts.forEach(({ at, matrix }, p) => {
        const [rows, count] = matrix.shape as [number, number];
        const from = matrices[p]!;
        for (let row = 0; row < rows; row++)
          for (let i = 0; i < count; i++) out[row * width + at + i]! += from[row * count + i]!;
      });
    },
  );
