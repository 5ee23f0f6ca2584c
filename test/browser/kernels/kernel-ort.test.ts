/**
 * The product with frozen weights against ONNX Runtime's MatMulNBits, on the same packed codes, for every number of bits
 * and size of block. Not here: gradients, floats (kernel-product.test.ts).
 */
import { tensor2d } from '@tensorflow/tfjs';
import runtimeScript from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import runtimeWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import * as ort from 'onnxruntime-web/webgpu';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Gpu, openGpu } from '../../../models/gpu/device.ts';
import { frozenMatmul, uploadMatrix } from '../../../models/kernels/frozen-matmul.ts';
import { chooseDevice } from '../../../models/onnx/session/device.ts';
import { quantizeBlocks } from '../../../models/onnx/write/quantize.ts';
import { random, read } from '../../fixtures/decoder-check.ts';
import { relativeError } from '../../fixtures/decoder-model.ts';
import { createOrtProduct, frozenOf } from '../../fixtures/quantized-product.ts';

let gpu: Gpu;
let device: GPUDevice;
beforeAll(async () => {
  ort.env.wasm.wasmPaths = { mjs: runtimeScript, wasm: runtimeWasm };
  gpu = await openGpu();
  device = (await chooseDevice('webgpu', false)).gpu!;
});
afterEach(() => gpu.check());
afterAll(() => {
  gpu.dispose();
  device.destroy();
});

for (const bits of [4, 8] as const) {
  for (const blockSize of [16, 32, 64, 128] as const) {
    for (const hasZeroPoints of [false, true]) {
      test(`${bits} bits in blocks of ${blockSize}, ${hasZeroPoints ? 'with' : 'without'} zero points`, async () => {
        // With an odd number of blocks in a row, 4-bit zero points leave half a byte empty.
        const [rows, outFeatures, inFeatures] = [6, 20, 3 * blockSize];
        const weights = random(outFeatures * inFeatures);
        const quantized = quantizeBlocks(weights, outFeatures, inFeatures, {
          bits,
          blockSize,
          hasZeroPoints,
        });
        const x = random(rows * inFeatures);
        const weight = uploadMatrix(frozenOf(quantized), (fresh) => fresh);
        const y = frozenMatmul(tensor2d(x, [rows, inFeatures]), rows, weight, null, 1, null);
        const product = await createOrtProduct(device, quantized, x);
        const theirs = (await (await product.run()).getData(true)) as Float32Array;
        await product.dispose();
        expect(relativeError(await read(y), theirs)).toBeLessThan(2e-6);
      });
    }
  }
}
