/**
 * Tests a GPU before inference uses it: a 4-bit product and attention by ONNX Runtime, on a device as sessions use it,
 * are compared with the right answers.
 * Not here: those answers (../../gpu/self-test-case.ts), the trainer's own kernels (../../gpu/self-test.ts), trying
 * again without subgroups (src/experiment/gpu-trust.ts).
 */

import * as ort from 'onnxruntime-web/webgpu';
import { dequantize, type FrozenMatrix } from '../../frozen-matrix.ts';
import type { InferenceDevice } from '../../gpu/answering-device.ts';
import {
  attend,
  type Check,
  check,
  type HeadSizes,
  product,
  randomFloats,
  randomMatrix,
  type SelfTest,
} from '../../gpu/self-test-case.ts';
import { messageOf } from '../../message-of.ts';
import { DataType } from '../read/graph.ts';
import { contrib, createGraph } from '../write/model.ts';
import { chooseDevice, deviceFailure } from './device.ts';
import { gpuOptions } from './vlm.ts';

/** Right GPUs are off by 1e-6 or less, whatever order their sums have. */
const limit = 1e-4;

/**
 * Tests the GPU that is chosen for a device, without its subgroups if they are to be avoided; null if the processor is
 * chosen. Never rejects: a failure is part of the result. A failed pass may block ONNX Runtime: end the worker then.
 */
export async function testInference(
  device: 'auto' | InferenceDevice,
  avoidsSubgroups: boolean,
): Promise<SelfTest | null> {
  const { gpu } = await chooseDevice(device, avoidsSubgroups);
  if (!gpu) return null;
  const subgroups = avoidsSubgroups ? 'avoided' : gpu.features.has('subgroups') ? 'used' : 'absent';
  const checks: Check[] = [];
  try {
    for (const part of [checkProduct, checkAttention])
      checks.push(await Promise.race([deviceFailure(gpu), part(gpu)]));
    return { checks, failure: null, subgroups };
  } catch (error) {
    return { checks, failure: messageOf(error), subgroups };
  } finally {
    gpu.destroy();
  }
}

async function checkProduct(gpu: GPUDevice): Promise<Check> {
  const [rows, outFeatures, inFeatures] = [5, 72, 96];
  const x = randomFloats(rows * inFeatures, 1);
  const matrix = randomMatrix(outFeatures, inFeatures, 2);
  const found = await run(gpu, oneProduct(matrix), {
    x: new ort.Tensor('float32', x, [rows, inFeatures]),
  }); // [M, N]
  const right = product(x, dequantize(matrix), outFeatures, inFeatures); // [M, N]
  return check('4-bit product of ONNX Runtime', found, right, limit);
}

/**
 * Attention over a prompt: with more than 32 positions ONNX Runtime takes the kernel that reads its prompts. A browser that
 * compiled it wrongly (zero-variables.ts), or subgroups of another size than it counts on, gave errors of 5 % and more.
 */
async function checkAttention(gpu: GPUDevice): Promise<Check> {
  const sizes = { positions: 40, heads: 2, keyHeads: 1, headSize: 8 };
  const { positions, heads, keyHeads, headSize } = sizes;
  const parts = [heads, keyHeads, keyHeads].map((count, i) =>
    randomFloats(positions * count * headSize, 3 + i),
  ); // [T, N · D], [T, G · D], [T, G · D]
  const [query, key, value] = parts;
  const empty = new ort.Tensor('float32', new Float32Array(0), [1, keyHeads, 0, headSize]);
  const found = await run(gpu, oneAttention(sizes), {
    query: new ort.Tensor('float32', query!, [1, positions, heads * headSize]),
    key: new ort.Tensor('float32', key!, [1, positions, keyHeads * headSize]),
    value: new ort.Tensor('float32', value!, [1, positions, keyHeads * headSize]),
    past_key: empty,
    past_value: empty,
    last: new ort.Tensor('int32', Int32Array.of(positions - 1), [1]),
    count: new ort.Tensor('int32', Int32Array.of(positions), []),
  }); // [1, T, N · D]
  return check('attention of ONNX Runtime', found, attend(query!, key!, value!, sizes), limit);
}

/** A model of one GroupQueryAttention over a prompt, as the decoder has it in each layer. */
function oneAttention(sizes: HeadSizes): Uint8Array<ArrayBuffer> {
  const { positions, heads, keyHeads, headSize } = sizes;
  const graph = createGraph();
  const row = (count: number) => [1, positions, count * headSize];
  graph.input('query', DataType.float32, row(heads));
  graph.input('key', DataType.float32, row(keyHeads));
  graph.input('value', DataType.float32, row(keyHeads));
  graph.input('past_key', DataType.float32, [1, keyHeads, 0, headSize]);
  graph.input('past_value', DataType.float32, [1, keyHeads, 0, headSize]);
  graph.input('last', DataType.int32, [1]);
  graph.input('count', DataType.int32, []);
  graph.node(
    'GroupQueryAttention',
    '/attention',
    ['query', 'key', 'value', 'past_key', 'past_value', 'last', 'count'],
    ['y', 'present_key', 'present_value'],
    {
      num_heads: { int: heads },
      kv_num_heads: { int: keyHeads },
      scale: { float: 1 / Math.sqrt(headSize) },
    },
    contrib,
  );
  graph.output('y', DataType.float32, row(heads));
  graph.output('present_key', DataType.float32, [1, keyHeads, positions, headSize]);
  graph.output('present_value', DataType.float32, [1, keyHeads, positions, headSize]);
  return graph.finish('self_test');
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

/** Runs a model once, and reads its output y. */
async function run(
  gpu: GPUDevice,
  model: Uint8Array<ArrayBuffer>,
  feeds: Readonly<Record<string, ort.Tensor>>,
): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(model, gpuOptions(gpu));
  try {
    const { y } = await session.run(feeds);
    return (await y!.getData()) as Float32Array;
  } finally {
    await session.release();
  }
}
