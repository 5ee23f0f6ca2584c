/**
 * Causal attention of one sequence, and its gradient, on the processor. What the mask takes away is not computed: a block of
 * rows is multiplied only as far as its last row looks back.
 * Shapes: T positions, N query heads, G key-value heads, D head size.
 * Not here: the products themselves (products.ts), rotary embedding and the other operations (operations.ts).
 */
import type { Tensor } from '@tensorflow/tfjs';
import { operation } from './operations.ts';
import { compute } from './processor.ts';
import { blockRows } from './product-module.ts';
import { type Placed, type Products, type Room, transposed } from './products.ts';

/** How a model's attention is divided into heads. */
interface HeadShape {
  /** N */
  readonly heads: number;
  /** G; N is a multiple of it. */
  readonly keyHeads: number;
  /** D */
  readonly size: number;
}

/** Queries [T, N · D], keys and values [T, G · D]. */
type QueryKeyValue = readonly [query: Tensor, key: Tensor, value: Tensor];

/** One head's columns: where its queries begin, and where the keys and values that it shares. */
interface HeadColumns {
  readonly own: number;
  readonly shared: number;
}

const columnsOf = ({ heads, keyHeads, size }: HeadShape): HeadColumns[] =>
  Array.from({ length: heads }, (_, head) => ({
    own: head * size,
    shared: Math.floor((head * keyHeads) / heads) * size,
  }));

/** softmax(q · kᵀ / √D, looking back only) · v of each head -> [T, N · D]. */
export function attention(products: Products, inputs: QueryKeyValue, shape: HeadShape): Tensor {
  return operation(
    inputs,
    () => {
      const [query, key, value] = inputs;
      const shares = sharesOf(products, query, key, shape); // [N, T rounded up, T rounded up]
      const seen = sharesTimes(products, shares, value, shape); // [T, N · D]
      return { value: seen, needs: [query, key, value, shares, seen] };
    },
    (dy, needs) => {
      const [query, key, value, shares, seen] = needs as FiveTensors;
      const dScores = scoreGradient(products, { dy, value, shares, seen }, shape); // as shares
      return [
        sharesTimes(products, dScores, key, shape), // [T, N · D]
        transposedTimes(products, dScores, query, key.shape, shape), // [T, G · D]
        transposedTimes(products, shares, dy, value.shape, shape), // [T, G · D]
      ];
    },
  );
}
type FiveTensors = [Tensor, Tensor, Tensor, Tensor, Tensor];

/** How far rows are computed in blocks: past the last row of a block nothing is looked at. */
const blockEnd = (row: number, positions: number): number => Math.min(positions, row + blockRows);

/** The column of a left factor that a head's own columns begin at. */
const fromColumn = (placed: Placed, column: number): Placed => ({
  ...placed,
  at: placed.at + column * placed.stepBytes,
});

/** Attention weights of each head in the form of a room: 0 where attention would look ahead. */
function sharesOf(products: Products, query: Tensor, key: Tensor, shape: HeadShape): Tensor {
  const positions = query.shape[0]!;
  const scale = 1 / Math.sqrt(shape.size);
  return perHead(products, positions, shape, [query, key], ([queries, keys], { own, shared }, room) => {
    const source = { elements: keys!, stride: key.shape[1]!, column: shared, isTransposed: true };
    const panels = products.cut(source, shape.size, positions); // kᵀ
    const left = fromColumn(products.place(queries!, query.shape[1]!), own);
    products.multiply(left, panels, room, positions, { columns: (row) => blockEnd(row, positions) });
    const scores = products.numbers(room);
    for (let t = 0; t < positions; t++) softmaxRow(scores, t * room.stride, t + 1, room.stride, scale);
  });
}

/** Softmax of scale times the first `count` of a row's numbers, in place; the rest becomes 0. */
function softmaxRow(all: Float32Array, at: number, count: number, width: number, scale: number): void {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = at; i < at + count; i++) if (all[i]! > top) top = all[i]!;
  let sum = 0;
  for (let i = at; i < at + count; i++) {
    const share = Math.exp(scale * (all[i]! - top));
    all[i] = share;
    sum += share;
  }
  for (let i = at; i < at + count; i++) all[i]! /= sum;
  all.fill(0, at + count, at + width);
}

/** Each head's shares, or gradients of scores, times its keys or values, [T, N · D]. */
function sharesTimes(products: Products, shares: Tensor, value: Tensor, shape: HeadShape): Tensor {
  const positions = value.shape[0]!;
  const { size, heads } = shape;
  return compute([positions, heads * size], [shares, value], (out, [all, values]) => {
    for (const [head, { own, shared }] of columnsOf(shape).entries()) {
      products.begin();
      const panels = products.cut(
        { elements: values!, stride: value.shape[1]!, column: shared },
        positions,
        size,
      );
      const left = placeHead(products, all!, shares, head);
      const room = products.room(positions, size);
      products.multiply(left, panels, room, positions, { to: (row) => blockEnd(row, positions) });
      addColumns(products, room, size, out, heads * size, own);
    }
  });
}

/** The gradient of the scores before they are scaled, in the form of shares. */
function scoreGradient(
  products: Products,
  { dy, value, shares, seen }: Record<'dy' | 'value' | 'shares' | 'seen', Tensor>,
  shape: HeadShape,
): Tensor {
  const [positions, width] = dy.shape as [number, number];
  const scale = 1 / Math.sqrt(shape.size);
  const inputs = [dy, value, shares, seen];
  return perHead(
    products,
    positions,
    shape,
    inputs,
    ([d, values, all, sums], { own, shared }, room, head) => {
      const source = { elements: values!, stride: value.shape[1]!, column: shared, isTransposed: true };
      const panels = products.cut(source, shape.size, positions); // vᵀ
      const left = fromColumn(products.place(d!, width), own);
      products.multiply(left, panels, room, positions, { columns: (row) => blockEnd(row, positions) });
      const slopes = products.numbers(room);
      const firstShare = head * slopes.length;
      for (let t = 0; t < positions; t++) {
        // The mean of the row's slopes by its shares.
        let mean = 0;
        for (let i = t * width + own; i < t * width + own + shape.size; i++) mean += d![i]! * sums![i]!;
        const at = t * room.stride;
        for (let i = at; i <= at + t; i++) slopes[i] = scale * all![firstShare + i]! * (slopes[i]! - mean);
        slopes.fill(0, at + t + 1, at + room.stride);
      }
    },
  );
}

/** The transpose of each head's numbers · x, [T, G · D]: query heads that share a key add up. */
function transposedTimes(
  products: Products,
  all: Tensor,
  x: Tensor,
  outShape: number[],
  shape: HeadShape,
): Tensor {
  const [positions, width] = outShape as [number, number];
  return compute(outShape, [all, x], (out, [numbers, factors]) => {
    for (const [head, { own, shared }] of columnsOf(shape).entries()) {
      products.begin();
      const source = { elements: factors!, stride: x.shape[1]!, column: own };
      const panels = products.cut(source, positions, shape.size);
      const left = transposed(placeHead(products, numbers!, all, head));
      const room = products.room(positions, shape.size);
      products.multiply(left, panels, room, positions, { from: (row) => row });
      addColumns(products, room, shape.size, out, width, shared);
    }
  });
}

/**
 * A matrix [T, T] for each head in the form of a room, [N, T rounded up, T rounded up]: `fill` fills it from the numbers of
 * the inputs.
 */
function perHead(
  products: Products,
  positions: number,
  shape: HeadShape,
  inputs: readonly Tensor[],
  fill: (numbers: readonly Float32Array[], columns: HeadColumns, room: Room, head: number) => void,
): Tensor {
  products.begin();
  const { rows, stride } = products.room(positions, positions);
  return compute([shape.heads, rows, stride], inputs, (out, numbers) => {
    for (const [head, columns] of columnsOf(shape).entries()) {
      products.begin();
      const room = products.room(positions, positions);
      fill(numbers, columns, room, head);
      out.set(products.numbers(room), head * rows * stride);
    }
  });
}

/** Puts down a head's matrix of a tensor of perHead. */
function placeHead(products: Products, all: Float32Array, { shape }: Tensor, head: number): Placed {
  const [, rows, stride] = shape as [number, number, number];
  return products.place(all.subarray(head * rows * stride, (head + 1) * rows * stride), stride);
}

/** Adds a product of `count` columns to the columns of `out` [·, width] from column `at` on. */
function addColumns(
  products: Products,
  room: Room,
  count: number,
  out: Float32Array,
  width: number,
  at: number,
): void {
  const numbers = products.numbers(room);
  for (let from = 0, to = at; to < out.length; from += room.stride, to += width)
    for (let i = 0; i < count; i++) out[to + i]! += numbers[from + i]!;
}
