/**
 * Tests a GPU before the trainer uses it: a driver that computes wrong numbers reports no error, and training seems to
 * run. A 4-bit product, attention and the gradient of a small decoder are compared with the right answers.
 * Not here: those answers (self-test-case.ts), the test of ONNX Runtime (../onnx/session/self-test.ts), what follows
 * from the result (the page).
 */

import { type Tensor, tensor1d, tensor2d, tidy, zeros } from '@tensorflow/tfjs';
import { layOut } from '../adapter/layout.ts';
import { createBatch, disposeBatch } from '../batch.ts';
import { createDecoder, lossesAndGradient } from '../decoder.ts';
import { dequantize } from '../frozen-matrix.ts';
import { attention } from '../kernels/attention.ts';
import { frozenMatmul, uploadMatrix } from '../kernels/frozen-matmul.ts';
import { useTilings } from '../kernels/tile.ts';
import { loraScale } from '../lora-scale.ts';
import { messageOf } from '../message-of.ts';
import { normalStream } from '../random.ts';
import { targetsOf } from '../weights.ts';
import { type Gpu, GpuError, openGpu } from './device.ts';
import {
  attend,
  type Check,
  check,
  createLoss,
  type LoraMatrices,
  product,
  randomFloats,
  randomMatrix,
  type SelfTest,
  smallDecoder,
} from './self-test-case.ts';
import { fewRows } from './tiling-choice.ts';
import { realShapes, type TimedShapes, type TimedTilings, timeTilings } from './time-tilings.ts';

/** Limits of the errors. A right GPU stays far below, whatever order its sums have and however it rounds. */
const limits = { product: 1e-5, attention: 1e-5, gradient: 1e-4 };

/**
 * Tests the GPU that training would open, on a device of its own, with the tilings that are the fastest there; they stay in
 * use. They are timed in `shapes`. Never rejects: a failure is part of the result.
 */
export async function testTraining(shapes = realShapes): Promise<SelfTest> {
  const { choice: tilings, ms: tilingMs } = await chooseTilings(shapes);
  useTilings(tilings);
  const test = await runChecks();
  const isRight = test.failure === null && test.checks.every(({ error, limit }) => error <= limit);
  if (isRight || Object.values(tilings).every((name) => name === 'registers'))
    return { ...test, tilings, tilingMs };
  // What the timing chose is wrong here: as if it had not been timed.
  useTilings({});
  return { ...(await runChecks()), tilingMs };
}

/**
 * Times the tilings on a device of its own, so that what fails there leaves no trace; none is chosen then. In software
 * `registers` won wherever it was measured, and compiling the others takes long.
 */
async function chooseTilings(shapes: TimedShapes): Promise<TimedTilings> {
  const none = { choice: {}, ms: {} };
  let gpu: Gpu | null = null;
  try {
    gpu = await openGpu();
    return gpu.isSoftware ? none : await timeTilings(gpu, shapes);
  } catch {
    return none;
  } finally {
    gpu?.dispose();
  }
}

async function runChecks(): Promise<SelfTest> {
  const checks: Check[] = [];
  let gpu: Gpu | null = null;
  try {
    gpu = await openGpu();
    for (const part of [checkProduct, checkAttention, checkGradient]) {
      checks.push(await part(gpu));
      gpu.check();
    }
    return { checks, failure: null };
  } catch (error) {
    return { checks, failure: await reasonOf(error, gpu) };
  } finally {
    gpu?.dispose();
  }
}

/**
 * The message of a failure: the GPU's own if there is one, because a lost device makes other code fail with other
 * messages.
 */
async function reasonOf(error: unknown, gpu: Gpu | null): Promise<string> {
  // What fails because a device was lost may fail before the loss is reported, long before if shaders are being compiled.
  await Promise.race([gpu?.device.lost, new Promise((resolve) => setTimeout(resolve, 1000))]);
  try {
    gpu?.check();
  } catch (gpuError) {
    return messageOf(gpuError);
  }
  if (error instanceof GpuError) return messageOf(error);
  return `Its test broke off: ${messageOf(error)} Reload the page to try again.`;
}

/** Makes a tensor, reads its elements, and frees it with everything that was made for it. */
async function readAndFree(make: () => Tensor): Promise<Float32Array> {
  const made = tidy(make);
  try {
    return (await made.data()) as Float32Array;
  } finally {
    made.dispose();
  }
}

/** Of many rows and of few: their tilings differ. */
async function checkProduct(gpu: Gpu): Promise<Check> {
  const [outFeatures, inFeatures] = [72, 96];
  const matrix = randomMatrix(outFeatures, inFeatures, 2);
  const [found, right]: [number[], number[]] = [[], []];
  for (const rows of [5, fewRows + 5]) {
    const x = randomFloats(rows * inFeatures, 1);
    const y = await readAndFree(() => {
      const weight = uploadMatrix(matrix, (fresh) => {
        gpu.backend.uploadToGPU(fresh.dataId);
        return fresh;
      });
      return frozenMatmul(tensor2d(x, [rows, inFeatures]), rows, weight, null, 1, null); // [M, N]
    });
    found.push(...y);
    right.push(...product(x, dequantize(matrix), outFeatures, inFeatures)); // [M, N]
  }
  return check('4-bit product', found, right, limits.product);
}

async function checkAttention(): Promise<Check> {
  const sizes = { positions: 24, heads: 4, keyHeads: 2, headSize: 16 };
  const { positions, heads, keyHeads, headSize } = sizes;
  const widths = [heads, keyHeads, keyHeads].map((count) => count * headSize);
  const parts = widths.map((width, i) => randomFloats(positions * width, 3 + i)); // [T, N · D], [T, G · D], [T, G · D]
  const rows = Array.from({ length: positions }, (_, position) =>
    parts.flatMap((part, i) => [...part.subarray(position * widths[i]!, (position + 1) * widths[i]!)]),
  );
  const found = await readAndFree(() => attention(tensor2d(rows), { sequences: 1, ...sizes }).attended); // [T, N · D]
  const [query, key, value] = parts;
  return check('attention', found, attend(query!, key!, value!, sizes), limits.attention);
}

/**
 * Slopes of the loss along two random directions for each A and B: by the GPU's gradient, and by differences in
 * float64.
 */
async function checkGradient(gpu: Gpu): Promise<Check> {
  const weights = smallDecoder();
  const settings = { rank: 4, alpha: 8 };
  const layout = layOut(targetsOf(weights), settings);
  const start = randomFloats(layout.size, 7).map((value) => 0.2 * value); // [size]
  const inputIds = Int32Array.from({ length: 16 }, (_, i) => (7 * i + i * i) % weights.config.vocab_size);
  const decoder = createDecoder(weights, layout, gpu.backend);
  const labels = inputIds.map((id, position) => (position === 0 ? -100 : id));
  const { batch } = createBatch([{ inputIds, labels, features: new Float32Array(0) }], weights, -1);
  const slopes = await readAndFree(() => {
    const gradient = zeros([layout.size]);
    lossesAndGradient(decoder, { layout, flat: tensor1d(start) }, batch, gradient);
    return gradient; // [size]
  });
  disposeBatch(batch);
  decoder.dispose();

  const lossOf = createLoss(weights, loraScale(layout), inputIds);
  const lossAt = (flat: ArrayLike<number> & { subarray(from: number, to: number): ArrayLike<number> }) =>
    lossOf(
      new Map(
        layout.slots.map(({ name, atA, atB, inFeatures, outFeatures }): [string, LoraMatrices] => [
          name,
          {
            A: flat.subarray(atA, atA + layout.paddedRank * inFeatures),
            B: flat.subarray(atB, atB + outFeatures * layout.paddedRank),
          },
        ]),
      ),
    );
  const normal = normalStream(8);
  const stepSize = 1e-5;
  const [found, right]: [number[], number[]] = [[], []];
  for (const { atA, atB, inFeatures, outFeatures } of layout.slots) {
    for (const [at, size] of [
      [atA, layout.paddedRank * inFeatures],
      [atB, outFeatures * layout.paddedRank],
    ] as const) {
      for (let trial = 0; trial < 2; trial++) {
        const direction = Float64Array.from({ length: size }, normal);
        const moved = (sign: number) => {
          const flat = Float64Array.from(start);
          direction.forEach((step, i) => {
            flat[at + i]! += sign * stepSize * step;
          });
          return lossAt(flat);
        };
        found.push(direction.reduce((sum, step, i) => sum + step * slopes[at + i]!, 0));
        right.push((moved(1) - moved(-1)) / (2 * stepSize));
      }
    }
  }
  return check('gradient', found, right, limits.gradient);
}
