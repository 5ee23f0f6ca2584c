/** The trainer's kernels on elements and rows against the same formula in float64 on the CPU; products: kernel-product.test.ts. */
import { tensor, tensor1d, tensor2d } from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Gpu, openGpu } from '../../models/gpu.ts';
import { adamwInPlace } from '../../models/kernels/adamw.ts';
import { causalSoftmaxGradientInPlace, causalSoftmaxInPlace } from '../../models/kernels/causal-softmax.ts';
import { crossEntropy, crossEntropyGradientInPlace } from '../../models/kernels/cross-entropy.ts';
import { runKernel } from '../../models/kernels/program.ts';
import { rmsNorm, rmsNormGradient } from '../../models/kernels/rms-norm.ts';
import { rope, ropeTable } from '../../models/kernels/rope.ts';
import { swiglu, swigluGradient } from '../../models/kernels/swiglu.ts';
import { expectClose, random, range, sum } from '../fixtures/decoder-check.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openGpu();
});
afterEach(() => gpu.check());
afterAll(() => gpu.dispose());

describe('element and row kernels', () => {
  const rows = 70;
  const width = 36;
  const epsilon = 1e-5;

  test('RMS norm and its gradient', async () => {
    const [x, dy, residual] = [random(rows * width, 3), random(rows * width), random(rows * width)];
    const weight = random(width);
    const X = tensor2d(x, [rows, width]);
    const inverse = range(rows).map(
      (m) => 1 / Math.sqrt(sum(width, (i) => x[m * width + i]! ** 2) / width + epsilon),
    );
    await expectClose(
      rmsNorm(X, tensor1d(weight), epsilon),
      range(rows * width).map((at) => x[at]! * inverse[Math.floor(at / width)]! * weight[at % width]!),
    );
    const means = range(rows).map(
      (m) => sum(width, (i) => dy[m * width + i]! * weight[i]! * x[m * width + i]!) / width,
    );
    const gradient = range(rows * width).map((at) => {
      const r = inverse[Math.floor(at / width)]!;
      return r * dy[at]! * weight[at % width]! - x[at]! * r ** 3 * means[Math.floor(at / width)]!;
    });
    const DY = tensor2d(dy, [rows, width]);
    await expectClose(rmsNormGradient(X, DY, tensor1d(weight), epsilon, null), gradient);
    await expectClose(
      rmsNormGradient(X, DY, tensor1d(weight), epsilon, tensor2d(residual, [rows, width])),
      gradient.map((value, at) => value + residual[at]!),
    );
  });

  test('rotary positions, and back', async () => {
    const [sequences, places, heads, size, theta] = [2, 5, 3, 16, 10000];
    const x = random(sequences * places * heads * size);
    const X = tensor2d(x, [sequences * places, heads * size]);
    const table = ropeTable(places, size, theta);
    const turned = rope(X, table, places, size, 1);
    const half = size / 2;
    await expectClose(
      turned,
      range(x.length).map((at) => {
        const place = Math.floor(at / (heads * size)) % places;
        const d = at % size;
        const angle = place * theta ** (-(d % half) / half);
        return d < half
          ? x[at]! * Math.cos(angle) - x[at + half]! * Math.sin(angle)
          : x[at]! * Math.cos(angle) + x[at - half]! * Math.sin(angle);
      }),
    );
    await expectClose(rope(turned, table, places, size, -1), [...x]);
  });

  test('causal softmax and its gradient', async () => {
    const [matrices, places, scale] = [3, 29, 0.3];
    const [scores, dShares] = [random(matrices * places ** 2, 4), random(matrices * places ** 2)];
    const isSeen = (at: number) => at % places <= Math.floor(at / places) % places;
    const total = (row: number, term: (at: number) => number) =>
      sum(places, (j) => (isSeen(row * places + j) ? term(row * places + j) : 0));
    const shares = range(scores.length).map((at) =>
      isSeen(at)
        ? Math.exp(scores[at]!) / total(Math.floor(at / places), (other) => Math.exp(scores[other]!))
        : 0,
    );
    const S = causalSoftmaxInPlace(tensor(scores, [matrices, places, places]));
    await expectClose(S, shares);
    const gradient = shares.map((share, at) => {
      const mean = total(Math.floor(at / places), (other) => shares[other]! * dShares[other]!);
      return scale * share * (dShares[at]! - mean);
    });
    await expectClose(
      causalSoftmaxGradientInPlace(tensor(dShares, [matrices, places, places]), S, scale),
      gradient,
    );
  });

  test('SwiGLU and its gradients', async () => {
    const [gate, up, dy] = [random(rows * width, 2), random(rows * width), random(rows * width)];
    const shape: [number, number] = [rows, width];
    const sigmoid = (at: number) => 1 / (1 + Math.exp(-gate[at]!));
    const all = range(rows * width);
    const G = tensor2d(gate, shape);
    await expectClose(
      swiglu(G, tensor2d(up, shape)),
      all.map((at) => gate[at]! * sigmoid(at) * up[at]!),
    );
    const { dGate, dUp } = swigluGradient(G, tensor2d(up, shape), tensor2d(dy, shape));
    await expectClose(
      dUp,
      all.map((at) => dy[at]! * gate[at]! * sigmoid(at)),
    );
    await expectClose(
      dGate,
      all.map((at) => dy[at]! * up[at]! * sigmoid(at) * (1 + gate[at]! * (1 - sigmoid(at)))),
    );
  });

  test('cross-entropy, its gradient, and rows that do not count', async () => {
    const [count, vocabulary, weight] = [67, 45, 0.25];
    const logits = random(count * vocabulary, 3);
    const labels = Int32Array.from(range(count), (row) => (row % 9 === 4 ? -1 : (row * 7) % vocabulary));
    const logSum = range(count).map((row) =>
      Math.log(sum(vocabulary, (v) => Math.exp(logits[row * vocabulary + v]!))),
    );
    const L = tensor2d(logits, [count, vocabulary]);
    const Y = tensor1d(labels, 'int32');
    const losses = crossEntropy(L, Y);
    await expectClose(
      losses,
      range(count).flatMap((row) => [
        logSum[row]!,
        labels[row]! < 0 ? 0 : logSum[row]! - logits[row * vocabulary + labels[row]!]!,
      ]),
    );
    await expectClose(
      crossEntropyGradientInPlace(L, losses, Y, weight),
      range(count * vocabulary).map((at) => {
        const row = Math.floor(at / vocabulary);
        if (labels[row]! < 0) return 0;
        return weight * (Math.exp(logits[at]! - logSum[row]!) - (at % vocabulary === labels[row] ? 1 : 0));
      }),
    );
  });

  test('AdamW: ten steps against its formula, with a clip factor and decay, seen by reads in between', async () => {
    const size = 70;
    const numbers = { rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.1 };
    const start = random(size);
    const weights = tensor1d(start);
    const moments = tensor2d(new Float32Array(2 * size), [2, size]);
    const [w, m, v] = [[...start], Array<number>(size).fill(0), Array<number>(size).fill(0)];
    for (let step = 1; step <= 10; step++) {
      const gradient = random(size);
      const clip = step % 2 === 0 ? 1 : 0.3;
      adamwInPlace(weights, moments, tensor1d(gradient), { ...numbers, clip, step });
      for (let i = 0; i < size; i++) {
        const g = clip * gradient[i]!;
        m[i] = 0.9 * m[i]! + 0.1 * g;
        v[i] = 0.999 * v[i]! + 0.001 * g * g;
        const direction = m[i]! / (1 - 0.9 ** step) / (Math.sqrt(v[i]! / (1 - 0.999 ** step)) + 1e-8);
        w[i] = w[i]! - numbers.rate * (direction + numbers.decay * w[i]!);
      }
      await expectClose(weights, w);
    }
  });
});

test('a broken kernel gives no exception but an error that check() throws', async () => {
  const own = await openGpu();
  const broken = runKernel({
    name: 'broken',
    source: 'fn main() { result[0] = nothing; }',
    inputs: {},
    integers: { N: 1 },
    groups: [1],
    output: { shape: [1] },
  });
  await broken.data();
  await own.device.queue.onSubmittedWorkDone();
  expect(() => own.check()).toThrow(/The GPU reported an error/);
  own.dispose();
  gpu = await openGpu();
});
