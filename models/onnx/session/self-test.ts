/**
 * Tests a GPU before inference uses it: one 4-bit product by ONNX Runtime, on a device as sessions use it, is compared
 * with the right answer.
 * Not here: that answer (../../gpu/self-test-case.ts), the trainer's own kernels (../../gpu/self-test.ts).
 */

import * as ort from 'onnxruntime-web/webgpu';
import { dequantize, type FrozenMatrix } from '../../frozen-matrix.ts';
import type { InferenceDevice } from '../../gpu/answering-device.ts';
import { check, product, randomFloats, randomMatrix, type SelfTest } from '../../gpu/self-test-case.ts';
import { messageOf } from '../../message-of.ts';
import { DataType } from '../read/graph.ts';
import { contrib, createGraph } from '../write/model.ts';
import { chooseDevice, deviceFailure } from './device.ts';
import { gpuOptions } from './vlm.ts';

const limit = 1e-4;

/**
 * Tests the GPU that is chosen for a device; null if the processor is chosen. Never rejects: a failure is part of the
 * result. A failed pass may block ONNX Runtime: end the worker then.
 */
export async function testInference(device: 'auto' | InferenceDevice): Promise<SelfTest | null> {
  const { gpu } = await chooseDevice(device);
  if (!gpu) return null;
  const [rows, outFeatures, inFeatures] = [5, 72, 96];
  const x = randomFloats(rows * inFeatures, 1);
  const matrix = randomMatrix(outFeatures, inFeatures, 2);
  try {
    const model = oneProduct(matrix);
    const found = await Promise.race([deviceFailure(gpu), runProduct(gpu, model, x, [rows, inFeatures])]);
    const right = product(x, dequantize(matrix), outFeatures, inFeatures); // [M, N]
    return { checks: [check('4-bit product of ONNX Runtime', found, right, limit)], failure: null };
  } catch (error) {
    return { checks: [], failure: messageOf(error) };
  } finally {
    gpu.destroy();
  }
}

/** A model of one MatMulNBits: x [m, in] -> y [m, out]. */
function oneProduct({ words, blocks, outFeatures, inFeatures }: FrozenMatrix): Uint8Array<ArrayBuffer> {
  const blocksPerRow = inFeatures / 32;
  const scales = Float32Array.from({ length: outFeatures * blocksPerRow }, (_, i) => blocks![2 * i]!);
  // Two zero points a byte; each row begins with a new byte.
  const pointBytes = Math.ceil(blocksPerRow / 2);
  const points = new Uint8Array(outFeatures * pointBytes);
  scales.forEach((scale, i) => {
    const [row, block] = [Math.floor(i / blocksPerRow), i % blocksPerRow];
    points[row * pointBytes + (block >> 1)]! |= Math.round(-blocks![2 * i + 1]! / scale) << (4 * (block & 1));
  });
  const graph = createGraph();
  graph.input('x', DataType.float32, ['m', inFeatures]);
  const packed = graph.bytes('packed', [outFeatures, blocksPerRow, 16], new Uint8Array(words.buffer));
  const inputs = [
    'x',
    packed,
    graph.floats('scales', [scales.length], scales),
    graph.bytes('points', [points.length], points),
  ];
  const sizes = {
    K: { int: inFeatures },
    N: { int: outFeatures },
    bits: { int: 4 },
    block_size: { int: 32 },
  };
  graph.node('MatMulNBits', '/product', inputs, ['y'], sizes, contrib);
  graph.output('y', DataType.float32, ['m', outFeatures]);
  return graph.finish('self_test');
}

async function runProduct(
  gpu: GPUDevice,
  model: Uint8Array<ArrayBuffer>,
  x: Float32Array<ArrayBuffer>,
  dims: readonly number[],
): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(model, gpuOptions(gpu));
  try {
    const { y } = await session.run({ x: new ort.Tensor('float32', x, dims) });
    return (await y!.getData()) as Float32Array; // [M, N]
  } finally {
    await session.release();
  }
}
