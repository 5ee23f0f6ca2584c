/**
 * Half-precision floats (IEEE 754 binary16) as 16-bit integers: 1 bit of sign, 5 of exponent (bias 15), 10 of fraction.
 * Float16Array would do this, but not every browser has it, nor has Node 20. Not here: what is stored as halves.
 */

/** The number that a half represents. */
export function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The nearest halves; ties go to the even one. Numbers from 65520 on become infinite. */
export function toHalves(numbers: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  return Uint16Array.from(bits, roundToHalf);
}

/** Rounds the bits of a binary32 to the bits of a binary16. */
function roundToHalf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    // Half of the last kept digit, less one if that digit is even: a tie then goes to the even neighbour.
    const half = 0x0fff + ((magnitude >>> 13) & 1);
    return sign | ((magnitude + half - 0x38000000) >>> 13);
  }
  // Below 2^-14, halves are multiples of 2^-24. Adding 2^23 rounds to a whole number: a float32 has no digits below it.
  const exponent = magnitude >>> 23;
  const number = exponent === 0 ? 0 : (1 + (magnitude & 0x7fffff) / 2 ** 23) * 2 ** (exponent - 127);
  return sign | (Math.fround(number * 2 ** 24 + 2 ** 23) - 2 ** 23);
}
