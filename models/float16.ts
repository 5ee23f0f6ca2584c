/**
 * IEEE 754 binary16 as 16-bit integers: 1 bit of sign, 5 of exponent (bias 15), 10 of fraction. Float16Array does both
 * ways, but not yet in every browser nor in Node 20. Not here: what is stored so.
 */

/** The number a half stands for. */
export function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The nearest halves, ties to the even one; numbers from 65520 on become infinite. */
export function toHalves(numbers: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  return Uint16Array.from(bits, roundToHalf);
}

/** Takes and gives bits: binary32 -> binary16. */
function roundToHalf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    // Half of the last kept digit, less one where the digit is even: a tie then goes to the even neighbour.
    const half = 0x0fff + ((magnitude >>> 13) & 1);
    return sign | ((magnitude + half - 0x38000000) >>> 13);
  }
  // Below 2^-14 halves are whole multiples of 2^-24. Added to 2^23, a float32 has room for whole numbers only.
  const exponent = magnitude >>> 23;
  const number = exponent === 0 ? 0 : (1 + (magnitude & 0x7fffff) / 2 ** 23) * 2 ** (exponent - 127);
  return sign | (Math.fround(number * 2 ** 24 + 2 ** 23) - 2 ** 23);
}
