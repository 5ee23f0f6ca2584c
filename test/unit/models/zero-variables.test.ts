/** Zeros written out in WGSL. That a GPU then computes right numbers: ../../browser/kernels/self-test.test.ts. */
import { expect, test } from 'vitest';
import { zeroVariables } from '../../../models/onnx/session/zero-variables.ts';

test.each([
  ['var sum: f32;', 'var sum: f32 = f32();'],
  ['    var qk_1 : vec4<qk_precision>;', '    var qk_1 : vec4<qk_precision> = vec4<qk_precision>();'],
  ['var a: array<array<f32, 4>, 2>;', 'var a: array<array<f32, 4>, 2> = array<array<f32, 4>, 2>();'],
  [
    'for (var i: u32; i < 4u; i++) { var b : mat2x2<f32>; }',
    'for (var i: u32 = u32(); i < 4u; i++) { var b : mat2x2<f32> = mat2x2<f32>(); }',
  ],
])('%s', (code, mended) => {
  expect(zeroVariables(code)).toBe(mended);
});

test.each([
  'var sum: f32 = 1.0;',
  'var sum = 0.0;',
  'let sum: f32 = a;',
  'var<workgroup> tile: array<f32, 64>;',
  'var<private> row: array<vec4<f32>, 8>;',
  '@group(0) @binding(1) var<storage, read> x: array<vec4<f32>>;',
  '@group(0) @binding(2) var image: texture_2d<f32>;',
  '@group(0) @binding(3) var near: sampler;',
])('%s stays as it is', (code) => {
  expect(zeroVariables(code)).toBe(code);
});
