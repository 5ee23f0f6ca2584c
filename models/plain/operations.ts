/**
 * The operations of the plain decoder, each with its gradient for TensorFlow.js' tape: products by a module of the lab's
 * own (products.ts), simple operations by TensorFlow.js, the rest by plain loops over the memory of its backend.
 * Not here: attention (attention.ts), the decoder (decoder.ts).
 */
import {
  add,
  customGrad,
  type GradSaveFunc,
  mean,
  mul,
  rsqrt,
  sigmoid,
  square,
  sub,
  type Tensor,
  tidy,
  transpose,
} from '@tensorflow/tfjs';
import type { LoraSlot } from '../adapter/layout.ts';
import { type Dropout, dropoutKey, isKept } from '../dropout-mask.ts';
import { compute } from './processor.ts';
import { type Panels, type Products, transposed } from './products.ts';

/** A frozen linear layer, cut up for both passes. */
export interface DenseLinear {
  /** [in, out] */
  readonly forward: Panels;
  /** [out, in] */
  readonly backward: Panels;
}

/** A and B of a module: [r, in] and [out, r]. */
export type LoraPair = readonly [A: Tensor, B: Tensor];

/** What rotary embedding turns by. */
interface Rotation {
  /** cos and sin of each position's angles, [T, D / 2, 2]. */
  readonly angles: Tensor;
  /** D */
  readonly headSize: number;
}

/**
 * An operation with its own gradient. `forward` gives the value and what the gradient needs; `backward` gives one
 * gradient for each input.
 */
export function operation(
  inputs: readonly Tensor[],
  forward: () => { value: Tensor; needs: Tensor[] },
  backward: (dy: Tensor, needs: Tensor[]) => Tensor[],
): Tensor {
  return customGrad((...given: unknown[]) => {
    const save = given.at(-1) as GradSaveFunc;
    const { value, needs } = forward();
    save(needs);
    // Without tidy, TensorFlow.js frees nothing that a gradient function makes until the whole pass is done.
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => tidy(() => backward(dy, saved)) };
  })(...(inputs as Tensor[]));
}

/** x [M, depth] · right [depth, columns]. */
const frozenProduct = (products: Products, x: Tensor, right: Panels): Tensor =>
  compute([x.shape[0]!, right.columns], [x], (out, [from]) => {
    products.begin();
    const left = products.place(from!, right.depth);
    const room = products.room(x.shape[0]!, right.columns);
    products.multiply(left, right, room, x.shape[0]!);
    products.read(room, right.columns, out);
  });

/** A factor of a product: a matrix, or the transpose of one. */
interface Factor {
  readonly matrix: Tensor;
  readonly isTransposed?: boolean;
}

/** left [M, depth] · right [depth, columns]. */
const product = (products: Products, left: Factor, right: Factor): Tensor => {
  const [rows, depth] = shapeOf(left);
  const [, columns] = shapeOf(right);
  return compute([rows, columns], [left.matrix, right.matrix], (out, [lefts, rights]) => {
    products.begin();
    const { matrix, isTransposed = false } = right;
    const source = { elements: rights!, stride: matrix.shape[1]!, isTransposed };
    const panels = products.cut(source, depth, columns);
    const placed = products.place(lefts!, left.matrix.shape[1]!);
    const room = products.room(rows, columns);
    products.multiply(left.isTransposed ? transposed(placed) : placed, panels, room, rows);
    products.read(room, columns, out);
  });
};

const shapeOf = ({ matrix, isTransposed }: Factor): [rows: number, columns: number] => {
  const [rows, columns] = matrix.shape as [number, number];
  return isTransposed ? [columns, rows] : [rows, columns];
};

/** x · Wᵀ [M, out] of x [M, in]. */
export const frozenLinear = (products: Products, x: Tensor, { forward, backward }: DenseLinear): Tensor =>
  operation(
    [x],
    () => ({ value: frozenProduct(products, x, forward), needs: [] }), // [M, out]
    (dy) => [frozenProduct(products, dy, backward)], // [M, in]
  );

/** scale · (x · Aᵀ) · Bᵀ [M, out] of x [M, in], A [r, in], B [out, r]. */
export const loraBranch = (products: Products, x: Tensor, [A, B]: LoraPair, scale: number): Tensor => {
  const multiply = (left: Factor, right: Factor): Tensor => product(products, left, right);
  return operation(
    [x, A, B],
    () => {
      const u = mul(multiply({ matrix: x }, { matrix: A, isTransposed: true }), scale); // [M, r]
      const value = multiply({ matrix: u }, { matrix: B, isTransposed: true }); // [M, out]
      return { value, needs: [x, u, A, B] };
    },
    (dy, [input, u, a, b]) => {
      const du = mul(multiply({ matrix: dy }, { matrix: b! }), scale); // [M, r]
      // The right factor is cut up, which takes time: it is the small one.
      const dA = transpose(multiply({ matrix: input!, isTransposed: true }, { matrix: du })); // [r, in]
      const dB = multiply({ matrix: dy, isTransposed: true }, { matrix: u! }); // [out, r]
      return [multiply({ matrix: du }, { matrix: a! }), dA, dB]; // [M, in], [r, in], [out, r]
    },
  );
};

/** Dropout on a module's input x [M, in], with the mask of the GPU; `firstRow` is the number of its first row there. */
export const dropout = (x: Tensor, { rate, seed }: Dropout, { atA }: LoraSlot, firstRow: number): Tensor =>
  operation(
    [x],
    () => {
      const key = dropoutKey(seed, atA);
      const start = firstRow * x.shape[1]!;
      const factors = compute(x.shape, [], (mask) => {
        for (let i = 0; i < mask.length; i++) mask[i] = isKept(start + i, rate, key) ? 1 / (1 - rate) : 0;
      }); // [M, in]
      return { value: mul(x, factors), needs: [factors] }; // [M, in]
    },
    (dy, [factors]) => [mul(dy, factors!)], // [M, in]
  );

/** x / √(mean of x² + ε) · weight, for each row of x [M, H]. */
export const rmsNorm = (x: Tensor, weight: Tensor, epsilon: number): Tensor =>
  operation(
    [x],
    () => {
      const inverse = rsqrt(add(mean(square(x), 1, true), epsilon)); // [M, 1]
      return { value: mul(mul(x, inverse), weight), needs: [x, inverse] }; // [M, H]
    },
    (dy, [input, inverse]) => {
      const width = input!.shape[1]!;
      const dx = compute(
        input!.shape,
        [dy, input!, inverse!, weight],
        (out, [d, values, inverses, weights]) => {
          for (let row = 0, at = 0; at < out.length; row++, at += width) {
            const norm = inverses![row]!;
            let dot = 0;
            for (let i = 0; i < width; i++) dot += d![at + i]! * weights![i]! * values![at + i]!;
            const share = (dot * norm * norm) / width;
            for (let i = 0; i < width; i++)
              out[at + i] = norm * (d![at + i]! * weights![i]! - share * values![at + i]!);
          }
        },
      );
      return [dx]; // [M, H]
    },
  );

/** silu(gate) · up, [M, F]. */
export const swiglu = (gate: Tensor, up: Tensor): Tensor =>
  operation(
    [gate, up],
    () => ({ value: mul(mul(gate, sigmoid(gate)), up), needs: [gate, up] }), // [M, F]
    (dy, [g, u]) => {
      const share = sigmoid(g!); // [M, F]
      const silu = mul(g!, share); // [M, F]
      return [mul(mul(dy, u!), add(share, mul(silu, sub(1, share)))), mul(dy, silu)]; // [M, F] each
    },
  );

/** Rotates pairs of the first and the second half of each head by `direction` times its position's angles. */
const rotate = (x: Tensor, { angles, headSize }: Rotation, direction: 1 | -1): Tensor =>
  compute(x.shape, [x, angles], (out, [from, table]) => {
    const width = x.shape[1]!;
    const half = headSize / 2;
    for (let at = 0; at < out.length; at += headSize) {
      const angle = Math.floor(at / width) * headSize;
      for (let i = 0; i < half; i++) {
        const cos = table![angle + 2 * i]!;
        const sin = direction * table![angle + 2 * i + 1]!;
        const first = from![at + i]!;
        const second = from![at + half + i]!;
        out[at + i] = first * cos - second * sin;
        out[at + half + i] = second * cos + first * sin;
      }
    }
  });

/** Queries or keys x [T, heads · D], rotated by the angles of their positions. */
export const rope = (x: Tensor, rotation: Rotation): Tensor =>
  operation(
    [x],
    () => ({ value: rotate(x, rotation, 1), needs: [] }), // [T, heads · D]
    (dy) => [rotate(dy, rotation, -1)], // [T, heads · D]
  );

/** Rows [R, ·] of x [M, ·]. */
export const pickRows = (x: Tensor, rows: Int32Array): Tensor => {
  const width = x.shape[1]!;
  return operation(
    [x],
    () => {
      const value = compute([rows.length, width], [x], (out, [from]) => {
        rows.forEach((row, r) => {
          out.set(from!.subarray(row * width, (row + 1) * width), r * width);
        });
      });
      return { value, needs: [] }; // [R, ·]
    },
    (dy) => [
      compute(x.shape, [dy], (out, [d]) => {
        rows.forEach((row, r) => {
          out.set(d!.subarray(r * width, (r + 1) * width), row * width);
        });
      }),
    ], // [M, ·]
  );
};

/** [R, 2] from logits [R, V]: log Σ exp(logit) of each row, and its loss. */
export const crossEntropy = (logits: Tensor, labels: Int32Array): Tensor => {
  const [rows, vocabulary] = logits.shape as [number, number];
  return operation(
    [logits],
    () => {
      const value = compute([rows, 2], [logits], (out, [given]) => {
        labels.forEach((label, row) => {
          const own = given!.subarray(row * vocabulary, (row + 1) * vocabulary);
          const top = own.reduce((most, logit) => Math.max(most, logit));
          const logSum = top + Math.log(own.reduce((sum, logit) => sum + Math.exp(logit - top), 0));
          out[2 * row] = logSum;
          out[2 * row + 1] = logSum - own[label]!;
        });
      });
      return { value, needs: [logits, value] }; // [R, 2]
    },
    (dy, [given, value]) => {
      const dLogits = compute([rows, vocabulary], [dy, given!, value!], (out, [d, logit, sums]) => {
        labels.forEach((label, row) => {
          const weight = d![2 * row + 1]!;
          for (let i = row * vocabulary; i < (row + 1) * vocabulary; i++)
            out[i] = weight * Math.exp(logit![i]! - sums![2 * row]!);
          out[row * vocabulary + label]! -= weight;
        });
      });
      return [dLogits]; // [R, V]
    },
  );
};
