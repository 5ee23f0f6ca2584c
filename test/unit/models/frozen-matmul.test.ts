/** Matrices that the products with frozen weights refuse. Not here: their numbers (test/browser/kernels). */
import { describe, expect, test } from 'vitest';
import { boundPair, uploadMatrix } from '../../../models/kernels/frozen-matmul.ts';

describe('a matrix the kernels cannot read', () => {
  const upload = (outFeatures: number, inFeatures: number, blockSize: number | null) => () =>
    uploadMatrix(
      {
        outFeatures,
        inFeatures,
        bits: blockSize === null ? 16 : 4,
        blockSize: blockSize ?? inFeatures,
        words: new Int32Array(0),
        blocks: blockSize === null ? null : new Float32Array(0),
      },
      (fresh) => fresh,
    );

  test('is refused with its shape', () => {
    expect(upload(6, 32, 32)).toThrow(/multiple of 4 outputs and of 32 inputs, got 6 and 32/);
    expect(upload(8, 96, 64)).toThrow(/of 64 inputs, got 8 and 96/);
    expect(upload(8, 12, null)).toThrow(/of 8 inputs, got 8 and 12/);
  });
});

test('a matrix has at most three modules', () => {
  expect(boundPair([8, 12])).toEqual({ bound1: 8, bound2: 12 });
  expect(boundPair([]).bound1).toBeGreaterThan(1e9);
  expect(() => boundPair([4, 8, 12])).toThrow(/at most 3 modules in a matrix, got 4/);
});
