/** 4-bit blocks against the definition, weight by weight. */
import { expect, test } from 'vitest';
import { blockSize, quantizeBlocks } from '../../models/onnx/quantize.ts';

const unpack = ({ packed, scales }: ReturnType<typeof quantizeBlocks>): number[] =>
  Array.from({ length: packed.length * 2 }, (_, i) => {
    const code = (packed[i >> 1]! >> (4 * (i & 1))) & 15;
    return (code - 8) * scales[Math.floor(i / blockSize)]!;
  });

test('the value of largest magnitude is kept exactly, whatever its sign', () => {
  for (const extreme of [-3, 3]) {
    const weights = new Float32Array(blockSize).fill(0.25);
    weights[5] = extreme;
    const quantized = quantizeBlocks(weights, 1, blockSize);
    expect(quantized.scales[0]).toBe(Math.fround(extreme / -8));
    expect(unpack(quantized)[5]).toBe(extreme);
  }
});

test('each weight is off by half a step at most, but where it lies opposite the largest', () => {
  const weights = Float32Array.from({ length: 4 * 2 * blockSize }, (_, i) =>
    Math.fround(((i * 7919) % 251) / 125 - 1),
  );
  const quantized = quantizeBlocks(weights, 4, 2 * blockSize);
  unpack(quantized).forEach((value, i) => {
    const step = Math.abs(quantized.scales[Math.floor(i / blockSize)]!);
    const isOpposite =
      Math.abs(weights[i]!) > 7 * step &&
      Math.sign(weights[i]!) !== Math.sign(-quantized.scales[Math.floor(i / blockSize)]!);
    expect(Math.abs(value - weights[i]!)).toBeLessThanOrEqual((isOpposite ? 1 : 0.5) * step * (1 + 1e-6));
  });
});

test('ties go to the even code, as PyTorch rounds', () => {
  const weights = new Float32Array(blockSize);
  weights.set([-8, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5]);
  expect(unpack(quantizeBlocks(weights, 1, blockSize)).slice(0, 7)).toEqual([-8, 0, 2, 2, 0, -2, -2]);
});

test('the earlier weight is in the low half of a byte; zeros are code 8 with scale 1', () => {
  const weights = new Float32Array(2 * blockSize);
  weights.set([-8, 7], 0);
  const { packed, scales } = quantizeBlocks(weights, 2, blockSize);
  expect(packed[0]).toBe(0xf0);
  expect(scales[1]).toBe(1);
  expect([...packed.subarray(16)]).toEqual(Array(16).fill(0x88));
});

test('rows that are not whole blocks are refused', () => {
  expect(() => quantizeBlocks(new Float32Array(40), 1, 40)).toThrow('whole blocks of 32');
});
