/**
 * The product with frozen 4-bit weights against ONNX Runtime Web's MatMulNBits on the same adapter, and its gradient
 * against the forward product, at the shapes of SmolVLM-256M and 500M. Results that disagree are an error.
 * Not here: the LoRA branch, which MatMulNBits does not have; whole steps (trainer.worker.ts).
 */
import { type Tensor, tensor2d } from '@tensorflow/tfjs';
import { expose } from 'comlink';
import runtimeScript from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import runtimeWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import * as ort from 'onnxruntime-web/webgpu';
import { type Gpu, openGpu } from '../../models/gpu/device.ts';
import {
  frozenMatmul,
  frozenMatmulGradient,
  type GpuMatrix,
  uploadMatrix,
} from '../../models/kernels/frozen-matmul.ts';
import { submitRecorded } from '../../models/kernels/program.ts';
import { chooseDevice } from '../../models/onnx/session/device.ts';
import { quantizeBlocks } from '../../models/onnx/write/quantize.ts';
import { normalStream } from '../../models/random.ts';
import { createOrtProduct, frozenOf, type OrtProduct } from '../fixtures/quantized-product.ts';
import type { Q4Bench, Q4ShapeBench } from './report.ts';

/** [outFeatures, inFeatures]: query or output, key or value, gate or up, down. */
const shapes = [
  { model: 'SmolVLM-256M', outFeatures: 576, inFeatures: 576 },
  { model: 'SmolVLM-256M', outFeatures: 192, inFeatures: 576 },
  { model: 'SmolVLM-256M', outFeatures: 1536, inFeatures: 576 },
  { model: 'SmolVLM-256M', outFeatures: 576, inFeatures: 1536 },
  { model: 'SmolVLM-500M', outFeatures: 960, inFeatures: 960 },
  { model: 'SmolVLM-500M', outFeatures: 320, inFeatures: 960 },
  { model: 'SmolVLM-500M', outFeatures: 2560, inFeatures: 960 },
  { model: 'SmolVLM-500M', outFeatures: 960, inFeatures: 2560 },
] as const;

/** A short sequence alone, and a batch of 4 with 160 tokens. */
const rowCounts = [64, 640] as const;

/** Each round runs every contestant once: whatever slows the machine down slows all of them. */
const rounds = 3;

/** Floating-point operations of one sample: small products are repeated, so that waiting for the GPU does not dominate. */
const operationsPerSample = 1e8;

/** Limit of the relative difference. Float32 sums in another order stay below it; a wrong product does not. */
const agreement = 1e-5;

ort.env.wasm.wasmPaths = { mjs: runtimeScript, wasm: runtimeWasm };
ort.env.logLevel = 'error';

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Runs a product `times` times; resolves when the GPU is done. */
type Contestant = (times: number) => Promise<void>;

async function medianMs(contestants: readonly Contestant[], times: number): Promise<number[]> {
  const samples = contestants.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [i, contestant] of contestants.entries()) {
      const startMs = performance.now();
      await contestant(times);
      // The first round compiles the kernels.
      if (round >= 0) samples[i]!.push((performance.now() - startMs) / times);
    }
  }
  return samples.map(median);
}

/** Our product of x with W, and the gradient with respect to x for the output gradient dy. */
function ours(gpu: Gpu, weight: GpuMatrix, x: Tensor, dy: Tensor, rows: number) {
  const repeat = (run: () => Tensor): Contestant => {
    return async (times) => {
      for (let i = 0; i < times; i++) run().dispose();
      submitRecorded(gpu.backend);
      await gpu.device.queue.onSubmittedWorkDone();
    };
  };
  const forward = () => frozenMatmul(x, rows, weight, null, 1, null);
  return {
    result: async () => (await forward().data()) as Float32Array,
    forward: repeat(forward),
    backward: repeat(() => frozenMatmulGradient(dy, rows, weight, null, null)),
  };
}

const theirs = (device: GPUDevice, product: OrtProduct) => ({
  async result() {
    const y = await product.run();
    return (await y.getData(true)) as Float32Array;
  },
  forward: (async (times) => {
    for (let i = 0; i < times; i++) (await product.run()).dispose();
    await device.queue.onSubmittedWorkDone();
  }) satisfies Contestant,
});

function difference(values: Float32Array, reference: Float32Array): number {
  let [squares, length] = [0, 0];
  reference.forEach((value, i) => {
    squares += (values[i]! - value) ** 2;
    length += value ** 2;
  });
  return Math.sqrt(squares / length);
}

async function measureShape(
  gpu: Gpu,
  device: GPUDevice,
  { model, outFeatures, inFeatures }: (typeof shapes)[number],
  rows: number,
): Promise<Q4ShapeBench> {
  const normal = normalStream(outFeatures + inFeatures);
  const random = (count: number) => Float32Array.from({ length: count }, normal);
  const quantized = quantizeBlocks(random(outFeatures * inFeatures), outFeatures, inFeatures);
  const x = random(rows * inFeatures);
  const tensors = {
    x: tensor2d(x, [rows, inFeatures]),
    dy: tensor2d(random(rows * outFeatures), [rows, outFeatures]),
  };
  const kept: Tensor[] = [];
  const weight = uploadMatrix(frozenOf(quantized), (fresh) => {
    kept.push(fresh);
    return fresh;
  });
  const own = ours(gpu, weight, tensors.x, tensors.dy, rows);
  const product = await createOrtProduct(device, quantized, x);
  const other = theirs(device, product);
  try {
    const apart = difference(await own.result(), await other.result());
    if (!(apart < agreement)) {
      throw new Error(
        `Expected our product [${rows}, ${inFeatures}] x [${outFeatures}, ${inFeatures}] to equal ONNX Runtime's, got a relative difference of ${apart}.`,
      );
    }
    const times = Math.ceil(operationsPerSample / (2 * rows * outFeatures * inFeatures));
    const [forwardMs, ortMs, backwardMs] = (await medianMs(
      [own.forward, other.forward, own.backward],
      times,
    )) as [number, number, number];
    gpu.check();
    return {
      model,
      rows,
      outFeatures,
      inFeatures,
      forwardMs,
      ortMs,
      backwardMs,
      forwardVsOrt: ortMs / forwardMs,
      backwardVsForward: backwardMs / forwardMs,
    };
  } finally {
    await product.dispose();
    for (const tensor of [...kept, tensors.x, tensors.dy]) tensor.dispose();
    gpu.trim();
  }
}

export class Q4BenchWorker {
  /** Rejects if ours and ONNX Runtime's product disagree or the GPU reports an error. */
  async measure(onShape: (shape: Q4ShapeBench) => void): Promise<Q4Bench> {
    const gpu = await openGpu();
    const { gpu: device } = await chooseDevice('webgpu', false);
    if (!device) throw new Error('Expected WebGPU for ONNX Runtime, got none.');
    try {
      const measured: Q4ShapeBench[] = [];
      for (const rows of rowCounts) {
        for (const shape of shapes) {
          const result = await measureShape(gpu, device, shape, rows);
          measured.push(result);
          onShape(result);
        }
      }
      return {
        shapes: measured,
        forwardVsOrt: Math.min(...measured.map((shape) => shape.forwardVsOrt)),
        backwardVsForward: Math.max(...measured.map((shape) => shape.backwardVsForward)),
      };
    } finally {
      gpu.dispose();
      device.destroy();
    }
  }
}

expose(new Q4BenchWorker());
