/** Halves against their definition: every half, and every midpoint between two. */
import { expect, test } from 'vitest';
import { halfToNumber, toHalves } from '../../../models/float16.ts';

const finite = Array.from({ length: 0x7c00 }, (_, half) => half);

test('every finite half, of either sign, comes back', () => {
  for (const sign of [0, 0x8000]) {
    const halves = finite.map((half) => half | sign);
    expect([...toHalves(Float32Array.from(halves, halfToNumber))]).toEqual(halves);
  }
});

test('between two halves the nearer one is taken, and the even one from the middle', () => {
  const below = finite.slice(0, -1);
  const middles = below.map((half) => (halfToNumber(half) + halfToNumber(half + 1)) / 2);
  // float32 has 13 more digits, so midpoints and their neighbours are exact.
  const step = (value: number, by: number) => value * (1 + by * 2 ** -22);
  expect([...toHalves(Float32Array.from(middles))]).toEqual(below.map((half) => half + (half & 1)));
  expect([...toHalves(Float32Array.from(middles, (value) => step(value, -1)))]).toEqual(below);
  expect([...toHalves(Float32Array.from(middles, (value) => step(value, 1)))]).toEqual(
    below.map((half) => half + 1),
  );
});

test('numbers beyond the largest half are infinite, tiny ones zero, and NaN stays', () => {
  const halves = toHalves(Float32Array.of(65504, 65519, 65520, -1e30, 2 ** -25, -1e-40, Number.NaN));
  expect([...halves].map(halfToNumber)).toEqual([
    65504,
    65504,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
    -0,
    Number.NaN,
  ]);
});
