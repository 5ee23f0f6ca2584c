/** Estimates of kernels from their text, against counts by hand. */
import { expect, test } from 'vitest';
import { estimateKernel } from '../../kernels/estimate.ts';
import { expandKernels } from '../../kernels/every-kernel.ts';

const arrays = `
@group(0) @binding(0) var<storage, read_write> result: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> w: array<f32>;
@group(0) @binding(3) var<storage, read> pairs: array<vec2<f32>>;
`;

test('a product of vectors with scalars', () => {
  const code = `${arrays}
fn main() {
  let row = 3; // one word, and so is k; sum has four
  let unused = 4;
  var sum = vec4<f32>(0.0);
  for (var k = 0; k < 8; k++) {
    let a = x[row * 8 + k]; // x[1] in a comment is no load
    let s = w[k];
    sum += a * s;
  }
}`;
  expect(estimateKernel(code)).toEqual({ macPerLoad: 4 / 2, registers: 6 + 5 });
});

test('the loop that multiplies most counts; a value is held until its last use', () => {
  const code = `${arrays}
fn main() {
  var low = vec4<f32>(0.0);
  var total = 0.0;
  for (var k = 0; k < 8; k++) { low += x[k] * 2.0; }
  for (var k = 0; k < 8; k++) {
    let a = x[k];
    let pair = pairs[k];
    var score = 0.0;
    score += dot(a, a) + dot(a, low);
    let b = x[k + 8] * score;
    total = total * pair.x + score;
    low = low * pair.y + b * 2.0;
  }
}`;
  // 8 of the dots, 1 of total, 8 of low; a is gone when b comes.
  expect(estimateKernel(code)).toEqual({ macPerLoad: 17 / 3, registers: 4 + 1 + 1 + (4 + 2 + 1) });
});

test('a kernel that multiplies nothing has none', () => {
  expect(estimateKernel(`${arrays}\nfn main() { result[0] = x[1]; }`)).toBeNull();
});

test('the forward product with 4-bit weights, as counted by hand', async () => {
  const kernels = await expandKernels();
  const { code } = kernels.find(
    ({ name, variant }) => name === 'frozen-matmul' && variant === 'tiles for a gpu, 4 bits',
  )!;
  const { macPerLoad, registers } = estimateKernel(code)!;
  // For 8 inputs: 16 rows x 4 columns x 8, by 4 loads of codes, 4 of blocks and 32 of x.
  expect(macPerLoad).toBe(512 / 40);
  // 64 sums, 32 weights, 8 of x, and indices.
  expect(registers).toBeGreaterThanOrEqual(104);
  expect(registers).toBeLessThan(128);
});

test('the staged product, as counted by hand', async () => {
  const kernels = await expandKernels();
  const of = (variant: string) =>
    estimateKernel(
      kernels.find(({ name, variant: other }) => name === 'frozen-matmul-staged' && other === variant)!.code,
    )!;
  // For a term: 8 rows x 8 columns, or 4 x 8, by 4 or 3 loads; the sums, the loaded vectors, and indices.
  expect(of('staged, 4 bits').macPerLoad).toBe(64 / 4);
  expect(of('staged, gradient, 4 bits').macPerLoad).toBe(64 / 4);
  expect(of('staged low, 4 bits').macPerLoad).toBeCloseTo(32 / 3, 10);
  expect(of('staged, 4 bits').registers).toBeGreaterThanOrEqual(64 + 16);
  expect(of('staged, 4 bits').registers).toBeLessThan(90);
  expect(of('staged low, 4 bits').registers).toBeLessThan(32 + 12 + 12);
});
