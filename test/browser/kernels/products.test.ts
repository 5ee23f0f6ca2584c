/**
 * Products on the processor, with and without relaxed SIMD, against sums in float64: sizes that fill no block and no panel,
 * transposed factors, and spans. Not here: the decoder that uses them (test/unit/models/plain-decoder.test.ts).
 */
import { describe, expect, test } from 'vitest';
import { openProducts, type Placed, type Products, transposed } from '../../../models/plain/products.ts';
import { normalStream } from '../../../models/random.ts';

const numbers = (count: number, seed: number): Float32Array => {
  const next = normalStream(seed);
  return Float32Array.from({ length: count }, () => next());
};

/** a [rows, depth] · b [depth, columns] in float64, both row by row, with what is left out at 0. */
const reference = (
  a: (row: number, k: number) => number,
  b: (k: number, column: number) => number,
  [rows, depth, columns]: readonly [number, number, number],
): number[] =>
  Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    let sum = 0;
    for (let k = 0; k < depth; k++) sum += a(row, k) * b(k, column);
    return sum;
  });

function expectClose(found: Float32Array, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  const off = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0);
  // Sums of up to 100 products of numbers around 1: measured 4e-6.
  expect(off).toBeLessThan(2e-5);
}

const sizes = [
  [1, 1, 1],
  [6, 8, 8],
  [7, 9, 9],
  [13, 100, 31],
  [40, 3, 17],
] as const;

describe.each([
  ['one instruction for product and sum', true],
  ['two instructions', false],
])('%s', (_, isRelaxed) => {
  let products: Products;
  const open = async () => {
    products ??= await openProducts(isRelaxed);
    products.begin();
    return products;
  };
  const multiplied = (left: Placed, right: Parameters<Products['multiply']>[1], rows: number) => {
    const room = products.room(rows, right.columns);
    products.multiply(left, right, room, rows);
    const out = new Float32Array(rows * right.columns);
    products.read(room, right.columns, out);
    return out;
  };

  test.each(sizes)('%i x %i · %i columns, either factor as it lies or transposed', async (...size) => {
    const [rows, depth, columns] = size;
    const a = numbers(rows * depth, 1);
    const b = numbers(depth * columns, 2);
    for (const [isLeft, isRight] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      const { place, cut } = await open();
      const source = { elements: b, stride: isRight ? depth : columns, isTransposed: isRight };
      const right = cut(source, depth, columns);
      const placed = place(a, isLeft ? rows : depth);
      const found = multiplied(isLeft ? transposed(placed) : placed, right, rows);
      const left = (row: number, k: number) => a[isLeft ? k * rows + row : row * depth + k]!;
      const factor = (k: number, column: number) => b[isRight ? column * depth + k : k * columns + column]!;
      expectClose(found, reference(left, factor, size));
    }
  });

  test('columns of a wider matrix', async () => {
    const { place, cut } = await open();
    const [a, b] = [numbers(5 * 4, 3), numbers(4 * 20, 4)];
    const found = multiplied(place(a, 4), cut({ elements: b, stride: 20, column: 7 }, 4, 9), 5);
    expectClose(
      found,
      reference(
        (row, k) => a[row * 4 + k]!,
        (k, column) => b[k * 20 + 7 + column]!,
        [5, 4, 9],
      ),
    );
  });

  test('a factor that is kept stays, whatever is put down after it, and however memory grows', async () => {
    const fresh = await openProducts(isRelaxed);
    const b = numbers(6 * 10, 5);
    const first = fresh.keep({ elements: b, stride: 10 }, 6, 10);
    const second = fresh.keep({ elements: numbers(300 * 300, 6), stride: 300 }, 300, 300);
    expect(second.at).toBeGreaterThanOrEqual(first.at + 4 * 6 * 16);
    for (const rows of [3, 5000]) {
      fresh.begin();
      const a = numbers(rows * 6, rows);
      const left = fresh.place(a, 6);
      const room = fresh.room(rows, 10);
      fresh.multiply(left, first, room, rows);
      const out = new Float32Array(rows * 10);
      fresh.read(room, 10, out);
      const row = (at: number, k: number) => a[at * 6 + k]!;
      expectClose(
        out,
        reference(row, (k, column) => b[k * 10 + column]!, [rows, 6, 10]),
      );
    }
  });

  test('a span leaves out columns of both factors, block by block', async () => {
    const { place, cut, room, multiply, numbers: read } = await open();
    const count = 20;
    const [a, b] = [numbers(count * count, 7), numbers(count * count, 8)];
    const right = cut({ elements: b, stride: count }, count, count);
    const left = place(a, count);
    const end = (row: number) => Math.min(count, row + 6);
    const ahead = room(count, count);
    multiply(left, right, ahead, count, { to: end, columns: end });
    const behind = room(count, count);
    multiply(left, right, behind, count, { from: (row) => row });
    const block = (row: number) => row - (row % 6);
    const inA = (row: number, k: number) => a[row * count + k]!;
    const inB = (k: number, column: number) => b[k * count + column]!;
    const expectedAhead = reference((row, k) => (k < end(block(row)) ? inA(row, k) : 0), inB, [
      count,
      count,
      count,
    ]);
    const expectedBehind = reference((row, k) => (k >= block(row) ? inA(row, k) : 0), inB, [
      count,
      count,
      count,
    ]);
    const rowsOf = (from: typeof ahead) =>
      Float32Array.from({ length: count * count }, (_, i) => {
        return read(from)[Math.floor(i / count) * from.stride + (i % count)]!;
      });
    expectClose(rowsOf(behind), expectedBehind);
    // Whole panels are computed: columns beyond the last panel stay 0.
    const computed = (row: number) => 8 * Math.ceil(end(block(row)) / 8);
    expectClose(
      rowsOf(ahead),
      expectedAhead.map((value, i) => (i % count < computed(Math.floor(i / count)) ? value : 0)),
    );
  });
});

test('memory that the browser does not have is a plain message', async () => {
  const { room } = await openProducts();
  expect(() => room(2 ** 16, 2 ** 16)).toThrow(
    'Expected 17181 MB more memory to train on the processor, but the browser gave none. Close other pages, or train on a GPU.',
  );
});
