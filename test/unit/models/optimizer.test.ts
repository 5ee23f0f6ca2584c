/** Clipping by the gradient's length. Not here: the steps of AdamW (test/browser/kernels/kernel.test.ts). */
import { expect, test } from 'vitest';
import { clipFactor } from '../../../models/optimizer.ts';

test('a long gradient is cut to the given length, a short one left alone', () => {
  expect(clipFactor(4, 1)).toBeCloseTo(0.25, 6);
  expect(clipFactor(0.5, 1)).toBe(1);
  expect(clipFactor(0, 1)).toBe(1);
});
