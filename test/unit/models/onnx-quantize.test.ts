/** Blocks of codes against the definition, weight by weight. */
import { describe, expect, test } from 'vitest';
import {
  type BlockFormat,
  packZeroPoints,
  type QuantizedMatrix,
  quantizeBlocks,
} from '../../../models/onnx/write/quantize.ts';

const blockSize = 32;

/** The weights that a matrix represents, with the padding of rows. */
const unpack = ({ packed, scales, zeroPoints, bits, blockSize }: QuantizedMatrix): number[] =>
  Array.from({ length: (packed.length * 8) / bits }, (_, i) => {
    const code = bits === 8 ? packed[i]! : (packed[i >> 1]! >> (4 * (i & 1))) & 15;
    const block = Math.floor(i / blockSize);
    return (code - (zeroPoints?.[block] ?? 2 ** (bits - 1))) * scales[block]!;
  });

const wave = (length: number) =>
  Float32Array.from({ length }, (_, i) => Math.fround(((i * 7919) % 251) / 125 - 1));

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
  const weights = wave(4 * 2 * blockSize);
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

describe.each<BlockFormat>([
  { bits: 4, blockSize: 16, hasZeroPoints: true },
  { bits: 4, blockSize: 128, hasZeroPoints: true },
  { bits: 8, blockSize: 32, hasZeroPoints: false },
  { bits: 8, blockSize: 64, hasZeroPoints: true },
])('$bits bits in blocks of $blockSize, zero points: $hasZeroPoints', (format) => {
  // 80 columns are no whole number of blocks.
  const [rows, columns] = [3, 80];
  const weights = wave(rows * columns).map((weight) => weight + 0.3);
  const quantized = quantizeBlocks(weights, rows, columns, format);
  const rowLength = quantized.blocksPerRow * format.blockSize;

  test('each weight is off by a step at most, and the filling is zero', () => {
    const values = unpack(quantized);
    expect(values).toHaveLength(rows * rowLength);
    values.forEach((value, i) => {
      const [row, column] = [Math.floor(i / rowLength), i % rowLength];
      const expected = column < columns ? weights[row * columns + column]! : 0;
      const step = Math.abs(quantized.scales[Math.floor(i / format.blockSize)]!);
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(step * (1 + 1e-5));
    });
  });

  test('zero points are whole codes, and each row of them begins a byte', () => {
    const packed = packZeroPoints(quantized);
    if (!quantized.zeroPoints) return expect(packed.every((byte) => byte === 0)).toBe(true);
    const perRow = Math.ceil((quantized.blocksPerRow * format.bits) / 8);
    expect(packed).toHaveLength(rows * perRow);
    quantized.zeroPoints.forEach((point, at) => {
      const [row, block] = [Math.floor(at / quantized.blocksPerRow), at % quantized.blocksPerRow];
      const byte = packed[row * perRow + Math.floor((block * format.bits) / 8)]!;
      expect(format.bits === 8 ? byte : (byte >> (4 * (block & 1))) & 15).toBe(point);
    });
  });
});

test('another number of weights is refused', () => {
  expect(() => quantizeBlocks(new Float32Array(40), 1, 48)).toThrow('Expected 1 x 48 weights, got 40');
});
