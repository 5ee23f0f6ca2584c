/**
 * Every kernel of the trainer against the same formula in float64 on the CPU, with the tiles of a graphics card and
 * those of a software GPU. Shapes are small and do not divide the tiles evenly.
 */
import { type Tensor, tensor, tensor1d, tensor2d } from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Gpu, openGpu } from '../../models/gpu.ts';
import { adamwInPlace } from '../../models/kernels/adamw.ts';
import { causalSoftmaxGradientInPlace, causalSoftmaxInPlace } from '../../models/kernels/causal-softmax.ts';
import { crossEntropy, crossEntropyGradientInPlace } from '../../models/kernels/cross-entropy.ts';
import { matmulNN, matmulNT, matmulTN, matrix } from '../../models/kernels/matmul.ts';
import { runKernel } from '../../models/kernels/program.ts';
import { q4Matmul, q4MatmulGradient } from '../../models/kernels/q4-matmul.ts';
import { rmsNorm, rmsNormGradient } from '../../models/kernels/rms-norm.ts';
import { rope, ropeTable } from '../../models/kernels/rope.ts';
import { swiglu, swigluGradient } from '../../models/kernels/swiglu.ts';
import { tuneFor } from '../../models/kernels/tile.ts';
import { normalStream } from '../../models/random.ts';
import { randomQ4, relativeError, uploadQ4 } from '../fixtures/decoder-model.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openGpu();
});
afterEach(() => gpu.check());
afterAll(() => gpu.dispose());

const normal = normalStream(7);
const random = (count: number, deviation = 1): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, () => deviation * normal());
const read = async (result: Tensor): Promise<Float32Array> => (await result.data()) as Float32Array;
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const sum = (count: number, term: (i: number) => number): number =>
  range(count).reduce((total, i) => total + term(i), 0);

/** The result is the reference up to float32 rounding. */
async function expectClose(result: Tensor, reference: readonly number[], tolerance = 2e-6): Promise<void> {
  const values = await read(result);
  expect(values.length).toBe(reference.length);
  expect(relativeError(values, reference)).toBeLessThan(tolerance);
}

for (const processor of ['gpu', 'cpu'] as const) {
  describe(`products, tiles for a ${processor}`, () => {
    beforeAll(() => tuneFor(processor));

    for (const { rows, outFeatures, inFeatures, hasZeroPoints, hasResidual } of [
      { rows: 37, outFeatures: 96, inFeatures: 64, hasZeroPoints: false, hasResidual: true },
      { rows: 70, outFeatures: 36, inFeatures: 160, hasZeroPoints: true, hasResidual: false },
    ]) {
      test(`4-bit product ${rows} x ${inFeatures} -> ${outFeatures}, and its gradient`, async () => {
        const q4 = randomQ4(outFeatures, inFeatures, normal, hasZeroPoints);
        const weight = uploadQ4(q4);
        const rank = 4;
        const scale = 1.5;
        const [x, dy] = [random(rows * inFeatures), random(rows * outFeatures)];
        const [u, du] = [random(rows * rank), random(rows * rank)];
        const residual = random(rows * outFeatures);
        const residualIn = random(rows * inFeatures);
        // A [rank, in] after four numbers of something else, then B [out, rank].
        const lora = random(4 + rank * (inFeatures + outFeatures));
        const atA = 4;
        const atB = atA + rank * inFeatures;
        const flat = tensor1d(lora);
        const W = (n: number, k: number) => q4.weights[n * inFeatures + k]!;

        const y = q4Matmul(
          tensor2d(x, [rows, inFeatures]),
          rows,
          weight,
          { projected: tensor2d(u, [rows, rank]), lora: flat, at: atB, rank },
          scale,
          hasResidual ? tensor2d(residual, [rows, outFeatures]) : null,
        );
        await expectClose(
          y,
          range(rows * outFeatures).map((at) => {
            const [m, n] = [Math.floor(at / outFeatures), at % outFeatures];
            return (
              sum(inFeatures, (k) => x[m * inFeatures + k]! * W(n, k)) +
              scale * sum(rank, (t) => u[m * rank + t]! * lora[atB + n * rank + t]!) +
              (hasResidual ? residual[at]! : 0)
            );
          }),
        );
        const dx = q4MatmulGradient(
          tensor2d(dy, [rows, outFeatures]),
          rows,
          weight,
          { projected: tensor2d(du, [rows, rank]), lora: flat, at: atA, rank },
          hasResidual ? tensor2d(residualIn, [rows, inFeatures]) : null,
        );
        await expectClose(
          dx,
          range(rows * inFeatures).map((at) => {
            const [m, k] = [Math.floor(at / inFeatures), at % inFeatures];
            return (
              sum(outFeatures, (n) => dy[m * outFeatures + n]! * W(n, k)) +
              sum(rank, (t) => du[m * rank + t]! * lora[atA + t * inFeatures + k]!) +
              (hasResidual ? residualIn[at]! : 0)
            );
          }),
        );
      });
    }

    for (const { rows, columns, inner } of [
      { rows: 21, columns: 8, inner: 40 },
      { rows: 52, columns: 76, inner: 24 },
    ]) {
      test(`dense products ${rows} x ${inner} x ${columns}`, async () => {
        const alpha = 0.7;
        const a = random(rows * inner);
        const b = random(columns * inner);
        const A = (i: number, k: number) => a[i * inner + k]!;
        const shared = { rows, columns, inner, alpha, output: { shape: [rows, columns] } };
        const layout = matrix(tensor1d(a), columns).layout;
        const cells = range(rows * columns).map((at) => [Math.floor(at / columns), at % columns] as const);
        const tensorA = tensor2d(a, [rows, inner]);
        await expectClose(
          matmulNT({ ...shared, a: matrix(tensorA, inner), b: matrix(tensor1d(b), inner), layout }),
          cells.map(([i, j]) => alpha * sum(inner, (k) => A(i, k) * b[j * inner + k]!)),
        );
        await expectClose(
          matmulNN({ ...shared, a: matrix(tensorA, inner), b: matrix(tensor1d(b), columns), layout }),
          cells.map(([i, j]) => alpha * sum(inner, (k) => A(i, k) * b[k * columns + j]!)),
        );
      });
    }

    for (const { rows, columns } of [
      { rows: 44, columns: 8 },
      { rows: 8, columns: 44 },
      { rows: 36, columns: 76 },
    ]) {
      test(`transposed product ${rows} x 20 x ${columns}, into the middle of a tensor`, async () => {
        const inner = 20;
        const [a, b] = [random(inner * rows), random(inner * columns)];
        const into = tensor1d(new Float32Array(4 + rows * columns + 4).fill(9));
        matmulTN({
          a: matrix(tensor1d(a), rows),
          b: matrix(tensor1d(b), columns),
          rows,
          columns,
          inner,
          output: { into },
          layout: matrix(into, columns, 4).layout,
        });
        const cells = range(rows * columns).map((at) => [Math.floor(at / columns), at % columns] as const);
        const product = cells.map(([i, j]) => sum(inner, (k) => a[k * rows + i]! * b[k * columns + j]!));
        await expectClose(into, [9, 9, 9, 9, ...product, 9, 9, 9, 9]);
      });
    }

    test('heads, shared heads and triangles', async () => {
      const [sequences, heads, keyHeads, places, size] = [2, 4, 2, 36, 8];
      const share = heads / keyHeads;
      const q = random(sequences * places * heads * size);
      const k = random(sequences * places * keyHeads * size);
      const Q = (s: number, h: number, i: number, d: number) => q[((s * places + i) * heads + h) * size + d]!;
      const K = (s: number, h: number, i: number, d: number) =>
        k[((s * places + i) * keyHeads + Math.floor(h / share)) * size + d]!;
      const layoutOf = (count: number) => ({
        at: 0,
        row: count * size,
        sequence: places * count * size,
        head: size,
      });
      const squares = {
        at: 0,
        row: places,
        sequence: heads * places * places,
        head: places * places,
      };
      const each = (count: number, columns: number) =>
        range(sequences * count * places * columns).map((at) => {
          const [j, i] = [at % columns, Math.floor(at / columns) % places];
          const h = Math.floor(at / (columns * places)) % count;
          return [Math.floor(at / (columns * places * count)), h, i, j] as const;
        });
      const queries = { tensor: tensor1d(q), layout: layoutOf(heads) };
      const keys = { tensor: tensor1d(k), layout: layoutOf(keyHeads), share };
      const shared = { sequences, heads, isCausal: true };
      const scores = await read(
        matmulNT({
          ...shared,
          a: queries,
          b: keys,
          rows: places,
          columns: places,
          inner: size,
          output: { shape: [sequences, heads, places, places] },
          layout: squares,
        }),
      );
      const lower = Float32Array.from(each(heads, places), ([, , i, j], at) => (j <= i ? scores[at]! : 0));
      const expected = each(heads, places).map(([s, h, i, j]) =>
        j <= i ? sum(size, (d) => Q(s, h, i, d) * K(s, h, j, d)) : 0,
      );
      expect(relativeError(lower, expected)).toBeLessThan(1e-6);

      // What lies above the diagonal is read at most where it is zero.
      const triangle = { tensor: tensor1d(lower), layout: squares };
      const L = (s: number, h: number, i: number, j: number) =>
        lower[((s * heads + h) * places + i) * places + j]!;
      const mixed = matmulNN({
        ...shared,
        a: triangle,
        b: keys,
        rows: places,
        columns: size,
        inner: places,
        output: { shape: [sequences * places, heads * size] },
        layout: layoutOf(heads),
      });
      await expectClose(
        mixed,
        range(sequences * places * heads * size).map((at) => {
          const [d, h] = [at % size, Math.floor(at / size) % heads];
          const row = Math.floor(at / (size * heads));
          const [s, i] = [Math.floor(row / places), row % places];
          return sum(places, (j) => L(s, h, i, j) * K(s, h, j, d));
        }),
      );
      const collected = matmulTN({
        sequences,
        heads: keyHeads,
        share,
        isCausal: true,
        a: triangle,
        b: queries,
        rows: places,
        columns: size,
        inner: places,
        output: { shape: [sequences * places, keyHeads * size] },
        layout: layoutOf(keyHeads),
      });
      await expectClose(
        collected,
        range(sequences * places * keyHeads * size).map((at) => {
          const [d, g] = [at % size, Math.floor(at / size) % keyHeads];
          const row = Math.floor(at / (size * keyHeads));
          const [s, j] = [Math.floor(row / places), row % places];
          return sum(share, (r) => sum(places, (i) => L(s, g * share + r, i, j) * Q(s, g * share + r, i, d)));
        }),
      );
    });
  });
}

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
